import { create } from '@bufbuild/protobuf'
import { beforeAll, describe, expect, it } from 'vitest'

import { RoomSchema } from '@/generated/kaibo/live/v1/live_pb'
import { ScriptProblemKind, ScriptProblemSchema, ScriptSection, ScriptTemplateSchema } from '@/generated/kaibo/live/v1/prepare_pb'
import { setLocale } from '@/i18n'
import { aligned, clockOf, fromTemplate, parseClock, problemText, rowAfter, rowAt, rowOf, type DraftRow } from '@/live/script'

const row = (from: string, to: string): DraftRow => ({ key: 1, from, to, section: ScriptSection.OPENING, productId: 0n, words: '', who: '' })

describe('a time of a script', () => {
  it('is read as people type it', () => {
    expect(parseClock('3:30')).toBe(210)
    expect(parseClock('０３：３０')).toBe(210)
    expect(parseClock(' 90:05 ')).toBe(5405)
    expect(parseClock('4')).toBe(240)
    for (const wrong of ['', 'x', '3:75', '-1', '1:2:3']) expect(parseClock(wrong), wrong).toBeNull()
  })

  it('is written with minutes that count on', () => {
    expect(clockOf(0)).toBe('00:00')
    expect(clockOf(5405)).toBe('90:05')
  })
})

describe('the rows of a script', () => {
  beforeAll(() => setLocale('zh-CN'))

  it('go to the server once their times can be read', () => {
    expect(rowOf(row('1:00', '2:30'))).toMatchObject({ fromSeconds: 60, toSeconds: 150 })
    expect(rowOf(row('1:00', 'soon'))).toBeUndefined()
  })

  it('follow each other when a new one is added', () => {
    expect(rowAfter(undefined, '林')).toMatchObject({ from: '00:00', to: '02:00', section: ScriptSection.OPENING, who: '林' })
    expect(rowAfter(row('1:00', '2:30'), '林')).toMatchObject({ from: '02:30', to: '04:30' })
  })

  it('are lined up without changing how long each is', () => {
    const lined = aligned([row('1:00', '2:00'), row('5:00', '5:30'), row('9:00', '8:00')])
    expect(lined.map(({ from, to }) => `${from}-${to}`)).toEqual(['00:00-01:00', '01:00-01:30', '01:30-01:30'])
  })

  it('are lit by the time since the start', () => {
    const rows = [0, 60, 200].map((fromSeconds) => ({ fromSeconds }))
    expect([-5, 0, 59, 60, 199, 200, 9999].map((seconds) => rowAt(rows, seconds))).toEqual([0, 0, 0, 1, 1, 2, 2])
    expect(rowAt([], 10)).toBe(0)
  })
})

describe('a template', () => {
  const template = create(ScriptTemplateSchema, {
    minutes: 10,
    rows: [
      { from: '00:00', to: '05:00', section: ScriptSection.PRODUCT, product: 2, words: '{host}说{product}只要 {price}', wordsEn: '{product} is {price}', who: '主播', whoEn: 'Host' },
      { from: '05:00', to: '10:00', section: ScriptSection.ENDING, product: 3, words: '{shop}谢谢 {unknown}', wordsEn: 'Thanks', who: '', whoEn: '' },
    ],
  })
  const room = create(RoomSchema, {
    hostName: '小林',
    shopName: '橙心果园',
    shelf: [{ product: { productId: 1n, title: '茶' } }, { product: { productId: 2n, title: '米', priceFen: 900n }, livePriceFen: 800n }],
  })

  it('takes products, prices and names of the room', async () => {
    await setLocale('zh-CN')
    const rows = fromTemplate(template, room)
    expect(rows[0]).toMatchObject({ productId: 2n, words: '小林说米只要 ¥8.00', who: '主播' })
    expect(rows[1]).toMatchObject({ productId: 0n, words: '橙心果园谢谢 {unknown}' })
    await setLocale('en')
    expect(fromTemplate(template, room)[0]).toMatchObject({ words: '米 is ¥8.00', who: 'Host' })
  })
})

describe.each(['zh-CN', 'en'] as const)('a problem of a script in %s', (locale) => {
  beforeAll(() => setLocale(locale))
  const kinds = Object.values(ScriptProblemKind).filter((kind): kind is ScriptProblemKind => typeof kind === 'number' && kind !== 0)

  it.each(kinds)('%s is a sentence', (kind) => {
    const text = problemText(create(ScriptProblemSchema, { kind, row: 2, section: ScriptSection.ENDING, seconds: 75 }))
    expect(text).not.toMatch(/prepare\.|\{/)
    expect(text.length).toBeGreaterThan(4)
  })
})
