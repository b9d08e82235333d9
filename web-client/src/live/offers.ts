import { create } from '@bufbuild/protobuf'

import type { Event } from '@/generated/kaibo/event/v1/event_pb'
import { BagPersonSchema, BagPrize, BagSchema, BagState, FlashSaleSchema, FlashState, type Bag, type FlashSale } from '@/generated/kaibo/live/v1/offers_pb'
import type { ShelfItem } from '@/generated/kaibo/live/v1/live_pb'
import type { Coupon } from '@/generated/kaibo/mall/v1/promotion_pb'
import { money } from '@/composables/money'
import { t } from '@/i18n'
import { issuedCoupon } from '@/promotions/coupon'

import type { RoomView } from './room-state'

/** The flash sale of a shelf item, or of one of its specifications, while it sets the price. */
export function runningFlash(item: ShelfItem, skuId = 0n): FlashSale | undefined {
  const flash = item.flashSale
  return flash?.state === FlashState.RUNNING && flash.skuId === skuId ? flash : undefined
}

/** What can be had now, of the flash sale or of the stock. */
export function piecesLeft(item: ShelfItem, skuId = 0n): number {
  const of = item.product?.skus.find((sku) => sku.skuId === skuId) ?? item.product
  const stock = of?.stock ?? 0
  const flash = runningFlash(item, skuId)
  return flash ? Math.min(flash.pieces - flash.sold, stock) : stock
}

export function isOpen(bag: Bag): boolean {
  return bag.state === BagState.ISSUED || bag.state === BagState.JOINING
}

/** "¥5.00 of play money" */
export function prizeText(bag: Pick<Bag, 'prize' | 'prizeFen' | 'productTitle'>): string {
  if (bag.prize === BagPrize.PRODUCT) return t('offers.bag.productOf', { title: bag.productTitle })
  return t(bag.prize === BagPrize.COUPON ? 'offers.bag.couponOf' : 'offers.bag.money', { amount: money(bag.prizeFen) })
}

function withFlash(view: RoomView, productId: bigint, change: (flash: FlashSale | undefined) => FlashSale | undefined): RoomView {
  const shelf = view.room.shelf.map((item) => (item.product?.productId === productId ? { ...item, flashSale: change(item.flashSale) } : item))
  return { ...view, room: { ...view.room, shelf } }
}

function withCoupons(view: RoomView, coupons: Coupon[]): RoomView {
  return { ...view, offers: { ...view.offers, coupons } }
}

function withBag(view: RoomView, bagId: bigint, change: (bag: Bag) => Bag): RoomView {
  return { ...view, offers: { ...view.offers, bags: view.offers.bags.map((bag) => (bag.bagId === bagId ? change(bag) : bag)) } }
}

type Sale = Extract<Event['body'], { case: 'roomSale' }>['value']

/** A sale counts in the flash sale it was made in. */
export function countFlashSale(view: RoomView, sale: Sale): RoomView {
  if (sale.flashId === 0n) return view
  return withFlash(view, sale.productId, (flash) => (flash?.flashId === sale.flashId ? { ...flash, sold: sale.flashSold } : flash))
}

/** The view after an event about coupons, flash sales or lucky bags; the same object when it is about none. */
export function applyOffers(view: RoomView, event: Event): RoomView {
  const { body } = event
  switch (body.case) {
    case 'flashOffered': {
      const { flashId, roomId, productId, skuId, priceFen, pieces, perPerson, startsAt, endsAt } = body.value
      const flash = create(FlashSaleSchema, { flashId, roomId, productId, skuId, priceFen, pieces, perPerson, startsAt, endsAt, state: FlashState.WAITING })
      return withFlash(view, productId, () => flash)
    }
    case 'flashStarted': {
      const { flashId, productId } = body.value
      return withFlash(view, productId, (flash) => (flash?.flashId === flashId ? { ...flash, state: FlashState.RUNNING } : flash))
    }
    case 'flashEnded': {
      const { flashId, productId, state, sold } = body.value
      return withFlash(view, productId, (flash) => (flash?.flashId === flashId ? { ...flash, state, sold } : flash))
    }
    case 'couponIssued':
      return withCoupons(view, [...view.offers.coupons, issuedCoupon(body.value)])
    case 'couponStopped': {
      const { couponId } = body.value
      return withCoupons(view, view.offers.coupons.filter((coupon) => coupon.couponId !== couponId))
    }
    case 'couponClaimed': {
      const { couponId, userId, claimed } = body.value
      const counted = view.offers.coupons.map((coupon) =>
        coupon.couponId === couponId ? { ...coupon, claimed: Math.max(claimed, coupon.claimed), mine: coupon.mine + Number(userId === view.me) } : coupon,
      )
      return withCoupons(view, counted)
    }
    case 'bagIssued': {
      const { roomId, bagId, phrase, prize, prizeFen, productId, productTitle, winners, drawsAt, seedHash, condition } = body.value
      const bag = create(BagSchema, { roomId, bagId, phrase, prize, prizeFen, productId, productTitle, winners, drawsAt, seedHash, condition, state: BagState.ISSUED })
      return { ...view, offers: { ...view.offers, bags: [...view.offers.bags, bag] } }
    }
    case 'bagJoined': {
      const { bagId, userId, name } = body.value
      return withBag(view, bagId, (bag) => ({ ...bag, state: BagState.JOINING, entrants: [...bag.entrants, create(BagPersonSchema, { userId, name })] }))
    }
    case 'bagDrawn': {
      const { bagId, seed, entrants } = body.value
      const people = entrants.map(({ userId, name, won }) => create(BagPersonSchema, { userId, name, won }))
      return withBag(view, bagId, (bag) => ({ ...bag, state: BagState.DRAWN, seed, entrants: people }))
    }
    case 'bagVoided':
      return withBag(view, body.value.bagId, (bag) => ({ ...bag, state: BagState.VOID }))
    default:
      return view
  }
}
