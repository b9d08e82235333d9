import { money } from '@/composables/money'
import { dateTime } from '@/composables/time'
import { RoomState } from '@/generated/kaibo/live/v1/live_pb'
import { HelperKind } from '@/generated/kaibo/mall/v1/shop_pb'
import { FlashState } from '@/generated/kaibo/live/v1/offers_pb'
import { ReturnState, SupplyOrderState } from '@/generated/kaibo/supply/v1/order_pb'
import { IncidentKind } from '@/generated/kaibo/supply/v1/incident_pb'
import { LinkState } from '@/generated/kaibo/supply/v1/supply_pb'
import { ReminderKind, type Event, type IncidentInjected } from '@/generated/kaibo/event/v1/event_pb'
import { either, t } from '@/i18n'
import { prizeText } from '@/live/offers'
import { isSimulated } from '@/live/simulated'
import { shown } from '@/scenario/value'
import { benefit } from '@/promotions/coupon'

export type EventKind = 'class' | 'shop' | 'product' | 'order' | 'live' | 'talk' | 'score'

export interface Words {
  kind: EventKind
  text: string
  /** The page it is about; empty when there is none. */
  link: string
}

/** What a sentence needs beyond the event itself. */
export interface Context {
  nameOf: (userId: bigint) => string
  /** Name of a rubric line, for changes of marks. */
  itemName?: (itemId: string) => string
  /** Title of a product, where the sentences are about one room. */
  titleOf?: (productId: bigint) => string
}

function points(tenths: number): string {
  return tenths % 10 === 0 ? String(tenths / 10) : (tenths / 10).toFixed(1)
}

const closeReasons: Record<number, string> = { 1: 'buyer', 2: 'seller', 3: 'timeout', 4: 'refunded' }
const roomStates: Partial<Record<number, string>> = {
  [RoomState.PREPARING]: 'event.roomPreparing',
  [RoomState.LIVE]: 'event.roomLive',
  [RoomState.ENDED]: 'event.roomEnded',
}

const orderLink = ({ orderId }: { orderId: bigint }) => `/orders/${orderId}`
const chatLink = (chatId: bigint) => `/chat?with=${chatId}`
const afterSaleLink = ({ afterSaleId }: { afterSaleId: bigint }) => `/after-sales/${afterSaleId}`

/** The sentence of an incident, and the page where the trainee deals with it. */
function incidentOf({ kind, orderId, afterSaleId }: IncidentInjected): [string, string] {
  if (kind === IncidentKind.PARCEL_LOST) return ['incidentParcel', `/orders/${orderId}`]
  if (kind === IncidentKind.DIFFICULT_REFUND) return ['incidentRefund', `/after-sales/${afterSaleId}`]
  return [kind === IncidentKind.OUT_OF_STOCK ? 'incidentStock' : 'incidentPrice', '/supply/links']
}

