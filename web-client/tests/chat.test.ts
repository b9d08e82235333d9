import { create } from '@bufbuild/protobuf'
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'

import { percent, seconds, stars } from '@/chat/figures'
import { useChats } from '@/chat/useChats'
import { ChatSchema, ListChatsResponseSchema } from '@/generated/kaibo/mall/v1/chat_pb'

const listChats = vi.hoisted(() => vi.fn())
vi.mock('@/api/client', async (original) => ({ ...(await original<object>()), chat: { listChats } }))

function talks(...unread: [asShop: boolean, count: number][]) {
  return create(ListChatsResponseSchema, { chats: unread.map(([asShop, count]) => create(ChatSchema, { asShop, unread: count })), shops: [7n] })
}

describe('figures of the service', () => {
  it('are read to a tenth, and a share of nothing is none', () => {
    expect(seconds(180_049n)).toBe('180')
    expect(seconds(12_340n)).toBe('12.3')
    expect(percent(2, 3)).toBe('66.7%')
    expect(percent(3, 3)).toBe('100%')
    expect(percent(0, 0)).toBeUndefined()
    expect(stars(467)).toBe('4.67')
    expect(stars(500)).toBe('5.00')
  })
})

describe('the talks of a person', () => {
  beforeEach(() => setActivePinia(createPinia()))

  it('count what waits on both sides, and for the shops apart', async () => {
    listChats.mockResolvedValue(talks([true, 2], [false, 1], [true, 0]))
    const chats = useChats()
    await chats.reload()
    expect(chats.unread).toBe(3)
    expect(chats.unreadOfShops).toBe(2)
    expect(chats.shops).toEqual([7n])
  })

  it('show the newest answer, whichever comes first', async () => {
    let answerFirst = (_: unknown) => {}
    listChats.mockReturnValueOnce(new Promise((resolve) => (answerFirst = resolve))).mockResolvedValueOnce(talks([true, 0]))
    const chats = useChats()
    const first = chats.reload()
    await chats.reload()
    answerFirst(talks([true, 9]))
    await first
    expect(chats.unread).toBe(0)
  })
})
