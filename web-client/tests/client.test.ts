import { create, toBinary } from '@bufbuild/protobuf'
import { base64Encode } from '@bufbuild/protobuf/wire'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'

import { mall, onSignedOut } from '@/api/client'
import { useForm } from '@/composables/form'
import { RefusalSchema } from '@/generated/kaibo/error/v1/error_pb'
import { setLocale } from '@/i18n'

function answer(status: number, body: object): void {
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } })))
}

function refusal(code: string, field: string, zh: string): object {
  const value = base64Encode(toBinary(RefusalSchema, create(RefusalSchema, { zh, en: 'no', field, rule: '003 四1' })), 'std_raw')
  return { code, message: zh, details: [{ type: RefusalSchema.typeName, value }] }
}

beforeAll(() => setLocale('zh-CN'))
afterEach(() => vi.unstubAllGlobals())

describe('a call by HTTP that is refused', () => {
  it('leaves with the sentence, the field and the rule of the server', async () => {
    answer(409, refusal('already_exists', 'name', '店名已经有人用了'))
    await expect(mall.openShop({})).rejects.toMatchObject({ cause: { code: 'already_exists', zh: '店名已经有人用了', field: 'name', rule: '003 四1' } })
  })

  it('shows beside its field, also when the path goes deeper than the form', async () => {
    const form = useForm(['name', 'members'])
    answer(409, refusal('already_exists', 'members[3].name', '重名'))
    expect(await form.submit(() => mall.openShop({}))).toBe(false)
    expect(form.errors).toEqual({ members: '重名（依据：003 四1）' })
    expect(form.general).toBe('')
  })

  it('shows under the form when the form has no such field', async () => {
    const form = useForm(['name'])
    answer(503, refusal('unavailable', 'logo', '稍后再试'))
    await form.submit(() => mall.openShop({}))
    expect(form.errors).toEqual({})
    expect(form.general).toContain('稍后再试')
  })

  it('says so when there is no server at all', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('failed to fetch')))
    const form = useForm()
    await form.submit(() => mall.openShop({}))
    expect(form.general).toContain('连不上')
  })

  it('tells who must know that the session is over', async () => {
    const told = vi.fn()
    onSignedOut(told)
    answer(401, { code: 'unauthenticated' })
    await expect(mall.openShop({})).rejects.toBeTruthy()
    expect(told).toHaveBeenCalledOnce()
  })
})

describe('a call that a restarting server turns away', () => {
  const restarting = () =>
    new Response(JSON.stringify(refusal('unavailable', '', '正在重启')), {
      status: 503,
      headers: { 'content-type': 'application/json', 'retry-after': '2' },
    })
  const done = () => new Response(new Uint8Array(), { headers: { 'content-type': 'application/proto' } })
  const bodyOf = async (call: unknown[]) => new Uint8Array(await new Response((call[1] as RequestInit).body).arrayBuffer())

  afterEach(() => vi.useRealTimers())

  it('is made again with the same request id when the server said it would be back', async () => {
    vi.useFakeTimers()
    const fetch = vi.fn().mockResolvedValueOnce(restarting()).mockResolvedValueOnce(done())
    vi.stubGlobal('fetch', fetch)
    const answer = mall.openShop({ classId: 7n, requestId: 'request-1', name: '小店' })
    await vi.advanceTimersByTimeAsync(1_900)
    expect(fetch).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(200)
    await answer
    expect(fetch).toHaveBeenCalledTimes(2)
    expect(await bodyOf(fetch.mock.calls[1]!)).toEqual(await bodyOf(fetch.mock.calls[0]!))
  })

  it('is left to the person when nothing tells a second time from the first', async () => {
    const fetch = vi.fn(() => Promise.resolve(restarting()))
    vi.stubGlobal('fetch', fetch)
    await expect(mall.openShop({ classId: 7n })).rejects.toMatchObject({ cause: { code: 'unavailable' } })
    expect(fetch).toHaveBeenCalledTimes(1)
  })

  it('is not made again when nobody said when to come back', async () => {
    const fetch = vi.fn(() => Promise.resolve(new Response(JSON.stringify({ code: 'unavailable' }), { status: 503, headers: { 'content-type': 'application/json' } })))
    vi.stubGlobal('fetch', fetch)
    await expect(mall.openShop({ classId: 7n, requestId: 'request-1' })).rejects.toBeTruthy()
    expect(fetch).toHaveBeenCalledTimes(1)
  })
})