/** An event as a sentence of the chosen language: for the class stream and for evidence. */
export function words(event: Event, context: Context): Words {
  const person = (id: bigint) => {
    if (isSimulated(id)) return t('event.simulated')
    return context.nameOf(id) || (id === 0n ? t('event.platform') : t('event.someone'))
  }
  const who = person(event.actor)
  const say = (kind: EventKind, key: string, named: Record<string, unknown> = {}, link = ''): Words => ({
    kind,
    text: t(`event.${key}`, { who, ...named }),
    link,
  })
  const aboutProduct = (key: string, titled: string, { roomId, productId }: { roomId: bigint; productId: bigint }) => {
    const title = context.titleOf?.(productId)
    return say('live', title ? titled : key, { title }, `/room/${roomId}`)
  }
  const sides = ({ buyerId, sellerId }: { buyerId: bigint; sellerId: bigint }) => ({ buyer: person(buyerId), seller: person(sellerId) })
  const body = event.body
  switch (body.case) {
    case 'classCreated':
      return say('class', 'classCreated', { name: body.value.name })
    case 'memberAdded':
      return say('class', 'memberAdded', { name: body.value.name, role: t(`role.${body.value.role}`) })
    case 'classClockSet':
      return body.value.paused
        ? say('class', 'clockPaused')
        : say('class', 'clockSet', { speed: body.value.speedPercent / 100 })
    case 'scenarioChanged': {
      const named = body.value.changes.map((one) => t('event.scenarioChange', {
        name: either(one.zh, one.en),
        before: shown(one.unit, one.before),
        after: shown(one.unit, one.after),
      }))
      return say('class', 'scenarioChanged', { changes: named.join(t('event.comma')) })
    }
    case 'shopOpened':
      return say('shop', 'shopOpened', { name: body.value.name, category: body.value.category })
    case 'shopUpdated':
      return say('shop', 'shopUpdated', { name: body.value.name })
    case 'shopApplied':
      return say('shop', 'shopApplied', { name: body.value.name, n: body.value.attempt }, '/applications')
    case 'applicationDecided':
      return say('shop', `application${body.value.approved ? 'Approved' : 'Rejected'}${event.actor === 0n ? '' : 'By'}`, {
        name: body.value.name,
        reason: body.value.reason,
        n: body.value.faultKinds.length,
      }, '/applications')
    case 'applicationWithdrawn':
      return say('shop', 'applicationWithdrawn', { name: body.value.name }, '/applications')
    case 'shopStateSet':
      return say('shop', body.value.open ? 'shopTurnedOpen' : 'shopTurnedClosed', { name: body.value.name }, `/mall/shop/${body.value.shopId}`)
    case 'helperSet': {
      const { kind, shopId, shopName: name, helperId, sellerId } = body.value
      const named = { name, helper: person(helperId), seller: person(sellerId) }
      return kind === HelperKind.UNSPECIFIED ? say('shop', 'helperGone', named) : say('shop', 'helperSet', { ...named, kind: t(`helper.kind.${kind}`) }, `/shop?of=${shopId}`)
    }
    case 'shopSettingsSaved':
      return say('shop', 'shopSettingsSaved', { categories: body.value.categories, templates: body.value.freightTemplates }, `/mall/shop/${body.value.shopId}`)
    case 'shopPagePublished':
      return say('shop', body.value.rolledBackTo ? 'shopPageRolledBack' : 'shopPagePublished', {
        version: body.value.version,
        from: body.value.rolledBackTo,
        blocks: body.value.blocks,
        n: body.value.recommended,
      }, `/mall/shop/${body.value.shopId}`)
    case 'productSaved':
      return say('product', body.value.faultKinds.length === 0 ? 'productSaved' : 'productSavedWeak', {
        title: body.value.title,
        price: money(body.value.priceFen),
        stock: body.value.stock,
        faults: faults(body.value.faultKinds),
      }, `/mall/${body.value.productId}`)
    case 'productListed':
      return say('product', body.value.qualified ? 'productListed' : 'productListedWeak', {
        title: body.value.title,
        price: money(body.value.priceFen),
        faults: faults(body.value.faultKinds),
      }, `/mall/${body.value.productId}`)
    case 'productDelisted':
      return say('product', 'productDelisted', {}, `/mall/${body.value.productId}`)
    case 'orderPlaced':
      return say('order', body.value.roomId === 0n ? 'orderPlaced' : 'orderPlacedLive', {
        buyer: person(body.value.buyerId),
        seller: person(body.value.sellerId),
        title: body.value.title,
        pieces: body.value.pieces,
        amount: money(body.value.amountFen),
      })
    case 'orderPaid':
      return say('order', 'orderPaid', {
        buyer: person(body.value.buyerId),
        seller: person(body.value.sellerId),
        amount: money(body.value.amountFen),
      })
    case 'orderShipped': {
      const key = body.value.inPlaceOf !== 0n ? 'orderResent' : body.value.partly ? 'orderShippedPart' : 'orderShipped'
      return say('order', key, { ...sides(body.value), courier: body.value.courier, waybill: body.value.waybill, pieces: body.value.pieces }, orderLink(body.value))
    }
    case 'orderFinished':
      return say('order', event.actor === 0n ? 'orderFinishedSelf' : 'orderFinished', { ...sides(body.value), amount: money(body.value.amountFen) }, orderLink(body.value))
    case 'orderClosed':
      return say('order', body.value.note ? 'orderClosedNote' : 'orderClosed', {
        ...sides(body.value),
        reason: t(`order.closed.${closeReasons[body.value.reason] ?? 'other'}`),
        note: body.value.note,
      }, orderLink(body.value))
    case 'orderPriceChanged':
      return say('order', 'orderPriceChanged', { ...sides(body.value), before: money(body.value.beforeFen), amount: money(body.value.amountFen), reason: body.value.reason }, orderLink(body.value))
    case 'orderRemarked':
      return say('order', 'orderRemarked', { text: body.value.text }, orderLink(body.value))
    case 'orderShipLate':
      return say('order', 'orderShipLate', { ...sides(body.value), pieces: body.value.pieces }, orderLink(body.value))
    case 'parcelMoved':
      return say('order', event.actor === 0n ? 'parcelMoved' : 'parcelLost', {
        courier: body.value.courier,
        waybill: body.value.waybill,
        state: t(`trade.track.${body.value.state}`),
      }, orderLink(body.value))
    case 'afterSaleAsked':
      return say('order', 'afterSaleAsked', {
        ...sides(body.value),
        kind: t(`afterSale.kind.${body.value.kind}`),
        title: body.value.title,
        pieces: body.value.quantity,
        amount: money(body.value.refundFen),
        reason: body.value.reason,
      }, afterSaleLink(body.value))
    case 'afterSaleMoved':
      return say('order', body.value.missingFen > 0n ? 'afterSaleUnpaid' : event.actor === 0n ? 'afterSaleExpired' : 'afterSaleMoved', {
        ...sides(body.value),
        missing: money(body.value.missingFen),
        title: body.value.title,
        kind: t(`afterSale.kind.${body.value.kind}`),
        step: t(`afterSale.step.${body.value.step}`),
        state: t(`afterSale.state.${body.value.state}`),
      }, afterSaleLink(body.value))
    case 'afterSaleSaid':
      return say('order', 'afterSaleSaid', { text: body.value.text }, afterSaleLink(body.value))
    case 'orderRefunded':
      return say('order', 'orderRefunded', { ...sides(body.value), amount: money(body.value.refundFen), pieces: body.value.quantity }, orderLink(body.value))
    case 'roomRefund':
      return say('order', 'roomRefund', { pieces: body.value.quantity, amount: money(body.value.amountFen) }, `/room/${body.value.roomId}`)
    case 'disputeOpened':
      return say('order', 'disputeOpened', { ...sides(body.value), title: body.value.title, amount: money(body.value.refundFen) }, afterSaleLink(body.value))
    case 'incidentInjected': {
      const { traineeId, title, priceBeforeFen, priceFen } = body.value
      const [key, link] = incidentOf(body.value)
      return say('order', key, { name: person(traineeId), title, before: money(priceBeforeFen), now: money(priceFen) }, link)
    }
    case 'violationFound':
      return say('score', 'violationFound', {
        name: person(body.value.userId),
        rule: either(body.value.nameZh, body.value.nameEn),
        words: body.value.words,
        points: body.value.points,
      }, '/violations')
    case 'violationAppealed':
      return say('score', 'violationAppealed', { name: person(body.value.userId), text: body.value.text }, '/violations')
    case 'appealDecided':
      return say('score', body.value.lifted ? 'appealLifted' : 'appealKept', { name: person(body.value.userId), text: body.value.text }, '/violations')
    case 'productViewed':
      return say('talk', 'productViewed', {}, `/mall/${body.value.productId}`)
    case 'goodAdded':
      return say('product', 'goodAdded', { title: body.value.title }, '/supply')
    case 'supplierSaved':
      return say('product', 'supplierSaved', { name: body.value.name })
    case 'goodChanged': {
      const { title, priceBeforeFen, supplyPriceFen, stoppedBefore, stopped, specificationsChanged } = body.value
      const key = stopped !== stoppedBefore ? (stopped ? 'goodStopped' : 'goodSupplied') : specificationsChanged ? 'goodSkusChanged' : priceBeforeFen !== supplyPriceFen ? 'goodPriced' : 'goodChanged'
      return say('product', key, { title, before: money(priceBeforeFen), now: money(supplyPriceFen) }, `/supply/goods/${body.value.goodId}`)
    }
    case 'supplyStockChanged':
      return say('product', 'supplyStock', { n: body.value.stock }, `/supply/goods/${body.value.goodId}`)
    case 'goodLinked':
      return say('product', 'goodLinked', { title: body.value.title, price: money(body.value.priceFen) }, `/mall/${body.value.productId}`)
    case 'linkChanged':
      return say('product', body.value.state === LinkState.BROKEN ? 'linkBroken' : 'linkChanged', { title: body.value.title })
    case 'supplySettingsSaved':
      return say('shop', 'supplySettings', { way: t(`supply.captureWay.${body.value.automatic ? 'AUTOMATIC' : 'BY_HAND'}`) })
    case 'supplyOrderCreated':
      return say('order', 'supplyCreated', { seller: person(body.value.sellerId), title: body.value.title, pieces: body.value.pieces })
    case 'supplyOrderMoved':
      return say('order', 'supplyMoved', { seller: person(body.value.sellerId), supplier: body.value.supplierName, state: t(`supply.state.${SupplyOrderState[body.value.state]}`) })
    case 'supplyReturnMoved':
      return say('order', 'supplyReturn', { seller: person(body.value.sellerId), state: t(`supply.returnState.${ReturnState[body.value.state]}`) })
    case 'roomSaved':
      return say('live', 'roomSaved', { title: body.value.title }, `/room/${body.value.roomId}`)
    case 'roomAnnounced':
      if (body.value.state === RoomState.ANNOUNCED) {
        return say('live', 'roomForetold', { title: body.value.title, time: dateTime(body.value.plannedAt) }, `/room/${body.value.roomId}`)
      }
      return {
        kind: 'live',
        text: t(roomStates[body.value.state] ?? 'event.roomPreparing', {
          who: person(body.value.hostId),
          title: body.value.title,
        }),
        link: `/room/${body.value.roomId}`,
      }
    case 'previewCancelled':
      return say('live', 'previewCancelled', { title: body.value.title }, `/room/${body.value.roomId}`)
    case 'roomReserved':
      return say('live', body.value.reserved ? 'roomReserved' : 'roomReleased', { title: body.value.title, n: body.value.reservations }, `/room/${body.value.roomId}`)
    case 'roomReminded':
      return {
        kind: 'live',
        text: t(`prepare.event.${body.value.kind || ReminderKind.STARTED}`, { title: body.value.title, time: dateTime(body.value.plannedAt) }),
        link: `/room/${body.value.roomId}`,
      }
    case 'scriptSaved':
      return say('live', 'scriptSaved', {
        rows: body.value.rows,
        minutes: Math.round(body.value.totalSeconds / 60),
        sections: body.value.sections.length,
      }, `/live/${body.value.roomId}/script`)
    case 'shelfDetailsSet':
      return say('live', body.value.ownStock ? 'shelfDetailsOwn' : 'shelfDetailsSet', { title: body.value.title, n: body.value.stock }, `/room/${body.value.roomId}`)
    case 'roomChecked':
      return say('live', body.value.open.length > 0 ? 'roomChecked' : 'roomCheckedAll', {
        items: body.value.open.map((item) => t(`prepare.item.${item}`)).join(t('event.comma')),
      }, `/room/${body.value.roomId}`)
    case 'shelfPut':
      return say('live', 'shelfPut', {
        title: body.value.title,
        place: body.value.place,
        price: money(body.value.livePriceFen || body.value.priceFen),
      }, `/room/${body.value.roomId}`)
    case 'shelfTaken':
      return aboutProduct('shelfTaken', 'shelfTakenTitled', body.value)
    case 'roomStarted':
      return say('live', 'roomStarted', {}, `/room/${body.value.roomId}`)
    case 'roomEnded':
      return body.value.reason
        ? say('live', 'roomStoppedBy', { reason: body.value.reason }, `/live/${body.value.roomId}/figures`)
        : say('live', 'roomStopped', {}, `/live/${body.value.roomId}/figures`)
    case 'productExplained':
      return body.value.productId === 0n
        ? say('live', 'explainStopped', {}, `/room/${body.value.roomId}`)
        : aboutProduct('productExplained', 'explainTitled', body.value)
    case 'viewerEntered':
      return say('talk', 'viewerEntered', { name: body.value.name }, `/room/${body.value.roomId}`)
    case 'viewerLeft':
      return say('talk', 'viewerLeft', { name: person(body.value.userId) }, `/room/${body.value.roomId}`)
    case 'commentPosted':
      return say('talk', 'commentPosted', { name: body.value.name, text: body.value.text }, `/room/${body.value.roomId}`)
    case 'likesAdded':
      return say('talk', 'likesAdded', { n: body.value.count, total: body.value.total.toString() }, `/room/${body.value.roomId}`)
    case 'roomSale':
      return say('order', 'roomSale', {
        buyer: body.value.buyerName,
        pieces: body.value.quantity,
        amount: money(body.value.amountFen),
      }, `/room/${body.value.roomId}`)
    case 'presenterChanged':
      return say('live', 'presenterChanged', { name: body.value.toName }, `/room/${body.value.roomId}`)
    case 'crewSaved':
      return say('live', body.value.crew.length > 0 ? 'crewSaved' : 'crewEmpty', {
        title: body.value.title,
        crew: body.value.crew.map((one) => `${one.name} ${t(`crew.role.${one.role}`)}`).join(t('event.comma')),
      }, `/room/${body.value.roomId}`)
    case 'commentPinned':
      return body.value.commentSeq === 0n
        ? say('talk', 'commentUnpinned', {}, `/room/${body.value.roomId}`)
        : say('talk', 'commentPinned', { name: body.value.name, text: body.value.text }, `/room/${body.value.roomId}`)
    case 'commentDeleted':
      return say('talk', 'commentDeleted', { name: person(body.value.userId) }, `/room/${body.value.roomId}`)
    case 'personMuted':
      return say('talk', body.value.until === 0n ? 'personUnmuted' : 'personMuted', { name: body.value.name }, `/room/${body.value.roomId}`)
    case 'roomMuted':
      return say('talk', body.value.muted ? 'roomMuted' : 'roomUnmuted', {}, `/room/${body.value.roomId}`)
    case 'commentHeld':
      return say('talk', 'commentHeld', {}, `/room/${body.value.roomId}`)
    case 'heldDecided':
      return say('talk', body.value.allowed ? 'heldAllowed' : 'heldDropped', {}, `/room/${body.value.roomId}`)
    case 'questionAnswered':
      return say('talk', 'questionAnswered', { name: person(body.value.askerId) }, `/room/${body.value.roomId}`)
    case 'roomPaused':
      return say('live', body.value.paused ? 'roomPaused' : 'roomResumed', {}, `/room/${body.value.roomId}`)
    case 'followed':
      return say('talk', body.value.following ? 'followed' : 'unfollowed', {
        name: body.value.name,
        owner: person(body.value.ownerId),
        n: body.value.followers,
      })
    case 'remarked':
      return say('talk', 'remarked', { text: body.value.text }, `/live/${body.value.roomId}/figures`)
    case 'wordsCaught':
      return say('talk', 'wordsCaught', {
        name: body.value.name,
        words: body.value.words.join(t('event.comma')),
        text: body.value.text,
      }, `/room/${body.value.roomId}`)
    case 'videoStarted':
      return say('live', 'videoStarted', { name: body.value.name }, `/room/${body.value.roomId}`)
    case 'videoStopped':
      return say('live', 'videoStopped', {}, `/room/${body.value.roomId}`)
    case 'streamUrlSet':
      return say('live', body.value.url ? 'streamUrlSet' : 'streamUrlCleared', {}, `/room/${body.value.roomId}`)
    case 'productsOpened':
      return say('talk', 'productsOpened', { n: body.value.people.length }, `/room/${body.value.roomId}`)
    case 'figuresEntered':
      return say('score', 'figuresEntered', {
        right: body.value.figures.filter((figure) => figure.correct).length,
        all: body.value.figures.length,
      }, `/live/${body.value.roomId}/figures`)
    case 'findingsSaved':
      return say('score', 'findingsSaved', {
        n: body.value.findings.length,
        problems: body.value.findings.map((finding) => finding.problem).join(t('event.comma')),
      }, `/live/${body.value.roomId}/figures`)
    case 'marksSaved':
      return say('score', 'marksSaved', {
        name: person(body.value.traineeId),
        changes: body.value.changes
          .map((change) => {
            const item = context.itemName?.(change.itemId) || change.itemId
            const text = `${item} ${points(change.beforeTenths)}→${points(change.afterTenths)}`
            return change.reason ? t('event.withReason', { text, reason: change.reason }) : text
          })
          .join(t('event.comma')),
      }, `/scores/${body.value.traineeId}`)
    case 'sheetSubmitted':
      return say('score', body.value.passed ? 'sheetPassed' : 'sheetFailed', {
        name: person(body.value.traineeId),
        score: points(body.value.scoreTenths),
      }, `/scores/${body.value.traineeId}`)
    case 'sheetReopened':
      return say('score', 'sheetReopened', { name: person(body.value.traineeId), reason: body.value.reason }, `/scores/${body.value.traineeId}`)
    case 'stockChanged':
      return say('product', 'stockChanged', { stock: body.value.stock }, `/mall/${body.value.productId}`)
    case 'couponIssued':
      return say('shop', body.value.changed ? 'couponChanged' : body.value.roomId === 0n ? 'couponIssued' : 'couponIssuedLive', { name: body.value.name, text: benefit(body.value) })
    case 'couponStopped':
      return say('shop', 'couponStopped')
    case 'couponClaimed':
      return say('shop', body.value.drawn ? 'couponWon' : 'couponClaimed', { name: body.value.userName, coupon: body.value.name })
    case 'couponUsed':
      return say('order', 'couponUsed', { buyer: person(body.value.buyerId), coupon: body.value.name, amount: money(body.value.discountFen) })
    case 'couponReturned':
      return say('order', 'couponReturned', { buyer: person(body.value.buyerId), coupon: body.value.name })
    case 'promotionStarted':
      return say('shop', 'promotionStarted', { seller: person(body.value.sellerId), name: body.value.name }, `/mall/shop/${body.value.shopId}`)
    case 'promotionPlanned':
      return say('shop', body.value.changed ? 'promotionChanged' : 'promotionPlanned', { seller: person(body.value.sellerId), name: body.value.name, time: dateTime(body.value.validFromClassAt) }, `/mall/shop/${body.value.shopId}`)
    case 'promotionStopped':
      return say('shop', body.value.withdrawn ? 'promotionWithdrawn' : event.actor === 0n ? 'promotionExpired' : 'promotionStopped', { seller: person(body.value.sellerId) }, `/mall/shop/${body.value.shopId}`)
    case 'promotionUsed':
      return say('order', 'promotionUsed', { ...sides(body.value), amount: money(body.value.offFen) }, orderLink(body.value))
    case 'promotionVisited':
      return say('shop', 'promotionVisited', { seller: person(body.value.sellerId), visitor: person(body.value.visitorId) })
    case 'chatSaid':
      return say('talk', chatKey(body.value), {
        ...sides(body.value),
        n: Math.round(Number(body.value.replyMs) / 1000),
        text: body.value.text || t(`chat.kind.${body.value.kind}`),
      }, chatLink(body.value.chatId))
    case 'chatTakenOver':
      return say('talk', 'chatTakenOver', { seller: person(body.value.sellerId), helper: person(body.value.helperId) }, chatLink(body.value.chatId))
    case 'chatCalled':
      return say('talk', 'chatCalled', { name: person(body.value.helperId) }, chatLink(body.value.chatId))
    case 'chatRated':
      return say('talk', 'chatRated', { ...sides(body.value), stars: body.value.stars }, chatLink(body.value.chatId))
    case 'reviewPosted': {
      const key = body.value.automatic ? 'reviewAutomatic' : body.value.text ? 'reviewPosted' : 'reviewPlain'
      return say('product', key, { ...sides(body.value), stars: body.value.stars, text: body.value.text }, `/mall/${body.value.productId}`)
    }
    case 'reviewReplied':
      return say('product', 'reviewReplied', { ...sides(body.value), text: body.value.text }, `/mall/${body.value.productId}`)
    case 'flashOffered':
      return say('live', 'flashOffered', { title: body.value.title, price: money(body.value.priceFen), pieces: body.value.pieces }, `/room/${body.value.roomId}`)
    case 'flashStarted':
      return say('live', 'flashStarted', {}, `/room/${body.value.roomId}`)
    case 'flashEnded':
      return say('live', body.value.state === FlashState.SOLD_OUT ? 'flashSoldOut' : 'flashEnded', { sold: body.value.sold }, `/room/${body.value.roomId}`)
    case 'bagIssued':
      return say('live', body.value.phrase ? 'bagIssued' : 'bagIssuedToFollowers', { prize: prizeText(body.value), phrase: body.value.phrase }, `/room/${body.value.roomId}`)
    case 'bagJoined':
      return say('talk', 'bagJoined', { name: body.value.name }, `/room/${body.value.roomId}`)
    case 'bagDrawn':
      return say('live', 'bagDrawn', {
        n: body.value.entrants.length,
        names: body.value.entrants.filter((one) => one.won).map((one) => (isSimulated(one.userId) ? t('audience.marked', { name: one.name }) : one.name)).join(t('event.comma')),
      }, `/room/${body.value.roomId}`)
    case 'bagVoided':
      return say('live', 'bagVoided', {}, `/room/${body.value.roomId}`)
    case 'audienceAssigned': {
      const name = body.value.traineeId === 0n ? t('event.wholeClass') : person(body.value.traineeId)
      return say('live', body.value.scenario ? 'audienceAssigned' : 'audienceUnassigned', { name, n: body.value.size })
    }
    case 'audienceStarted':
      return say('live', 'audienceStarted', { n: body.value.size }, `/room/${body.value.roomId}`)
    case 'audienceStopped':
      return say('live', 'audienceStopped', {}, `/room/${body.value.roomId}`)
    case 'audienceMoved':
      return say('talk', 'audienceMoved', { entered: body.value.entered.length, left: body.value.left.length, n: body.value.present }, `/room/${body.value.roomId}`)
    case 'audienceQuestion':
      return say('talk', 'audienceQuestion', { text: either(body.value.text, body.value.gloss) }, `/room/${body.value.roomId}`)
    case 'audienceQuestionClosed':
      return say('talk', body.value.answered ? 'audienceAnswered' : 'audienceMissed', { n: Math.round(Number(body.value.afterMs) / 1000) }, `/room/${body.value.roomId}`)
    case 'audienceIncident':
      return say('live', 'audienceIncident', { kind: body.value.kind ? t(`audience.incident.${body.value.kind}`) : '' }, `/room/${body.value.roomId}`)
    case undefined:
      // Something a newer server knows and this page does not.
      return say('class', 'unknown')
  }
}

/** How a line of a chat is told: who said it, and whether it was the first answer of a person. */
function chatKey({ byShop, automatic, replyMs, inTime }: { byShop: boolean; automatic: boolean; replyMs: bigint; inTime: boolean }): string {
  if (!byShop) return 'chatAsked'
  if (automatic) return 'chatAutomatic'
  if (inTime) return 'chatAnsweredInTime'
  return replyMs > 0n ? 'chatAnsweredLate' : 'chatAnswered'
}

const faultKinds = ['few_pictures', 'short_title', 'short_description', 'banned_word', 'missing_attribute', 'copied', 'copied_title', 'copied_picture']

function faults(kinds: string[]): string {
  return kinds.map((kind) => (faultKinds.includes(kind) ? t(`fault.${kind}`) : kind)).join(t('event.comma'))
}

export { points }
