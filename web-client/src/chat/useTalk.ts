import { computed, ref, type ComputedRef } from 'vue'

import { chat as rpc } from '@/api/client'
import { useLoad, type Loaded } from '@/composables/load'
import type { GetChatResponse } from '@/generated/kaibo/mall/v1/chat_pb'
import { useSession } from '@/stores/session'

const pageOfMessages = 50

export interface Talk {
  page: Loaded<GetChatResponse>
  /** There may be earlier messages than those loaded. */
  hasEarlier: ComputedRef<boolean>
  earlier: () => Promise<void>
}

/** A talk's newest messages, and more of them when asked for; by its number, or as it is found without one. */
export function useTalk(which: () => { chatId: bigint; shopId?: bigint; orderId?: bigint }): Talk {
  const { classId } = useSession()
  const limit = ref(pageOfMessages)
  const page = useLoad(() => rpc.getChat({ classId, ...which(), limit: limit.value }))
  const hasEarlier = computed(() => page.data.value?.messages.length === limit.value)

  async function earlier(): Promise<void> {
    limit.value += pageOfMessages
    await page.reload()
  }
  return { page, hasEarlier, earlier }
}
