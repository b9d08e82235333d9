import { create } from '@bufbuild/protobuf'
import { flushPromises, mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'

import ChatRead from '@/chat/ChatRead.vue'
import { percent, seconds, stars } from '@/chat/figures'
import { useChats } from '@/chat/useChats'
import { ChatKind, ChatMessageSchema, ChatSchema, GetChatResponseSchema, ListChatsResponseSchema } from '@/generated/kaibo/mall/v1/chat_pb'
import { i18n, setLocale } from '@/i18n'

const { listChats, getChat } = vi.hoisted(() => ({ listChats: vi.fn(), getChat: vi.fn() }))
vi.mock('@/api/client', async (original) => ({ ...(await original<object>()), chat: { listChats, getChat } }))
vi.mock('@/composables/listen', () => ({ useTouch: () => {} }))

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

describe('the lines of a talk', () => {
  const talk = (count: number) =>
    create(GetChatResponseSchema, {
      chat: create(ChatSchema, { chatId: 5n, asShop: true, stars: 4, buyerName: '周建国' }),
      messages: Array.from({ length: count }, (_, at) => create(ChatMessageSchema, { messageId: BigInt(at + 1), kind: ChatKind.TEXT, text: `line ${at + 1}` })),
    })

  it('are a page of the newest, and another page when earlier ones are asked for', async () => {
    setActivePinia(createPinia())
    await setLocale('zh-CN')
    getChat.mockImplementation(({ limit }: { limit: number }) => Promise.resolve(talk(Math.min(limit, 70))))
    const sheet = mount(ChatRead, { props: { chatId: 5n }, global: { plugins: [i18n], stubs: ['RouterLink'] } })
    await flushPromises()
    const lines = () => sheet.findAll('[data-testid=chat-message]').length
    expect([lines(), sheet.find('h2').text(), sheet.find('.strip').text()]).toEqual([50, '周建国', expect.stringContaining('4')])
    await sheet.find('.more button').trigger('click')
    await flushPromises()
    expect([lines(), sheet.find('.more').exists()]).toEqual([70, false])
    expect(getChat.mock.calls.map(([asked]) => asked.limit)).toEqual([50, 100])
  })
})
