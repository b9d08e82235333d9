import { clockText } from '@/composables/time'
import { money, parseYuan } from '@/composables/money'
import { FigureKind, FigureUnit, type Figure, type Report } from '@/generated/kaibo/live/v1/review_pb'
import { t } from '@/i18n'

/** Whose figures are shown: everybody's, those of the class, those of simulated persons. */
export type Audience = 'value' | 'people' | 'simulated'

const K = FigureKind

/** The figures as they are read: who came, what they did, what they looked at, what they bought. */
export const figureGroups = [
  { key: 'traffic', kinds: [K.DURATION, K.VISITORS, K.VISITS, K.LEAVES, K.PEAK_ONLINE, K.AVERAGE_ONLINE, K.AVERAGE_STAY] },
  { key: 'talk', kinds: [K.COMMENTS, K.COMMENTERS, K.LIKES, K.NEW_FOLLOWERS, K.INTERACTION_RATE, K.QUESTIONS, K.ANSWERED, K.ANSWER_RATE, K.BAGS, K.BAG_ENTRIES, K.COUPONS_CLAIMED] },
  { key: 'products', kinds: [K.PRODUCT_VISITORS, K.CLICK_RATE, K.CLICK_TO_SALE, K.CONVERSION] },
  {
    key: 'sales',
    kinds: [K.ORDERS, K.BUYERS, K.PIECES, K.GMV, K.PAID, K.REFUNDED, K.NET_SALES, K.REFUND_RATE, K.SPENT_PER_BUYER, K.PRICE_PER_PIECE, K.VISITOR_VALUE, K.GPM],
  },
] as const

export const allKinds: FigureKind[] = figureGroups.flatMap((group) => [...group.kinds])

export function nameOf(kind: FigureKind): string {
  return t(`review.name.${FigureKind[kind]}`)
}

export function formulaOf(kind: FigureKind): string {
  return t(`review.formula.${FigureKind[kind]}`)
}

export function figureOf(report: Report, kind: FigureKind): Figure | undefined {
  return report.figures.find((figure) => figure.kind === kind)
}

/** A value as it is read: "¥12.50", "02:05", "28.57%". */
export function shown(value: bigint, unit: FigureUnit): string {
  const sign = value < 0n ? '−' : ''
  const absolute = value < 0n ? -value : value
  switch (unit) {
    case FigureUnit.SECONDS:
      return sign + clockText(Number(absolute))
    case FigureUnit.FEN:
      return sign + money(absolute)
    case FigureUnit.TEN_THOUSANDTHS:
      return `${sign}${absolute / 100n}.${(absolute % 100n).toString().padStart(2, '0')}%`
    case FigureUnit.TENTHS:
      return `${sign}${absolute / 10n}.${absolute % 10n}`
    default:
      return sign + absolute.toString()
  }
}

/** The number a table holds: yuan, percent, seconds. */
export function plain(value: bigint, unit: FigureUnit): number {
  if (unit === FigureUnit.FEN || unit === FigureUnit.TEN_THOUSANDTHS) return Number(value) / 100
  return unit === FigureUnit.TENTHS ? Number(value) / 10 : Number(value)
}

/** What a person typed, in the unit of the figure; null when it is none. */
export function parse(typed: string, unit: FigureUnit): bigint | null {
  const text = typed.normalize('NFKC').replace(/[\s,]/g, '')
  const decimal = (digits: number) => {
    const match = new RegExp(`^(\\d{1,12})(?:\\.(\\d{1,${digits}}))?$`).exec(text.replace(/%$/, ''))
    return match ? BigInt(match[1]! + (match[2] ?? '').padEnd(digits, '0')) : null
  }
  switch (unit) {
    case FigureUnit.SECONDS: {
      if (!/^\d{1,6}(:\d{1,2}){0,2}$/.test(text)) return null
      return text.split(':').reduce((sum, part) => sum * 60n + BigInt(part), 0n)
    }
    case FigureUnit.FEN:
      return parseYuan(text)
    case FigureUnit.TEN_THOUSANDTHS:
      return decimal(2)
    case FigureUnit.TENTHS:
      return decimal(1)
    default:
      return /^\d{1,15}$/.test(text) ? BigInt(text) : null
  }
}

/** How a person shall type a figure of this unit. */
export function exampleOf(unit: FigureUnit): string {
  return { [FigureUnit.SECONDS]: '12:30', [FigureUnit.FEN]: '199.00', [FigureUnit.TEN_THOUSANDTHS]: '12.5%', [FigureUnit.TENTHS]: '8.5' }[unit as number] ?? '12'
}
