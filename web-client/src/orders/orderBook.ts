import { mall } from '@/api/client'
import { toLocalInput } from '@/composables/time'
import { OrderState, type Order } from '@/generated/kaibo/mall/v1/mall_pb'
import { t } from '@/i18n'
import type { Tab } from '@/review/workbook'

import { closeReason, goodsFen, stateName } from './state'

const pageSize = 200

/** All orders of a shop, 0n for the caller's own, in a state, unspecified for all, the newest first; page by page, however few come at once. */
export async function ordersOfShop(classId: bigint, shopId: bigint, state: OrderState): Promise<Order[]> {
  const all: Order[] = []
  for (;;) {
    const { orders } = await mall.listOrders({ classId, asSeller: true, shopId, state, limit: pageSize, beforeOrderId: all.at(-1)?.orderId ?? 0n })
    if (orders.length === 0) return all
    all.push(...orders)
  }
}

const head = (...keys: string[]) => keys.map((key) => ({ value: t(`orderBook.${key}`), fontWeight: 'bold' as const }))
const yuan = (fen: bigint) => ({ value: Number(fen) / 100, format: '0.00' })
/** 2026-11-21 15:04 */
const when = (at: bigint) => toLocalInput(at).replace('T', ' ')
const widths = (...all: number[]) => all.map((width) => ({ width }))
const parcels = (order: Order) => order.parcels.map((one) => `${one.courier} ${one.waybill} ${t(`trade.track.${one.state}`)}`).join('；')

function orderRow(order: Order) {
  return [
    String(order.orderId), stateName(order.state), order.state === OrderState.CLOSED ? closeReason(order) : '', order.buyerName,
    when(order.placedAt), when(order.paidAt), when(order.shippedAt), when(order.finishedAt),
    yuan(goodsFen(order)), yuan(order.freightFen), yuan(order.promotionFen), yuan(order.discountFen), yuan(order.changeFen), yuan(order.amountFen), yuan(order.refundedFen), order.couponName,
    order.address?.name ?? '', order.address?.phone ?? '', [order.address?.region, order.address?.text].filter(Boolean).join(' '), parcels(order), order.remark,
  ]
}

function lineRows(order: Order) {
  return order.lines.map((line) => [
    String(order.orderId), stateName(order.state), line.title, line.specification, yuan(line.priceFen), line.quantity,
    line.shipped, line.cancelled + line.refunded, yuan(line.promotionFen), yuan(line.discountFen), yuan(line.changeFen), yuan(line.paidFen), yuan(line.refundedFen),
  ])
}

/** Orders, a row each so that sums are right, and their lines on a sheet of their own; in the language of the page. */
export function orderBook(orders: readonly Order[]): Tab[] {
  return [
    {
      sheet: t('orderBook.sheet'),
      data: [
        head('number', 'state', 'closed', 'buyer', 'placed', 'paid', 'shipped', 'finished', 'goods', 'freight', 'promotions', 'discount', 'change', 'amount', 'refunded', 'coupon', 'receiver', 'phone', 'address', 'parcels', 'remark'),
        ...orders.map(orderRow),
      ],
      columns: widths(22, 10, 14, 12, 18, 18, 18, 18, 10, 8, 8, 8, 8, 10, 10, 14, 12, 14, 36, 40, 30),
    },
    {
      sheet: t('orderBook.lines'),
      data: [head('number', 'state', 'title', 'specification', 'price', 'quantity', 'shippedPieces', 'refundedPieces', 'promotions', 'discount', 'change', 'linePaid', 'lineRefunded'), ...orders.flatMap(lineRows)],
      columns: widths(22, 10, 40, 20, 10, 8, 10, 10, 8, 8, 8, 10, 10),
    },
  ]
}
