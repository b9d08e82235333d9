import { until } from '@vueuse/core'

import { live } from '@/api/client'
import { toRefused } from '@/api/refusal'
import { requestId } from '@/api/request-id'
import { sentence } from '@/composables/form'
import { useNotices } from '@/stores/notices'
import { useSession } from '@/stores/session'

import type { RoomView } from './room-state'

/** How long a choice that was taken may stay away from the room's own events, in ms. */
const patience = 3000

/** Chooses what is explained; choosing that again ends it. A host's keys are faster than the answers, and answers may be faster than the room's events. */
export function useExplain(view: () => RoomView | undefined): (productId: bigint) => Promise<void> {
  const notices = useNotices()
  const { classId } = useSession()
  const explained = (): bigint => view()?.room.explainingProductId ?? 0n
  /** What shall be explained once all is sent and seen. */
  let target: bigint | undefined

  async function send(productId: bigint): Promise<boolean> {
    try {
      await live.explain({ classId, requestId: requestId(), roomId: view()!.room.roomId, productId })
      return true
    } catch (thrown) {
      notices.say(sentence(toRefused(thrown)), 'problem')
      return false
    }
  }

  return async (productId) => {
    const sending = target !== undefined
    let current = explained()
    target = (target ?? current) === productId ? 0n : productId
    if (sending) return
    while (target !== current) {
      const next: bigint = target
      if (!(await send(next))) break
      await until(explained).toBe(next, { timeout: patience })
      current = next
    }
    target = undefined
  }
}
