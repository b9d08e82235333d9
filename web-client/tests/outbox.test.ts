import { beforeEach, describe, expect, it, vi } from 'vitest'

import { Refused, unreachable } from '@/api/refusal'
import { Outbox, type Unsent } from '@/live/outbox'

const key = 'kaibo.unsent.test'

beforeEach(() => sessionStorage.clear())

describe('the outbox of comments', () => {
  it('sends one after the other, in the order typed', async () => {
    const sent: string[] = []
    const outbox = new Outbox(key, async ({ text }) => void sent.push(text), () => {})
    outbox.add('一')
    outbox.add('二')
    await vi.waitFor(() => expect(outbox.waiting.value).toEqual([]))
    expect(sent).toEqual(['一', '二'])
  })

  it('keeps what could not be sent, under the same request id, over a reload too', async () => {
    const ids: string[] = []
    let reachable = false
    const send = async (unsent: Unsent) => {
      ids.push(unsent.requestId)
      if (!reachable) throw unreachable()
    }
    const outbox = new Outbox(key, send, () => {})
    outbox.add('你好')
    await vi.waitFor(() => expect(ids).toHaveLength(1))
    outbox.stop()
    const reloaded = new Outbox(key, send, () => {})
    expect(reloaded.waiting.value.map((unsent) => unsent.text)).toEqual(['你好'])
    reachable = true
    await reloaded.flush()
    expect(reloaded.waiting.value).toEqual([])
    expect(ids[1]).toBe(ids[0])
    expect(sessionStorage.getItem(key)).toBeNull()
  })

  it('gives a refused comment back and goes on with the next', async () => {
    const back: string[] = []
    const sent: string[] = []
    const outbox = new Outbox(
      key,
      async ({ text }) => {
        if (text === '坏') throw new Refused('invalid_argument', '含违禁词', 'forbidden word')
        sent.push(text)
      },
      (unsent) => back.push(unsent.text),
    )
    outbox.add('坏')
    outbox.add('好')
    await vi.waitFor(() => expect(outbox.waiting.value).toEqual([]))
    expect(back).toEqual(['坏'])
    expect(sent).toEqual(['好'])
  })
})
