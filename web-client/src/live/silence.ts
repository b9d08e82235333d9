import { clockText } from '@/composables/time'
import { CrewRole } from '@/generated/kaibo/live/v1/live_pb'
import { t } from '@/i18n'

import type { RoomView } from './room-state'

/** Why this person may not comment at server time `now`; empty when they may. */
export function silence(view: RoomView, now: number): string {
  const { role, mutedUntil } = view.standing
  if (role !== CrewRole.UNSPECIFIED) return ''
  if (view.room.muted) return t('talk.roomMuted')
  if (mutedUntil < 0n) return t('talk.mutedUntilLifted')
  const left = Number(mutedUntil) - now
  return left > 0 ? t('talk.mutedFor', { time: clockText(Math.ceil(left / 1000)) }) : ''
}
