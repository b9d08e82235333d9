import { dateTime } from '@/composables/time'
import type { GetProfitResponse, Profit } from '@/generated/kaibo/supply/v1/order_pb'
import { t } from '@/i18n'
import type { Tab } from '@/review/workbook'

import { named, stateName } from './words'

const head = (...titles: string[]) => titles.map((value) => ({ value, fontWeight: 'bold' as const }))
const yuan = (fen: bigint) => ({ value: Number(fen) / 100, format: '0.00' })
const widths = (...all: number[]) => all.map((width) => ({ width }))
const figures = (profit: Profit | undefined) => [profit?.orders ?? 0, profit?.pieces ?? 0, yuan(profit?.incomeFen ?? 0n), yuan(profit?.costFen ?? 0n), yuan(profit?.netFen ?? 0n)]
const titles = () => [t('supply.orders'), t('supply.pieces'), t('supply.income'), t('supply.supplyCost'), t('supply.net')]

/** The profit report as a workbook, in the language of the page. */
export function profitBook(report: GetProfitResponse): Tab[] {
  return [
    {
      sheet: t('supply.byOrder'),
      data: [
        head(t('supply.when'), t('product.title'), t('supply.supplier'), t('supply.stateHead'), ...titles()),
        ...report.orders.map((row) => [dateTime(row.createdAt), named(row), row.supplierName, stateName(row.state), ...figures(row.profit)]),
        [t('supply.wholeShop'), '', '', '', ...figures(report.shop)],
      ],
      columns: widths(14, 40, 24, 12, 8, 8, 12, 12, 12),
    },
    {
      sheet: t('supply.byProduct'),
      data: [head(t('product.title'), ...titles()), ...report.products.map((row) => [named(row), ...figures(row.profit)])],
      columns: widths(40, 8, 8, 12, 12, 12),
    },
  ]
}
