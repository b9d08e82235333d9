import { prepare } from '@/api/client'
import { useTouch } from '@/composables/listen'
import { useLoad, type Loaded } from '@/composables/load'
import { clockText } from '@/composables/time'
import type { Preview } from '@/generated/kaibo/live/v1/prepare_pb'
import { t } from '@/i18n'

/** The announced rooms of the class, as they come, go and are reserved. */
export function usePreviews(classId: bigint): Loaded<Preview[]> {
  const page = useLoad(async () => (await prepare.listPreviews({ classId })).previews)
  useTouch(classId, ['class'], ['roomAnnounced', 'previewCancelled', 'roomReserved'], page.touch)
  return page
}

const daySeconds = 86_400

/** "in 1 d 2:03:04", "in 03:04", or that it is about to start. */
export function untilText(plannedAt: bigint, now: number): string {
  const seconds = Math.ceil((Number(plannedAt) - now) / 1000)
  if (seconds <= 0) return t('prepare.due')
  const days = Math.floor(seconds / daySeconds)
  const rest = clockText(seconds % daySeconds)
  return t('prepare.countdown', { time: days > 0 ? t('prepare.days', { n: days, time: rest }) : rest })
}
