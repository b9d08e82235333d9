import { money } from '@/composables/money'
import type { GetDashboardResponse, ShopFigures } from '@/generated/kaibo/mall/v1/dashboard_pb'
import { t } from '@/i18n'

export type FigureUnit = 'count' | 'fen' | 'rate'
type FigureKey = { [Key in keyof ShopFigures]-?: ShopFigures[Key] extends bigint ? Key : never }[keyof ShopFigures]

/** The figures in the order in which they are shown. */
export const shopFigures: { key: FigureKey; unit: FigureUnit }[] = [
  { key: 'views', unit: 'count' },
  { key: 'visitors', unit: 'count' },
  { key: 'conversion', unit: 'rate' },
  { key: 'buyers', unit: 'count' },
  { key: 'gmvFen', unit: 'fen' },
  { key: 'paidFen', unit: 'fen' },
  { key: 'refundedFen', unit: 'fen' },
  { key: 'netFen', unit: 'fen' },
  { key: 'perCustomerFen', unit: 'fen' },
  { key: 'refundRate', unit: 'rate' },
  { key: 'orders', unit: 'count' },
  { key: 'paidOrders', unit: 'count' },
  { key: 'pieces', unit: 'count' },
  { key: 'simulatedBuyers', unit: 'count' },
]

/** 1234n → "12.34%" */
export function percent(tenThousandths: bigint): string {
  return `${tenThousandths / 100n}.${(tenThousandths % 100n).toString().padStart(2, '0')}%`
}

export function shown(value: bigint, unit: FigureUnit): string {
  if (unit === 'fen') return money(value)
  return unit === 'rate' ? percent(value) : value.toString()
}

/** How a figure is counted, with the numbers it was counted from. */
export function formulaOf(key: FigureKey, report: GetDashboardResponse): string {
  return t(`dashboard.formula.${key}`, {
    n: report.viewAgainMinutes,
    mall: report.figures?.mallBuyers.toString() ?? '0',
    visitors: report.figures?.visitors.toString() ?? '0',
  })
}
