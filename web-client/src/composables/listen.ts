import { onScopeDispose, reactive } from 'vue'

import { realtime } from '@/api/fast'
import type { Listening } from '@/api/subscription'
import type { Event } from '@/generated/kaibo/event/v1/event_pb'

/** Listens to a topic as long as the component lives. */
export function useListen(classId: bigint, topic: string, listening: Listening, afterSeq = -1n): void {
  onScopeDispose(realtime.subscribe(classId, topic, afterSeq, listening))
}

type Kind = Exclude<Event['body']['case'], undefined>

/** Calls `touch` when one of these kinds of events happens. */
export function useTouch(classId: bigint, topics: string[], kinds: readonly Kind[], touch: (event: Event) => void): void {
  for (const topic of topics) {
    useListen(classId, topic, {
      event: (event) => {
        if (event.body.case && kinds.includes(event.body.case)) touch(event)
      },
    })
  }
}

const freshMs = 2_500

/** Marks what another person just changed, softly and for a moment. */
export function useFresh() {
  const fresh = reactive(new Set<bigint>())
  const timers = new Map<bigint, ReturnType<typeof setTimeout>>()

  function mark(id: bigint): void {
    clearTimeout(timers.get(id))
    fresh.add(id)
    timers.set(
      id,
      setTimeout(() => {
        fresh.delete(id)
        timers.delete(id)
      }, freshMs),
    )
  }

  onScopeDispose(() => timers.forEach(clearTimeout))
  return { fresh, mark }
}
