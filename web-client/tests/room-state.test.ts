import { create, type MessageInitShape } from '@bufbuild/protobuf'
import { describe, expect, it } from 'vitest'

import { EventSchema } from '@/generated/kaibo/event/v1/event_pb'
import { GetRoomResponseSchema, RoomState } from '@/generated/kaibo/live/v1/live_pb'
import { piecesLeft } from '@/live/offers'
import { apply, priceOf, roomView, type RoomView } from '@/live/room-state'

const start = () =>
  roomView(
    create(GetRoomResponseSchema, {
      seq: 10n,
      room: {
        roomId: 3n,
        state: RoomState.LIVE,
        likes: 5n,
        shelf: [
          { place: 1, product: { productId: 1n, title: '茶', priceFen: 1000n, stock: 9 } },
          { place: 2, livePriceFen: 800n, product: { productId: 2n, title: '米', priceFen: 900n, stock: 4 } },
        ],
      },
    }),
  )

function after(view: RoomView, ...bodies: NonNullable<MessageInitShape<typeof EventSchema>['body']>[]): RoomView {
  return bodies.reduce((now, body, index) => apply(now, create(EventSchema, { seq: BigInt(11 + index), at: 1n, body }), 3), view)
}

const titles = (view: RoomView) => view.room.shelf.map((item) => item.product!.title)

