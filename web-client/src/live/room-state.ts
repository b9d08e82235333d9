import { create } from '@bufbuild/protobuf'

import type { Event, SkuLeft } from '@/generated/kaibo/event/v1/event_pb'
import {
  CommentSchema,
  CrewMemberSchema,
  CrewRole,
  RoomState,
  ShelfItemSchema,
  ShelfSkuSchema,
  StandingSchema,
  type Comment,
  type Figures,
  type GetRoomResponse,
  type Room,
  type ShelfItem,
  type Standing,
} from '@/generated/kaibo/live/v1/live_pb'
import { OffersSchema, type Offers } from '@/generated/kaibo/live/v1/offers_pb'
import { ProductSchema, SkuSchema, SpecAxisSchema } from '@/generated/kaibo/mall/v1/mall_pb'

import { applyOffers, countFlashSale, runningFlash } from './offers'

export interface Line {
  seq: bigint
  at: bigint
  userId: bigint
  name: string
  text: string
  kind: 'comment' | 'entered' | 'sale'
  /** It asks something of the host, and whether that was answered. */
  question?: boolean
  answered?: boolean
  /** People who came in one after the other share a line; 1 when it is one. */
  people?: number
}

/** A room as its viewers and its host see it: the picture of GetRoom, then every event applied. */
export interface RoomView {
  room: Room
  offers: Offers
  lines: Line[]
  likes: bigint
  online: number
  orders: number
  salesFen: bigint
  /** Who looks at it, and what they may do. */
  me: bigint
  standing: Standing
  /** Of the event that saved the script last; 0 before the first that was heard. */
  scriptSeq: bigint
}

function lineOf(comment: Comment): Line {
  const { seq, at, userId, userName, text, question, answered } = comment
  return { seq, at, userId, name: userName, text, kind: 'comment', question, answered }
}

export function roomView(reply: GetRoomResponse, figures?: Figures, me = 0n): RoomView {
  const room = reply.room!
  return {
    room,
    offers: reply.offers ?? create(OffersSchema),
    lines: reply.comments.map(lineOf),
    likes: room.likes,
    online: figures?.online ?? 0,
    orders: figures?.orders ?? 0,
    salesFen: figures?.salesFen ?? 0n,
    me,
    standing: reply.standing ?? create(StandingSchema),
    scriptSeq: 0n,
  }
}

/** Of the room's people, the owner among them. */
function nameIn(room: Room, userId: bigint): string {
  return room.hostId === userId ? room.hostName : (room.crew.find((one) => one.userId === userId)?.name ?? '')
}

/** Whether somebody may look after shelf and offers, keep the comments in order, and go on air. */
export function assists(view: RoomView): boolean {
  return view.standing.role !== CrewRole.UNSPECIFIED
}
export function moderates(view: RoomView): boolean {
  return view.standing.role === CrewRole.HOST || view.standing.role === CrewRole.MODERATOR
}
export function presents(view: RoomView): boolean {
  return view.standing.role === CrewRole.HOST
}

/** Neither live yet nor over. */
export function isComing(room: Room): boolean {
  return room.state === RoomState.PREPARING || room.state === RoomState.ANNOUNCED
}

export function hasSpecs(item: ShelfItem): boolean {
  return (item.product?.skus.length ?? 0) > 0
}

const least = (prices: bigint[]) => prices.reduce((a, b) => (a < b ? a : b))

/** What a piece costs in the room when there is no flash sale: of the specification, else the lowest. */
export function usualPriceOf(item: ShelfItem, skuId = 0n): bigint {
  if (!hasSpecs(item)) return item.livePriceFen || (item.product?.priceFen ?? 0n)
  const skus = item.product!.skus.filter((sku) => skuId === 0n || sku.skuId === skuId)
  return least(skus.map((sku) => item.skus.find((one) => one.skuId === sku.skuId)?.livePriceFen || sku.priceFen))
}

/** What a piece costs in the room now: of the specification, else the lowest. */
export function priceOf(item: ShelfItem, skuId = 0n): bigint {
  if (hasSpecs(item) && skuId === 0n) return least(item.product!.skus.map((sku) => priceOf(item, sku.skuId)))
  return runningFlash(item, skuId)?.priceFen ?? usualPriceOf(item, skuId)
}

/** What stands for the picture while there is no camera: the cover, else a product. */
export function pictureOf(room: Room): string {
  const explained = room.shelf.find((item) => item.product?.productId === room.explainingProductId)
  return room.cover || (explained ?? room.shelf[0])?.product?.pictures[0] || ''
}

export function sorted(shelf: ShelfItem[]): ShelfItem[] {
  return [...shelf].sort((a, b) => a.place - b.place)
}

export function withShelf(view: RoomView, shelf: ShelfItem[]): RoomView {
  return { ...view, room: { ...view.room, shelf: sorted(shelf) } }
}

