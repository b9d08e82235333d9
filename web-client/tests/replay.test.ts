import { create, type MessageInitShape } from '@bufbuild/protobuf'
import { describe, expect, it } from 'vitest'

import { EventSchema } from '@/generated/kaibo/event/v1/event_pb'
import { RoomSchema, RoomState } from '@/generated/kaibo/live/v1/live_pb'
import { Replay } from '@/live/replay'

type Body = NonNullable<MessageInitShape<typeof EventSchema>['body']>

const room = create(RoomSchema, { roomId: 3n, title: '山货', state: RoomState.ENDED, startedAt: 1000n, endedAt: 9000n, likes: 70n })
const happened = (...events: [number, Body][]) => events.map(([at, body], index) => create(EventSchema, { seq: BigInt(index + 1), at: BigInt(at), body }))

const events = happened(
  [100, { case: 'shelfPut', value: { roomId: 3n, productId: 1n, place: 1, title: '茶', priceFen: 1000n, stock: 9 } }],
  [1000, { case: 'roomStarted', value: { roomId: 3n } }],
  [1500, { case: 'viewerEntered', value: { roomId: 3n, userId: 7n, name: '周', node: 0 } }],
  [1600, { case: 'viewerEntered', value: { roomId: 3n, userId: 7n, name: '周', node: 1 } }],
  [2000, { case: 'productExplained', value: { roomId: 3n, productId: 1n } }],
  [3000, { case: 'commentPosted', value: { roomId: 3n, userId: 7n, name: '周', text: '多少钱' } }],
  [4000, { case: 'likesAdded', value: { roomId: 3n, count: 5, total: 5n } }],
  [5000, { case: 'roomSale', value: { roomId: 3n, productId: 1n, quantity: 1, amountFen: 1000n, stockLeft: 8, buyerName: '周' } }],
  [5500, { case: 'viewerLeft', value: { roomId: 3n, userId: 7n, node: 0 } }],
  [6000, { case: 'viewerLeft', value: { roomId: 3n, userId: 7n, node: 1 } }],
  [9000, { case: 'roomEnded', value: { roomId: 3n } }],
)
const replay = () => new Replay(room, events, 60)

describe('a replay', () => {
  it('shows nothing that has not happened yet', () => {
    const view = replay().viewAt(999)
    expect(view.room.state).toBe(RoomState.PREPARING)
    expect(view.room.shelf.map((item) => item.product?.title)).toEqual(['茶'])
    expect([view.likes, view.online, view.orders]).toEqual([0n, 0, 0])
    expect(view.lines).toEqual([])
  })

  it('shows a comment, a sale and likes at their moment', () => {
    const played = replay()
    expect(played.viewAt(2999).lines.some((line) => line.text === '多少钱')).toBe(false)
    expect(played.viewAt(3000).lines.at(-1)).toMatchObject({ kind: 'comment', text: '多少钱' })
    expect(played.viewAt(4000).likes).toBe(5n)
    expect(played.viewAt(5000)).toMatchObject({ orders: 1, salesFen: 1000n })
  })

  it('counts a viewer on two servers once, until both are left', () => {
    const played = replay()
    expect(played.viewAt(1600).online).toBe(1)
    expect(played.viewAt(5500).online).toBe(1)
    expect(played.viewAt(6000).online).toBe(0)
  })

  it('gives the same picture wherever one comes from', () => {
    const many = happened(
      [1000, { case: 'roomStarted', value: { roomId: 3n } }],
      ...Array.from({ length: 900 }, (_, n): [number, Body] => [1001 + n, { case: 'likesAdded', value: { roomId: 3n, count: 1, total: BigInt(n + 1) } }]),
    )
    const jumping = new Replay(room, many, 60)
    for (const ms of [1900, 1100, 1650, 1400, 1000, 1900]) {
      expect(jumping.viewAt(ms)).toEqual(new Replay(room, many, 60).viewAt(ms))
    }
  })
})
