import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'

import { chat } from '@/api/client'
import type { Chat } from '@/generated/kaibo/mall/v1/chat_pb'
import { useSession } from '@/stores/session'

/** The person's talks on both sides: one list for the page, the shop and the bell. */
export const useChats = defineStore('chats', () => {
  const session = useSession()
  const chats = shallowRef<Chat[]>()
  /** Shops that the person answers for. */
  const shops = shallowRef<bigint[]>([])
  let run = 0

  async function reload(): Promise<void> {
    const mine = ++run
    const reply = await chat.listChats({ classId: session.classId })
    if (mine !== run) return
    chats.value = reply.chats
    shops.value = reply.shops
  }

  const sum = (of: (one: Chat) => boolean) => (chats.value ?? []).filter(of).reduce((all, one) => all + one.unread, 0)
  const unread = computed(() => sum(() => true))
  const unreadOfShops = computed(() => sum((one) => one.asShop))
  return { chats, shops, unread, unreadOfShops, reload }
})
