import { create } from '@bufbuild/protobuf'
import { computed, onScopeDispose, shallowRef } from 'vue'

import { talk } from '@/api/client'
import { realtime } from '@/api/fast'
import { useServerNow } from '@/composables/time'
import type { Event } from '@/generated/kaibo/event/v1/event_pb'
import { CommentSchema, type Comment } from '@/generated/kaibo/live/v1/live_pb'
import { MutedPersonSchema, type GetTalkResponse } from '@/generated/kaibo/live/v1/talk_pb'

/** What the crew has to look after, after an event; the same object when it does not concern them. */
export function applyDesk(desk: GetTalkResponse, event: Event): GetTalkResponse {
  const { body, seq, at } = event
  switch (body.case) {
    case 'commentPosted': {
      if (!body.value.question) return desk
      const { userId, name: userName, text, replyTo } = body.value
      const asked: Comment = create(CommentSchema, { seq, at, userId, userName, text, replyTo, question: true })
      return { ...desk, questions: [...desk.questions, asked] }
    }
    case 'questionAnswered':
    case 'commentDeleted': {
      const { commentSeq } = body.value
      const questions = desk.questions.filter((one) => one.seq !== commentSeq)
      return questions.length === desk.questions.length ? desk : { ...desk, questions }
    }
    case 'heldDecided': {
      const { heldId } = body.value
      return { ...desk, held: desk.held.filter((one) => one.heldId !== heldId) }
    }
    case 'personMuted': {
      const { userId, name, until } = body.value
      const others = desk.muted.filter((one) => one.userId !== userId)
      return { ...desk, muted: until === 0n ? others : [...others, create(MutedPersonSchema, { userId, name, until })] }
    }
    default:
      return desk
  }
}

/** The crew's desk of one room; follows its events. What was held back has to be asked for. */
export function useDesk(classId: bigint, roomId: bigint) {
  const desk = shallowRef<GetTalkResponse>()
  const now = useServerNow(1000)
  let stop: (() => void) | undefined
  let gone = false

  async function load(): Promise<void> {
    const reply = await talk.getTalk({ classId, roomId }).catch(() => undefined)
    if (gone || !reply) return
    stop?.()
    desk.value = reply
    stop = realtime.subscribe(classId, `room:${roomId}`, reply.seq, { event: hear, silent: true })
  }

  function hear(event: Event): void {
    // What these are about is not in the event.
    if (event.body.case === 'commentHeld' || event.body.case === 'commentDeleted') void load()
    else if (desk.value) desk.value = applyDesk(desk.value, event)
  }

  onScopeDispose(() => {
    gone = true
    stop?.()
  })
  void load()
  return {
    questions: computed(() => desk.value?.questions ?? []),
    held: computed(() => desk.value?.held ?? []),
    muted: computed(() => desk.value?.muted.filter((one) => one.until < 0n || Number(one.until) > now.value) ?? []),
    deleted: computed(() => desk.value?.deleted ?? []),
    muteMinutes: computed(() => desk.value?.muteMinutes ?? []),
    load,
  }
}

export type Desk = ReturnType<typeof useDesk>
