import { prepare } from '@/api/client'
import { useTouch } from '@/composables/listen'
import { useLoad, type Loaded } from '@/composables/load'
import { spanText } from '@/composables/time'
import type { Preview } from '@/generated/kaibo/live/v1/prepare_pb'
import { t } from '@/i18n'

/** The announced rooms of the class, as they come, go and are reserved. */
export function usePreviews(classId: bigint): Loaded<Preview[]> {
  const page = useLoad(async () => (await prepare.listPreviews({ classId })).previews)
  useTouch(classId, ['class'], ['roomAnnounced', 'previewCancelled', 'roomReserved'], page.touch)
  return page
}

/** "in 1 d 2:03:04", "in 03:04", or that it is about to start. */
export function untilText(plannedAt: bigint, now: number): string {
  const seconds = (Number(plannedAt) - now) / 1000
  return seconds <= 0 ? t('prepare.due') : t('prepare.countdown', { time: spanText(seconds) })
}
