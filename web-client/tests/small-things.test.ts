import { create } from '@bufbuild/protobuf'
import { Code, ConnectError } from '@connectrpc/connect'
import { describe, expect, it, vi } from 'vitest'

import { requestId } from '@/api/request-id'
import { toRefused } from '@/api/refusal'
import { classTime, clockText, fromLocalInput, toLocalInput } from '@/composables/time'
import { TileSchema } from '@/generated/kaibo/assessment/v1/assessment_pb'
import { ClassClockSchema } from '@/generated/kaibo/classroom/v1/classroom_pb'
import { RefusalSchema } from '@/generated/kaibo/error/v1/error_pb'
import { parseMembers } from '@/pages/instructor/paste'
import { awayMs, byNeed, idleMs } from '@/pages/instructor/need'
import { bannedIn, marked } from '@/rules/banned'

describe('a request id', () => {
  it('is a UUID on a plain HTTP address too, where randomUUID is missing', () => {
    vi.stubGlobal('crypto', { getRandomValues: crypto.getRandomValues.bind(crypto) })
    const ids = [requestId(), requestId()]
    vi.unstubAllGlobals()
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(ids[0]).not.toBe(ids[1])
  })
})

describe('a refusal', () => {
  it('carries the sentence, field, rule and fault number of the server', () => {
    const error = new ConnectError('no', Code.FailedPrecondition, undefined, [
      { desc: RefusalSchema, value: { zh: '人数已满', en: 'Class is full', field: 'members', rule: '003 四1', faultId: 'f1' } },
    ])
    expect(toRefused(error)).toMatchObject({ code: 'failed_precondition', zh: '人数已满', field: 'members', rule: '003 四1', faultId: 'f1' })
    expect(toRefused(error).text('en')).toBe('Class is full')
  })

  it('has words of its own when the server cannot be reached', () => {
    const refused = toRefused(new ConnectError('x', Code.Unknown, undefined, undefined, new TypeError('failed to fetch')))
    expect(refused.code).toBe('unavailable')
    expect(refused.passing).toBe(true)
    expect(refused.text('zh-CN')).toContain('连不上')
  })
})

describe('class time', () => {
  const clock = create(ClassClockSchema, { realAt: 1_000n, classAt: 50_000n, speedPercent: 6_000 })

  it('runs at the speed of the class clock', () => {
    expect(classTime(clock, 3_000)).toBe(50_000 + 2_000 * 60)
  })

  it('stands still while paused', () => {
    expect(classTime({ ...clock, paused: true }, 99_000)).toBe(50_000)
  })

  it('is typed in the time zone of the class', () => {
    expect(fromLocalInput('2026-11-21T20:00')).toBe(BigInt(Date.UTC(2026, 10, 21, 12)))
    expect(toLocalInput(fromLocalInput('2026-11-21T20:00'))).toBe('2026-11-21T20:00')
    expect([fromLocalInput(''), toLocalInput(0n)]).toEqual([0n, ''])
  })

  it('shows durations', () => {
    expect([clockText(0), clockText(83), clockText(3723), clockText(-5)]).toEqual(['00:00', '01:23', '1:02:03', '00:00'])
  })
})

describe('a pasted list of people', () => {
  it('reads names alone, with numbers in front, and with ID cards', () => {
    const people = parseMembers('张三\n\n2、李四\n3\t王小花\t43010219800101123x\nＬｉ Ｗｅｉ，430102198001011231')
    expect(people.map((person) => [person.name, person.idCard])).toEqual([
      ['张三', ''],
      ['李四', ''],
      ['王小花', '43010219800101123X'],
      ['Li Wei', '430102198001011231'],
    ])
  })
})

describe('banned words', () => {
  it('are found and marked in the text', () => {
    expect(bannedIn('全国第一的好茶', ['最好', '全国第一'])).toEqual(['全国第一'])
    expect(marked('最好的茶', ['最好'])).toEqual([{ text: '最好', banned: true }, { text: '的茶', banned: false }])
    expect(marked('100%有效(真)', ['100%有效'])).toHaveLength(2)
  })
})

describe('the class board', () => {
  it('puts whoever is stuck first and whoever is done last', () => {
    const now = 100_000_000
    const tile = (userId: bigint, rest: object) => create(TileSchema, { userId, lastEventAt: BigInt(now - 1_000), ...rest })
    const done = tile(1n, { shopOpen: true, listedProducts: 3, liveMinutes: 30, paidOrders: 2 })
    const busy = tile(2n, { shopOpen: true, listedProducts: 1 })
    const idle = tile(3n, { shopOpen: true, listedProducts: 1, lastEventAt: BigInt(now - idleMs - 1) })
    const fresh = tile(4n, { shopOpen: false })
    const away = tile(5n, { shopOpen: true, listedProducts: 1, lastEventAt: BigInt(now - awayMs) })
    expect([done, busy, away, idle, fresh].sort(byNeed(now)).map((one) => one.userId)).toEqual([3n, 4n, 5n, 2n, 1n])
  })
})
