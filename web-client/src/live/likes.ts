import { onScopeDispose, ref } from 'vue'

import { fast } from '@/api/fast'
import { requestId } from '@/api/request-id'
import { LiveService } from '@/generated/kaibo/live/v1/live_pb'

/** Two sends a second at most, however fast the finger. */
const sendEveryMs = 500
const mostPerSend = 50

/** Likes of this viewer: shown at once, sent merged. */
export function useLikes(classId: bigint, roomId: bigint) {
  const unsent = ref(0)
  let timer: ReturnType<typeof setTimeout> | undefined
  let lastSent = 0

  async function send(): Promise<void> {
    timer = undefined
    const count = Math.min(unsent.value, mostPerSend)
    if (count === 0) return
    lastSent = Date.now()
    try {
      await fast(LiveService.method.addLikes, { classId, requestId: requestId(), roomId, count })
    } catch {
      // A like is worth no second try and no message.
    }
    unsent.value -= count
    plan()
  }

  function plan(): void {
    if (timer || unsent.value === 0) return
    timer = setTimeout(() => void send(), Math.max(0, sendEveryMs - (Date.now() - lastSent)))
  }

  function like(): void {
    unsent.value = Math.min(unsent.value + 1, mostPerSend)
    plan()
  }

  onScopeDispose(() => clearTimeout(timer))
  return { unsent, like }
}
