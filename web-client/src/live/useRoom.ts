import { onScopeDispose, ref, shallowRef } from 'vue'

import { live } from '@/api/client'
import { realtime } from '@/api/fast'
import { toRefused } from '@/api/refusal'
import { sentence } from '@/composables/form'
import { CrewRole } from '@/generated/kaibo/live/v1/live_pb'
import type { Event } from '@/generated/kaibo/event/v1/event_pb'
import { useSession } from '@/stores/session'

import { apply, roomView, withShelf, type RoomView } from './room-state'

/** A room that follows its events. Listening to its topic is being in the room. */
export function useRoom(roomId: bigint, keepLines: number, heard: (event: Event, view: RoomView) => void = () => {}) {
  const session = useSession()
  const classId = session.classId
  const view = shallowRef<RoomView>()
  const loading = ref(true)
  const error = ref('')
  const stops: (() => void)[] = []
  let gone = false

  function hear(event: Event): void {
    if (!view.value) return
    const next = apply(view.value, event, keepLines)
    if (next === view.value) return
    view.value = next
    heard(event, next)
    if (event.body.case === 'productSaved') void refreshShelf()
  }

  /** What its specifications are now is not told with a product. */
  async function refreshShelf(): Promise<void> {
    const reply = await live.getRoom({ classId, roomId }).catch(() => undefined)
    if (!gone && view.value && reply?.room) view.value = withShelf(view.value, reply.room.shelf)
  }

  async function reload(): Promise<void> {
    try {
      const [reply, figures] = await Promise.all([
        live.getRoom({ classId, roomId }),
        live.getFigures({ classId, roomId }).catch(() => undefined),
      ])
      if (gone) return
      stops.splice(0).forEach((stop) => stop())
      view.value = roomView(reply, figures?.figures, session.userId)
      error.value = ''
      stops.push(
        realtime.subscribe(classId, `room:${roomId}`, reply.seq, {
          event: hear,
          passing: ({ online }) => {
            if (view.value) view.value = { ...view.value, online }
          },
          refused: (refused) => (error.value = sentence(refused)),
          // The audience is the classmates: neither the crew nor staff who look in.
          silent: reply.standing?.role !== CrewRole.UNSPECIFIED || !session.isTrainee,
        }),
        realtime.subscribe(classId, 'class', -1n, { event: hear }),
      )
    } catch (thrown) {
      if (!gone) error.value = sentence(toRefused(thrown))
    } finally {
      loading.value = false
    }
  }

  onScopeDispose(() => {
    gone = true
    stops.forEach((stop) => stop())
  })
  void reload()
  return { classId, view, loading, error, reload }
}
