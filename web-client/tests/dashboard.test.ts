import { create } from '@bufbuild/protobuf'
import { beforeAll, describe, expect, it } from 'vitest'

import { dashboardBook } from '@/dashboard/book'
import { formulaOf, percent, shopFigures, shown } from '@/dashboard/figures'
import { lastSpans, shownSpans } from '@/dashboard/spans'
import { GetDashboardResponseSchema, SpanFiguresSchema } from '@/generated/kaibo/mall/v1/dashboard_pb'
import { setLocale } from '@/i18n'

const hour = 3_600_000
/** 2030-03-17 00:00 of the class. */
const midnight = 1_899_907_200_000

describe('the spans of a curve', () => {
  it('end with the present one and leave none out', () => {
    const busy = create(SpanFiguresSchema, { classAt: BigInt(midnight - hour), views: 3n })
    const spans = lastSpans('hours', [busy], midnight + 10)
    expect(spans).toHaveLength(shownSpans.hours)
    expect(spans.at(-1)).toEqual({ at: midnight, figures: undefined })
    expect(spans.at(-2)?.figures?.views).toBe(3n)
    expect(spans.every((span, index) => index === 0 || span.at - spans[index - 1]!.at === hour)).toBe(true)
  })

  it('cut days at the midnight of the class', () => {
    expect(lastSpans('days', [], midnight - 1).at(-1)?.at).toBe(midnight - 24 * hour)
    expect(lastSpans('days', [], midnight).at(-1)?.at).toBe(midnight)
  })
})

describe.each(['zh-CN', 'en'] as const)('the figures in %s', (locale) => {
  const report = create(GetDashboardResponseSchema, {
    viewAgainMinutes: 30,
    figures: { views: 4n, visitors: 3n, mallBuyers: 1n, conversion: 3333n, paidFen: 4800n },
    products: [{ productId: 1n, title: '脐橙', paidFen: 2500n, conversion: 5000n }],
    answers: { consultations: 2, answered: 1, firstReplyMs: 20_000n, inTime: 1, due: 1, inTimeSeconds: 180 },
    days: [{ classAt: BigInt(midnight), paidFen: 4800n }],
  })
  beforeAll(() => setLocale(locale))

  it('are shown with their formulas', () => {
    expect(shown(4800n, 'fen')).toBe('¥48.00')
    expect(shown(3333n, 'rate')).toBe('33.33%')
    expect(percent(5n)).toBe('0.05%')
    for (const { key } of shopFigures) expect(formulaOf(key, report)).not.toMatch(/dashboard\.|\{/)
    expect(formulaOf('conversion', report)).toMatch(/1 ÷ .*3/)
    expect(formulaOf('views', report)).toContain('30')
  })

  it('are exported as numbers', () => {
    const [overview, products, hours, days] = dashboardBook(report)
    expect(overview?.data).toHaveLength(shopFigures.length + 5)
    expect(overview?.data.at(-2)?.[1]).toBe('100%')
    expect(products?.data[1]).toContainEqual({ value: 25, format: '0.00' })
    expect(products?.data[1]).toContainEqual({ value: 50, format: '0.00"%"' })
    expect(hours?.data).toHaveLength(1)
    expect(days?.data[1]).toContainEqual({ value: 48, format: '0.00' })
  })
})
