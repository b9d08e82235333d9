import { beforeAll, describe, expect, it } from 'vitest'

import { create } from '@bufbuild/protobuf'

import { IncidentAnswer, TileIncidentSchema } from '@/generated/kaibo/assessment/v1/assessment_pb'
import { IncidentKind } from '@/generated/kaibo/supply/v1/incident_pb'
import { setLocale } from '@/i18n'
import { incidentWords } from '@/scenario/incident'
import { parsed, shown, typed } from '@/scenario/value'

describe('a setting of the scenario', () => {
  beforeAll(() => setLocale('en'))

  it('is shown with its unit', () => {
    expect(shown('minutes', 30n)).toBe('30 min')
    expect(shown('fen', 500_050n)).toBe('¥5000.50')
    expect(shown('switch', 1n)).toBe('on')
    expect(shown('switch', 0n)).toBe('off')
  })

  it('is read as it was typed', () => {
    for (const [unit, value] of [['fen', 500_050n], ['hours', 48n], ['switch', 1n]] as const) {
      expect(parsed(unit, typed(unit, value))).toBe(value)
    }
    expect(parsed('minutes', ' ３０ ')).toBe(30n)
    for (const text of ['', '-1', '1.5', 'soon']) expect(parsed('minutes', text)).toBeNull()
  })
})

describe('an incident on the board', () => {
  beforeAll(() => setLocale('en'))

  it('says what the trainee did about it, and when', () => {
    const incident = create(TileIncidentSchema, { kind: IncidentKind.OUT_OF_STOCK, at: 60_000n })
    expect(incidentWords(incident)).toBe('⚡ Supplier out of stock · nothing done yet')
    const answered = { ...incident, answer: IncidentAnswer.DELISTED, answeredAt: 250_000n }
    expect(incidentWords(answered)).toBe('⚡ Supplier out of stock · took it off the shelf (after 3 min)')
  })
})
