import { computed } from 'vue'

import { audience as rpc } from '@/api/client'
import { useListen } from '@/composables/listen'
import { useLoad } from '@/composables/load'
import { AudienceState, QuestionState, type Audience } from '@/generated/kaibo/audience/v1/audience_pb'
import type { Event } from '@/generated/kaibo/event/v1/event_pb'
import { isSimulated } from '@/live/simulated'

/** What changes more of an audience than who is there. */
const changes = ['audienceAssigned', 'audienceStarted', 'audienceStopped', 'audienceQuestion', 'audienceQuestionClosed', 'roomStarted', 'roomEnded']

/** The simulated audience of a room, as it is now. */
export function useAudience(classId: bigint, roomId: bigint) {
  const page = useLoad(() => rpc.getAudience({ classId, roomId }))
  const audience = computed(() => page.data.value?.audience)
  const isRunning = computed(() => audience.value?.state === AudienceState.RUNNING)
  const present = computed(() => (isRunning.value ? (audience.value?.present ?? 0) : 0))
  const open = computed(() => audience.value?.questions.filter((one) => one.state === QuestionState.OPEN) ?? [])
  const answered = computed(() => audience.value?.questions.filter((one) => one.state === QuestionState.ANSWERED) ?? [])
  const missed = computed(() => audience.value?.questions.filter((one) => one.state === QuestionState.MISSED) ?? [])

  function hear(event: Event): void {
    const { body } = event
    if (body.case && changes.includes(body.case)) page.touch()
    const now = page.data.value?.audience
    if (!now) return
    const become = (change: Partial<Audience>) => (page.data.value = { ...page.data.value!, audience: { ...now, ...change } })
    if (body.case === 'audienceMoved') become({ present: body.value.present, bored: now.bored + body.value.bored })
    if (body.case === 'roomSale' && isSimulated(body.value.buyerId)) become({ orders: now.orders + 1, salesFen: now.salesFen + body.value.amountFen })
  }
  useListen(classId, `room:${roomId}`, { event: hear, silent: true })
  useListen(classId, 'class', { event: hear })

  return { page, audience, isRunning, present, open, answered, missed }
}

export type AudienceView = ReturnType<typeof useAudience>
