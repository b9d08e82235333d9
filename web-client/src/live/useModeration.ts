import { talk } from '@/api/client'
import { toRefused } from '@/api/refusal'
import { requestId } from '@/api/request-id'
import { sentence } from '@/composables/form'
import { useNotices } from '@/stores/notices'

/** What hosts and moderators do with what is said; a refusal is told in a notice. */
export function useModeration(classId: bigint, roomId: bigint) {
  const notices = useNotices()

  async function attempt(work: (id: { classId: bigint; requestId: string; roomId: bigint }) => Promise<unknown>): Promise<boolean> {
    try {
      await work({ classId, requestId: requestId(), roomId })
      return true
    } catch (thrown) {
      notices.say(sentence(toRefused(thrown)), 'problem')
      return false
    }
  }

  return {
    remove: (commentSeq: bigint) => attempt((id) => talk.deleteComment({ ...id, commentSeq })),
    /** 0: none any more. */
    pin: (commentSeq: bigint) => attempt((id) => talk.pinComment({ ...id, commentSeq })),
    /** 0: they may speak again, -1: until somebody lifts it. */
    mute: (userId: bigint, minutes: number) => attempt((id) => talk.mutePerson({ ...id, userId, minutes })),
    muteRoom: (muted: boolean) => attempt((id) => talk.muteRoom({ ...id, muted })),
    markAnswered: (commentSeq: bigint) => attempt((id) => talk.markAnswered({ ...id, commentSeq })),
    decideHeld: (heldId: bigint, allow: boolean) => attempt((id) => talk.decideHeld({ ...id, heldId, allow })),
    setNotice: (notice: string) => attempt((id) => talk.setNotice({ ...id, notice })),
  }
}

export type Moderation = ReturnType<typeof useModeration>
