import { answerFigures } from '@/chat/figures'
import { dateTime } from '@/composables/time'
import type { GetDashboardResponse, SpanFigures } from '@/generated/kaibo/mall/v1/dashboard_pb'
import { t } from '@/i18n'
import type { Tab } from '@/review/workbook'

import { formulaOf, shopFigures, type FigureUnit } from './figures'

const head = (...titles: string[]) => titles.map((value) => ({ value, fontWeight: 'bold' as const }))
const widths = (...all: number[]) => all.map((width) => ({ width }))

function cell(value: bigint, unit: FigureUnit) {
  if (unit === 'count') return { value: Number(value) }
  return { value: Number(value) / 100, format: unit === 'fen' ? '0.00' : '0.00"%"' }
}

function spanTab(sheet: string, spans: SpanFigures[]): Tab {
  const figure = (key: string) => t(`dashboard.figure.${key}`)
  return {
    sheet,
    data: [
      head(t('dashboard.time'), figure('views'), figure('visitors'), figure('orders'), figure('paidOrders'), figure('paidFen'), figure('refundedFen')),
      ...spans.map((span) => [dateTime(span.classAt), cell(span.views, 'count'), cell(span.visitors, 'count'), cell(span.orders, 'count'), cell(span.paidOrders, 'count'), cell(span.paidFen, 'fen'), cell(span.refundedFen, 'fen')]),
    ],
    columns: widths(16, 12, 12, 12, 12, 14, 14),
  }
}

/** The shop's figures as a workbook, in the language of the page. */
export function dashboardBook(report: GetDashboardResponse): Tab[] {
  const product = (key: string) => t(`dashboard.product.${key}`)
  return [
    {
      sheet: t('dashboard.overview'),
      data: [
        head(t('dashboard.name'), t('dashboard.value'), t('dashboard.formulaHead')),
        ...shopFigures.map(({ key, unit }) => [t(`dashboard.figure.${key}`), cell(report.figures?.[key] ?? 0n, unit), formulaOf(key, report)]),
        ...(report.answers ? answerFigures(report.answers) : []).map((line) => [line.label, line.value, line.formula]),
      ],
      columns: widths(18, 14, 70),
    },
    {
      sheet: t('dashboard.products'),
      data: [
        head(product('title'), product('views'), product('visitors'), product('buyers'), product('conversion'), product('pieces'), product('paid'), product('refunded')),
        ...report.products.map((row) => [row.title, cell(row.views, 'count'), cell(row.visitors, 'count'), cell(row.buyers, 'count'), cell(row.conversion, 'rate'), cell(row.pieces, 'count'), cell(row.paidFen, 'fen'), cell(row.refundedFen, 'fen')]),
      ],
      columns: widths(40, 10, 10, 10, 12, 10, 14, 14),
    },
    spanTab(t('dashboard.hours'), report.hours),
    spanTab(t('dashboard.days'), report.days),
  ]
}