function changeProduct(view: RoomView, productId: bigint, change: (item: ShelfItem) => ShelfItem): RoomView {
  return withShelf(
    view,
    view.room.shelf.map((item) => (item.product?.productId === productId ? change(item) : item)),
  )
}

/** What is left of specifications; those that are not named stay as they are. */
function withSkus(item: ShelfItem, left: readonly Pick<SkuLeft, 'skuId' | 'stock' | 'mallStock'>[]): ShelfItem {
  const of = (skuId: bigint) => left.find((one) => one.skuId === skuId)
  const skus = item.skus.map((one) => ({ ...one, mallStock: of(one.skuId)?.mallStock ?? one.mallStock }))
  const shown = item.product!.skus.map((sku) => ({ ...sku, stock: of(sku.skuId)?.stock ?? sku.stock }))
  return { ...item, skus, product: { ...item.product!, skus: shown } }
}

/** The stock of the mall, which is the room's where it has none of its own. */
function changeStock(view: RoomView, productId: bigint, stock: number, skus: readonly SkuLeft[] = []): RoomView {
  if (!view.room.shelf.some((item) => item.product?.productId === productId)) return view
  return changeProduct(view, productId, (item) => {
    const own = (skuId: bigint) => item.product!.skus.find((sku) => sku.skuId === skuId)?.stock ?? 0
    const left = skus.map((one) => ({ skuId: one.skuId, mallStock: one.stock, stock: item.ownStock ? own(one.skuId) : one.stock }))
    const counted = withSkus(item, left)
    return { ...counted, mallStock: stock, product: { ...counted.product!, stock: item.ownStock ? item.product!.stock : stock } }
  })
}

function withLine(view: RoomView, line: Line, keep: number): RoomView {
  return { ...view, lines: [...view.lines, line].slice(-keep) }
}

/** Those who come in one after the other share a line, so that a crowd does not push the talk away. */
function withEntered(view: RoomView, line: Line, keep: number): RoomView {
  const last = view.lines.at(-1)
  if (last?.kind !== 'entered') return withLine(view, line, keep)
  const merged = { ...last, userId: line.userId, name: line.name, people: (last.people ?? 1) + 1 }
  return { ...view, lines: [...view.lines.slice(0, -1), merged] }
}

function withRoom(view: RoomView, change: Partial<Room>): RoomView {
  return { ...view, room: { ...view.room, ...change } }
}

type ShelfPut = Extract<Event['body'], { case: 'shelfPut' }>['value']

/** A product arrives on the shelf or moves; those it pushes aside keep their order. */
function put(view: RoomView, value: ShelfPut): RoomView {
  const before = view.room.shelf.find((item) => item.product?.productId === value.productId)
  const others = sorted(view.room.shelf.filter((item) => item !== before))
  const product = {
    ...(before?.product ?? create(ProductSchema, { productId: value.productId, listed: true })),
    title: value.title,
    pictures: before?.product?.pictures.length ? before.product.pictures : [value.cover].filter(Boolean),
    priceFen: value.priceFen,
    stock: value.stock,
    axes: value.axes.map((name, at) => create(SpecAxisSchema, { name, values: [...new Set(value.skus.map((sku) => sku.values[at] ?? ''))] })),
    skus: value.skus.map(({ skuId, values, priceFen, stock }) => create(SkuSchema, { skuId, values, priceFen, stock })),
  }
  const skus = value.skus.map(({ skuId, livePriceFen, mallStock }) => create(ShelfSkuSchema, { skuId, livePriceFen, mallStock }))
  const item = { ...(before ?? create(ShelfItemSchema, { mallStock: value.stock })), product, livePriceFen: value.livePriceFen, skus }
  const at = Math.max(0, Math.min(others.length, value.place - 1))
  others.splice(at, 0, item)
  return withShelf(view, others.map((one, index) => ({ ...one, place: index + 1 })))
}

