import type { SheetData } from 'write-excel-file/universal'

import { dateTime } from '@/composables/time'
import { words, type Context } from '@/events/words'
import type { Room } from '@/generated/kaibo/live/v1/live_pb'
import { FigureUnit, type Report, type Review } from '@/generated/kaibo/live/v1/review_pb'
import { t } from '@/i18n'

import { allKinds, figureOf, formulaOf, nameOf, plain, shown } from './figures'
import { offsetText } from './moments'

export interface Tab {
  sheet: string
  data: SheetData
  columns: { width: number }[]
}

const formats: Partial<Record<FigureUnit, string>> = {
  [FigureUnit.FEN]: '0.00',
  [FigureUnit.TEN_THOUSANDTHS]: '0.00"%"',
  [FigureUnit.TENTHS]: '0.0',
}

const head = (...titles: string[]) => titles.map((value) => ({ value, fontWeight: 'bold' as const }))
const yuan = (fen: bigint) => ({ value: plain(fen, FigureUnit.FEN), format: '0.00' })
const widths = (...all: number[]) => all.map((width) => ({ width }))

function figures(report: Report): Tab {
  const rows = allKinds.flatMap((kind) => {
    const figure = figureOf(report, kind)
    if (!figure) return []
    const cell = (value: bigint) => ({ value: plain(value, figure.unit), format: formats[figure.unit] })
    return [[nameOf(kind), cell(figure.value), cell(figure.people), cell(figure.simulated), t(`review.unit.${FigureUnit[figure.unit]}`), formulaOf(kind)]]
  })
  return {
    sheet: t('review.tab.figures'),
    data: [head(t('review.figure'), t('review.audience.value'), t('review.audience.people'), t('review.audience.simulated'), t('review.unitHead'), t('review.formulaHead')), ...rows],
    columns: widths(18, 12, 12, 12, 10, 60),
  }
}

function minutes(report: Report): Tab {
  return {
    sheet: t('figures.byMinute'),
    data: [
      head(t('review.minute'), t('figures.online'), t('review.entered'), t('review.left'), t('figures.comments'), t('figures.likes'), t('review.followers'), t('review.opened'), t('figures.orders'), t('figures.pieces'), t('figures.sales')),
      ...report.minutes.map((m) => [m.minute + 1, m.online, m.entered, m.left, m.comments, Number(m.likes), m.followers, m.opened, m.orders, m.pieces, yuan(m.salesFen)]),
    ],
    columns: widths(8, 8, 8, 8, 8, 8, 10, 12, 8, 10, 12),
  }
}

function products(report: Report): Tab {
  return {
    sheet: t('figures.byProduct'),
    data: [
      head(t('product.title'), t('review.explainedSeconds'), t('review.shown'), t('review.opened'), t('figures.buyers'), t('figures.pieces'), t('figures.sales')),
      ...report.products.map((p) => [p.title, Number(p.explainedSeconds), p.shown, p.opened, p.buyers, p.pieces, yuan(p.salesFen)]),
    ],
    columns: widths(40, 14, 12, 12, 10, 10, 12),
  }
}

function markers(room: Room, report: Report, context: Context): Tab {
  return {
    sheet: t('review.markers'),
    data: [head(t('review.moment'), t('review.what')), ...report.markers.map((event) => [offsetText(room, event.at), words(event, context).text])],
    columns: widths(10, 60),
  }
}

function findings(room: Room, review: Review, report: Report): Tab {
  const restsOn = (kind: number, at: bigint) =>
    [kind ? `${nameOf(kind)} ${shown(figureOf(report, kind)?.value ?? 0n, figureOf(report, kind)?.unit ?? FigureUnit.COUNT)}` : '', at ? offsetText(room, at) : ''].filter(Boolean).join(' · ')
  return {
    sheet: t('review.findings'),
    data: [head(t('review.restsOn'), t('review.problem'), t('review.cause'), t('review.action')), ...review.findings.map((f) => [restsOn(f.figure, f.at), f.problem, f.cause, f.action])],
    columns: widths(24, 40, 40, 40),
  }
}

/** The report as a workbook, in the language of the page. */
export function workbook(room: Room, report: Report, review: Review | undefined, context: Context): Tab[] {
  const tabs = [figures(report), minutes(report), products(report), markers(room, report, context)]
  return review && review.findings.length > 0 ? [...tabs, findings(room, review, report)] : tabs
}

export async function download(room: Room, tabs: Tab[]): Promise<void> {
  await downloadAs(`${t('review.title')} ${room.title} ${dateTime(room.startedAt)}`, tabs)
}

/** Hands a workbook to the browser as a download. */
export async function downloadAs(name: string, tabs: Tab[]): Promise<void> {
  const { default: write } = await import('write-excel-file/universal')
  const blob = await write(tabs).toBlob()
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = `${name}.xlsx`.replace(/[\\/:*?"<>|]/g, '-')
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
