import { Hold, ReturnState, SupplyOrderState, type SupplyOrder } from '@/generated/kaibo/supply/v1/order_pb'
import { LinkNews, type Good } from '@/generated/kaibo/supply/v1/supply_pb'
import { t } from '@/i18n'

export const stateName = (state: SupplyOrderState) => t(`supply.state.${SupplyOrderState[state]}`)
export const returnName = (state: ReturnState) => t(`supply.returnState.${ReturnState[state]}`)
export const newsName = (news: LinkNews) => t(`supply.news.${LinkNews[news]}`)

/** What a waiting or unfilled supply order waits for, and what to do about it. */
export function advice(order: SupplyOrder): string {
  if (order.state === SupplyOrderState.UNFILLED) return t('supply.advice.UNFILLED')
  if (order.state !== SupplyOrderState.WAITING) return ''
  return t(`supply.advice.${Hold[order.hold]}`)
}

/** What names a line of a supply order, or a row of the profit report. */
export const lineKey = (line: { productId: bigint; skuId: bigint }) => `${line.productId}-${line.skuId}`
export const named = (line: { title: string; specification: string }) => (line.specification ? `${line.title} ${line.specification}` : line.title)

export const totalOf = (order: SupplyOrder) => order.goodsFen + order.freightFen

/** 在供, 缺货 or 停供. */
export function offerOf(good: Good): 'on' | 'out' | 'stopped' {
  if (good.stopped) return 'stopped'
  return good.stock > 0 ? 'on' : 'out'
}