/** The view after an event; the same object when the event does not concern it. */
export function apply(view: RoomView, event: Event, keepLines: number): RoomView {
  const { body, seq, at } = event
  if (!body.case) return view
  // Products change on the class topic, wherever they are shown.
  if (body.case === 'productSaved' || body.case === 'productListed') {
    const { productId, priceFen, stock, title } = body.value
    if (!view.room.shelf.some((item) => item.product?.productId === productId)) return view
    return changeProduct(view, productId, (item) => ({
      ...item,
      mallStock: stock,
      product: { ...item.product!, priceFen, title, stock: item.ownStock ? item.product!.stock : stock },
    }))
  }
  if (body.case === 'stockChanged') return changeStock(view, body.value.productId, body.value.stock, body.value.skus)
  if (body.case === 'supplyStockChanged') return body.value.products.reduce((now, { productId, stock }) => changeStock(now, productId, stock), view)
  if (!('roomId' in body.value) || body.value.roomId !== view.room.roomId) return view
  switch (body.case) {
    case 'roomSaved': {
      const { title, cover, category, notice, plannedAt } = body.value
      return { ...view, room: { ...view.room, title, cover, category, notice, plannedAt } }
    }
    case 'roomAnnounced':
      return isComing(view.room) ? { ...view, room: { ...view.room, state: body.value.state } } : view
    case 'previewCancelled':
      return { ...view, room: { ...view.room, state: RoomState.PREPARING } }
    case 'scriptSaved':
      return { ...view, scriptSeq: seq }
    case 'shelfDetailsSet': {
      const { productId, ownStock, stock, perPerson, sellingPoints, skus } = body.value
      return changeProduct(view, productId, (item) => {
        const counted = withSkus(item, skus)
        // What the room takes or gives back is the mall's.
        const mallStock = ownStock ? item.mallStock + (item.ownStock ? item.product!.stock : 0) - stock : stock
        return { ...counted, ownStock, perPerson, sellingPoints, mallStock, product: { ...counted.product!, stock } }
      })
    }
    case 'roomStarted':
      return withRoom(view, { state: RoomState.LIVE, startedAt: at, presenterId: event.actor, presenterName: nameIn(view.room, event.actor) })
    case 'roomEnded': {
      const { reason, stoppedBy } = body.value
      return withRoom(view, { state: RoomState.ENDED, endedAt: at, explainingProductId: 0n, pausedSince: 0n, stopReason: reason, stoppedBy })
    }
    case 'shelfPut':
      return put(view, body.value)
    case 'shelfTaken': {
      const { productId } = body.value
      return withShelf(view, view.room.shelf.filter((item) => item.product?.productId !== productId))
    }
    case 'productExplained':
      return { ...view, room: { ...view.room, explainingProductId: body.value.productId } }
    case 'commentPosted': {
      const { userId, name, text, question } = body.value
      return withLine(view, { seq, at, userId, name, text, question, kind: 'comment' }, keepLines)
    }
    case 'viewerEntered': {
      const { userId, name } = body.value
      return withEntered(view, { seq, at, userId, name, text: '', kind: 'entered' }, keepLines)
    }
    case 'likesAdded':
      return body.value.total > view.likes ? { ...view, likes: body.value.total } : view
    case 'roomSale': {
      const { productId, stockLeft, quantity, buyerId, buyerName, amountFen, skuId, skuStockLeft, specification } = body.value
      const sold = changeProduct(view, productId, (item) => {
        const mallStock = item.ownStock ? (item.skus.find((one) => one.skuId === skuId)?.mallStock ?? 0) : skuStockLeft
        const counted = withSkus(item, [{ skuId, stock: skuStockLeft, mallStock }])
        return { ...counted, product: { ...counted.product!, stock: stockLeft, sold: item.product!.sold + quantity } }
      })
      const bought = sold.room.shelf.find((item) => item.product?.productId === productId)?.product?.title ?? ''
      const title = [bought, specification].filter(Boolean).join(' ')
      const counted = { ...countFlashSale(sold, body.value), orders: sold.orders + 1, salesFen: sold.salesFen + amountFen }
      return withLine(counted, { seq, at, userId: buyerId, name: buyerName, text: title, kind: 'sale' }, keepLines)
    }
    default:
      return applyTalk(view, event)
  }
}

/** What the crew does, and what is done to what was said. */
function applyTalk(view: RoomView, event: Event): RoomView {
  const { body, at } = event
  switch (body.case) {
    case 'presenterChanged':
      return withRoom(view, { presenterId: body.value.toId, presenterName: body.value.toName })
    case 'roomPaused':
      return withRoom(view, { pausedSince: body.value.paused ? at : 0n })
    case 'crewSaved': {
      const crew = body.value.crew.map(({ userId, name, role }) => create(CrewMemberSchema, { userId, name, role }))
      const role = view.me === view.room.hostId ? CrewRole.HOST : (crew.find((one) => one.userId === view.me)?.role ?? CrewRole.UNSPECIFIED)
      return { ...withRoom(view, { crew }), standing: { ...view.standing, role } }
    }
    case 'roomMuted':
      return withRoom(view, { muted: body.value.muted })
    case 'personMuted':
      return body.value.userId === view.me ? { ...view, standing: { ...view.standing, mutedUntil: body.value.until } } : view
    case 'commentPinned': {
      const { commentSeq, userId, name, text } = body.value
      return withRoom(view, { pinned: commentSeq === 0n ? undefined : create(CommentSchema, { seq: commentSeq, userId, userName: name, text }) })
    }
    case 'commentDeleted':
      return { ...view, lines: view.lines.filter((line) => line.seq !== body.value.commentSeq || line.kind !== 'comment') }
    case 'questionAnswered':
      return { ...view, lines: view.lines.map((line) => (line.seq === body.value.commentSeq ? { ...line, answered: true } : line)) }
    case 'followed': {
      const { userId, followers } = body.value
      const following = userId === view.me ? body.value.following : view.standing.following
      return { ...view, standing: { ...view.standing, following, followers } }
    }
    default:
      return applyOffers(view, event)
  }
}
