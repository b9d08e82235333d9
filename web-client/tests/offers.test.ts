import { create, type MessageInitShape } from '@bufbuild/protobuf'
import { describe, expect, it } from 'vitest'

import { EventSchema } from '@/generated/kaibo/event/v1/event_pb'
import { GetRoomResponseSchema, RoomState } from '@/generated/kaibo/live/v1/live_pb'
import { BagState, FlashState } from '@/generated/kaibo/live/v1/offers_pb'
import { piecesLeft } from '@/live/offers'
import { apply, priceOf, roomView, type RoomView } from '@/live/room-state'

const me = 7n
const start = () =>
  roomView(
    create(GetRoomResponseSchema, {
      room: { roomId: 3n, state: RoomState.LIVE, shelf: [{ place: 1, livePriceFen: 800n, product: { productId: 1n, title: '茶', priceFen: 1000n, stock: 9 } }] },
    }),
    undefined,
    me,
  )

function after(view: RoomView, ...bodies: NonNullable<MessageInitShape<typeof EventSchema>['body']>[]): RoomView {
  return bodies.reduce((now, body, index) => apply(now, create(EventSchema, { seq: BigInt(11 + index), at: 1n, body }), 3), view)
}

const offered = { case: 'flashOffered', value: { roomId: 3n, flashId: 5n, productId: 1n, priceFen: 500n, pieces: 2, perPerson: 1, startsAt: 10n, endsAt: 20n } } as const
const started = { case: 'flashStarted', value: { roomId: 3n, flashId: 5n, productId: 1n } } as const
const item = (view: RoomView) => view.room.shelf[0]!

describe('a flash sale', () => {
  it('sets the price while it runs, and no longer', () => {
    const waiting = after(start(), offered)
    expect(priceOf(item(waiting))).toBe(800n)
    const running = after(waiting, started)
    expect(priceOf(item(running))).toBe(500n)
    const over = after(running, { case: 'flashEnded', value: { roomId: 3n, flashId: 5n, productId: 1n, state: FlashState.ENDED, sold: 1 } })
    expect(priceOf(item(over))).toBe(800n)
  })

  it('shows what is left of it, or of the stock if that is less', () => {
    const running = after(start(), offered, started)
    expect(piecesLeft(item(running))).toBe(2)
    const sold = after(running, { case: 'roomSale', value: { roomId: 3n, productId: 1n, quantity: 1, flashId: 5n, flashSold: 1, stockLeft: 8 } })
    expect(piecesLeft(item(sold))).toBe(1)
    expect(piecesLeft(item(after(sold, { case: 'stockChanged', value: { productId: 1n, stock: 0 } })))).toBe(0)
  })

  it('stays with a product that moves on the shelf', () => {
    const moved = after(start(), offered, started, { case: 'shelfPut', value: { roomId: 3n, productId: 1n, place: 1, title: '茶', priceFen: 1000n, livePriceFen: 700n, stock: 9 } })
    expect(priceOf(item(moved))).toBe(500n)
  })
})

describe('a coupon of the room', () => {
  const issued = { case: 'couponIssued', value: { couponId: 8n, roomId: 3n, name: '券', kind: 1, offFen: 500n, total: 2, perPerson: 1 } } as const

  it('counts claims, and those of one’s own', () => {
    const view = after(
      start(),
      issued,
      { case: 'couponClaimed', value: { couponId: 8n, roomId: 3n, userId: 9n, claimed: 1 } },
      { case: 'couponClaimed', value: { couponId: 8n, roomId: 3n, userId: me, claimed: 2 } },
    )
    expect(view.offers.coupons[0]).toMatchObject({ claimed: 2, mine: 1 })
    expect(after(view, { case: 'couponStopped', value: { couponId: 8n, roomId: 3n } }).offers.coupons).toEqual([])
  })
})

describe('a lucky bag', () => {
  it('collects people and shows who won', () => {
    const joined = after(
      start(),
      { case: 'bagIssued', value: { roomId: 3n, bagId: 4n, phrase: '茶香', winners: 1, seedHash: 'h' } },
      { case: 'bagJoined', value: { roomId: 3n, bagId: 4n, userId: me, name: '我' } },
    )
    expect(joined.offers.bags[0]).toMatchObject({ state: BagState.JOINING, seedHash: 'h' })
    const drawn = after(joined, { case: 'bagDrawn', value: { roomId: 3n, bagId: 4n, seed: 's', entrants: [{ userId: me, name: '我', won: true }] } })
    expect(drawn.offers.bags[0]).toMatchObject({ state: BagState.DRAWN, seed: 's', entrants: [{ userId: me, won: true }] })
    expect(after(joined, { case: 'bagVoided', value: { roomId: 3n, bagId: 4n } }).offers.bags[0]!.state).toBe(BagState.VOID)
  })
})