describe('a room after an event', () => {
  it('moves a product and pushes the others aside', () => {
    const view = after(start(), { case: 'shelfPut', value: { roomId: 3n, productId: 2n, place: 1, title: '米', priceFen: 900n, livePriceFen: 700n, stock: 4 } })
    expect(titles(view)).toEqual(['米', '茶'])
    expect(view.room.shelf.map((item) => item.place)).toEqual([1, 2])
    expect(priceOf(view.room.shelf[0]!)).toBe(700n)
  })

  it('shows a new product and takes one off', () => {
    const view = after(
      start(),
      { case: 'shelfPut', value: { roomId: 3n, productId: 8n, place: 3, title: '蜜', cover: 'c', priceFen: 500n, stock: 1 } },
      { case: 'shelfTaken', value: { roomId: 3n, productId: 1n } },
    )
    expect(titles(view)).toEqual(['米', '蜜'])
    expect(view.room.shelf[1]!.product!.pictures).toEqual(['c'])
  })

  it('counts a sale and what is left', () => {
    const view = after(start(), { case: 'roomSale', value: { roomId: 3n, productId: 2n, quantity: 3, amountFen: 2400n, stockLeft: 1, buyerName: '李' } })
    expect(view.room.shelf[1]!.product!.stock).toBe(1)
    expect([view.orders, view.salesFen]).toEqual([1, 2400n])
    expect(view.lines.at(-1)).toMatchObject({ kind: 'sale', name: '李', text: '米' })
  })

  it('prices each specification, sells each and counts what is left of it', () => {
    const put = { roomId: 3n, productId: 8n, place: 3, title: '橙', priceFen: 2990n, stock: 12, axes: ['重量'] }
    const skus = [
      { skuId: 81n, values: ['5斤'], priceFen: 2990n, livePriceFen: 1990n, stock: 10, mallStock: 10 },
      { skuId: 82n, values: ['10斤'], priceFen: 5590n, stock: 2, mallStock: 2 },
    ]
    const shown = after(start(), { case: 'shelfPut', value: { ...put, skus } })
    const item = shown.room.shelf[2]!
    expect(item.product!.axes).toMatchObject([{ name: '重量', values: ['5斤', '10斤'] }])
    expect([priceOf(item), priceOf(item, 81n), priceOf(item, 82n)]).toEqual([1990n, 1990n, 5590n])

    const flash = { roomId: 3n, flashId: 5n, productId: 8n, skuId: 82n, priceFen: 990n, pieces: 1, perPerson: 1 }
    const running = after(shown, { case: 'flashOffered', value: flash }, { case: 'flashStarted', value: { roomId: 3n, flashId: 5n, productId: 8n } })
    const sale = running.room.shelf[2]!
    expect([priceOf(sale), priceOf(sale, 81n), priceOf(sale, 82n)]).toEqual([990n, 1990n, 990n])
    expect([piecesLeft(sale, 81n), piecesLeft(sale, 82n)]).toEqual([10, 1])

    const sold = after(shown, { case: 'roomSale', value: { roomId: 3n, productId: 8n, quantity: 3, amountFen: 5970n, stockLeft: 9, skuId: 81n, skuStockLeft: 7, specification: '5斤', buyerName: '李' } })
    expect(sold.room.shelf[2]).toMatchObject({ product: { stock: 9, skus: [{ stock: 7 }, { stock: 2 }] }, skus: [{ mallStock: 7 }, { mallStock: 2 }] })
    expect(sold.lines.at(-1)).toMatchObject({ text: '橙 5斤' })

    const aside = after(sold, { case: 'shelfDetailsSet', value: { roomId: 3n, productId: 8n, ownStock: true, stock: 4, skus: [{ skuId: 81n, stock: 3, mallStock: 4 }, { skuId: 82n, stock: 1, mallStock: 1 }] } })
    const inMall = after(aside, { case: 'stockChanged', value: { productId: 8n, stock: 3, skus: [{ skuId: 81n, stock: 2 }, { skuId: 82n, stock: 1 }] } })
    expect(inMall.room.shelf[2]).toMatchObject({ product: { stock: 4, skus: [{ stock: 3 }, { stock: 1 }] }, skus: [{ mallStock: 2 }, { mallStock: 1 }] })
  })

  it('sells from what is set aside, and gives it back to the mall', () => {
    const aside = after(start(), { case: 'shelfDetailsSet', value: { roomId: 3n, productId: 2n, ownStock: true, stock: 3, perPerson: 2, sellingPoints: ['香'] } })
    expect(aside.room.shelf[1]).toMatchObject({ ownStock: true, perPerson: 2, sellingPoints: ['香'], product: { stock: 3 } })
    const changed = after(aside, { case: 'productSaved', value: { productId: 2n, priceFen: 900n, stock: 40, title: '米' } })
    expect(changed.room.shelf[1]).toMatchObject({ mallStock: 40, product: { stock: 3 } })
    const moved = after(changed, { case: 'shelfPut', value: { roomId: 3n, productId: 2n, place: 1, title: '米', priceFen: 900n, stock: 3 } })
    expect(moved.room.shelf[0]).toMatchObject({ ownStock: true, sellingPoints: ['香'] })
    const given = after(moved, { case: 'shelfDetailsSet', value: { roomId: 3n, productId: 2n, ownStock: false, stock: 43 } })
    expect(given.room.shelf[0]).toMatchObject({ ownStock: false, mallStock: 43, product: { stock: 43 } })
  })

  it('is announced and taken back before it starts, and not afterwards', () => {
    const waiting = { ...start(), room: { ...start().room, state: RoomState.PREPARING } }
    const announced = after(waiting, { case: 'roomAnnounced', value: { roomId: 3n, state: RoomState.ANNOUNCED } })
    expect(announced.room.state).toBe(RoomState.ANNOUNCED)
    expect(after(announced, { case: 'previewCancelled', value: { roomId: 3n } }).room.state).toBe(RoomState.PREPARING)
    expect(after(start(), { case: 'roomAnnounced', value: { roomId: 3n, state: RoomState.ANNOUNCED } }).room.state).toBe(RoomState.LIVE)
  })

  it('never counts likes backwards', () => {
    const view = after(start(), { case: 'likesAdded', value: { roomId: 3n, total: 9n } }, { case: 'likesAdded', value: { roomId: 3n, total: 7n } })
    expect(view.likes).toBe(9n)
  })

  it('keeps only the newest lines', () => {
    const comment = (text: string) => ({ case: 'commentPosted' as const, value: { roomId: 3n, name: '李', text } })
    const view = after(start(), comment('1'), comment('2'), comment('3'), comment('4'))
    expect(view.lines.map((line) => line.text)).toEqual(['2', '3', '4'])
  })

  it('follows the price of its products, and no foreign room', () => {
    const before = start()
    expect(after(before, { case: 'roomEnded', value: { roomId: 99n } })).toBe(before)
    expect(after(before, { case: 'productSaved', value: { productId: 77n } })).toBe(before)
    const view = after(before, { case: 'productSaved', value: { productId: 1n, priceFen: 1100n, stock: 2, title: '新茶' } })
    expect(priceOf(view.room.shelf[0]!)).toBe(1100n)
  })

  it('explains nothing once it has ended', () => {
    const view = after(start(), { case: 'productExplained', value: { roomId: 3n, productId: 2n } }, { case: 'roomEnded', value: { roomId: 3n } })
    expect(view.room.state).toBe(RoomState.ENDED)
    expect(view.room.explainingProductId).toBe(0n)
  })
})
