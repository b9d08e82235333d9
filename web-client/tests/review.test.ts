import { create } from '@bufbuild/protobuf'
import { beforeAll, describe, expect, it } from 'vitest'

import { EventSchema } from '@/generated/kaibo/event/v1/event_pb'
import { RoomSchema, RoomState } from '@/generated/kaibo/live/v1/live_pb'
import { FigureKind, FigureUnit, ReportSchema, ReviewSchema } from '@/generated/kaibo/live/v1/review_pb'
import { setLocale } from '@/i18n'
import { allKinds, figureGroups, formulaOf, nameOf, parse, plain, shown } from '@/review/figures'
import { momentOf, offsetText } from '@/review/moments'
import { inOrder, nextAfter, pathOf } from '@/review/path'
import { workbook } from '@/review/workbook'

const kinds = Object.values(FigureKind).filter((kind): kind is FigureKind => typeof kind === 'number' && kind !== 0)

describe.each(['zh-CN', 'en'] as const)('the figures in %s', (locale) => {
  beforeAll(() => setLocale(locale))

  it('each have a name, a formula and one place', () => {
    expect([...allKinds].sort((a, b) => a - b)).toEqual([...kinds].sort((a, b) => a - b))
    for (const kind of kinds) {
      expect(nameOf(kind)).not.toContain('review.')
      expect(formulaOf(kind)).not.toContain('review.')
    }
    expect(new Set(kinds.map(nameOf)).size).toBe(kinds.length)
    expect(figureGroups.length).toBe(4)
  })
})

describe('a figure', () => {
  it('is read in its unit', () => {
    expect(shown(7n, FigureUnit.COUNT)).toBe('7')
    expect(shown(1250n, FigureUnit.FEN)).toBe('¥12.50')
    expect(shown(125n, FigureUnit.SECONDS)).toBe('02:05')
    expect(shown(2857n, FigureUnit.TEN_THOUSANDTHS)).toBe('28.57%')
    expect(shown(21n, FigureUnit.TENTHS)).toBe('2.1')
    expect(shown(-1250n, FigureUnit.FEN)).toBe('−¥12.50')
  })

  it('is typed as people write it', () => {
    expect(parse('２８.57 %', FigureUnit.TEN_THOUSANDTHS)).toBe(2857n)
    expect(parse('28.6', FigureUnit.TEN_THOUSANDTHS)).toBe(2860n)
    expect(parse('2:05', FigureUnit.SECONDS)).toBe(125n)
    expect(parse('1:02:05', FigureUnit.SECONDS)).toBe(3725n)
    expect(parse('¥1,299.5', FigureUnit.FEN)).toBe(129950n)
    expect(parse('2.1', FigureUnit.TENTHS)).toBe(21n)
    for (const wrong of ['', '多', '-1', '1.234', '1:2:3:4']) expect(parse(wrong, FigureUnit.COUNT)).toBeNull()
  })

  it('reads as it was typed', () => {
    for (const unit of [FigureUnit.COUNT, FigureUnit.FEN, FigureUnit.TEN_THOUSANDTHS, FigureUnit.TENTHS, FigureUnit.SECONDS]) {
      for (const value of [0n, 5n, 59n, 60n, 12345n]) expect(parse(shown(value, unit), unit)).toBe(value)
    }
  })
})

const room = (roomId: bigint, startedAt: bigint, state = RoomState.ENDED) => create(RoomSchema, { roomId, startedAt, endedAt: startedAt + 600_000n, state, title: '茶' })

describe('a moment', () => {
  it('is the time since the start', () => {
    const live = room(1n, 5_000n)
    expect(offsetText(live, 95_000n)).toBe('01:30')
    expect(momentOf(live, '1:30')).toBe(95_000n)
    expect(momentOf(live, '10:00')).toBe(605_000n)
    for (const wrong of ['10:01', '90', 'x', '']) expect(momentOf(live, wrong)).toBeNull()
  })
})

describe('the way to the second broadcast', () => {
  const first = room(1n, 100n)
  const second = room(2n, 900n)
  const planned = create(RoomSchema, { roomId: 3n, state: RoomState.PREPARING })
  const nothing = create(ReviewSchema)
  const written = create(ReviewSchema, { figures: [{ kind: FigureKind.LIKES, value: 1n, correct: true }], findings: [{ problem: 'p', cause: 'c', action: 'a' }] })
  const next = (...path: Parameters<typeof pathOf>) => pathOf(...path).find((step) => !step.done)?.key

  it('leads from one step to the next', () => {
    expect(next(room(1n, 100n, RoomState.LIVE), nothing, undefined)).toBe('first')
    expect(next(first, nothing, undefined)).toBe('figures')
    expect(next(first, create(ReviewSchema, { figures: written.figures }), undefined)).toBe('findings')
    expect(next(first, written, undefined)).toBe('second')
    expect(next(first, written, planned)).toBe('second')
    expect(next(first, written, second)).toBeUndefined()
  })

  it('does not pass a wrong figure', () => {
    expect(next(first, create(ReviewSchema, { figures: [{ kind: FigureKind.LIKES, value: 1n }] }), undefined)).toBe('figures')
  })

  it('knows what came after what', () => {
    expect(inOrder([planned, second, first]).map((one) => one.roomId)).toEqual([1n, 2n, 3n])
    expect(nextAfter([planned, second, first], second)?.roomId).toBe(3n)
    expect(nextAfter([first], first)).toBeUndefined()
  })
})

describe('the workbook', () => {
  beforeAll(() => setLocale('zh-CN'))

  it('holds the values of the report', () => {
    const report = create(ReportSchema, {
      figures: [{ kind: FigureKind.PAID, unit: FigureUnit.FEN, value: 7000n, people: 5000n, simulated: 2000n }],
      minutes: [{ minute: 0, online: 3, salesFen: 7000n }],
      products: [{ productId: 1n, title: '茶', pieces: 2, salesFen: 7000n }],
      markers: [create(EventSchema, { at: 61_000n, body: { case: 'productExplained', value: { roomId: 1n, productId: 1n } } })],
    })
    const tabs = workbook(room(1n, 1_000n), report, create(ReviewSchema), { nameOf: () => '林', titleOf: () => '茶' })
    const values = tabs.map((tab) => tab.data.slice(1).map((row) => row.map((cell) => (cell !== null && typeof cell === 'object' && 'value' in cell ? cell.value : cell))))
    expect(values[0]).toEqual([['成交额', 70, 50, 20, '元', formulaOf(FigureKind.PAID)]])
    expect(values[1]![0]!.at(-1)).toBe(70)
    expect(values[2]![0]![0]).toBe('茶')
    expect(values[3]).toEqual([['01:00', '林开始讲解“茶”']])
    expect(plain(7000n, FigureUnit.FEN)).toBe(70)
  })
})
