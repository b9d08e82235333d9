import { reactive } from 'vue'

import { classTime, fromLocalInput, serverNow, spanText, toLocalInput } from '@/composables/time'
import { t } from '@/i18n'
import { useClassroom } from '@/stores/classroom'

const dayMs = 86_400_000

type Period = { validFromClassAt: bigint; validUntilClassAt: bigint }

/** A start and an end as they are typed, on the class clock; no start means at once. */
export interface PeriodText {
  from: string
  until: string
}

/** That of `before`; else from now on, for a week. */
export function newPeriod(before?: Period): PeriodText {
  if (before) return reactive({ from: toLocalInput(before.validFromClassAt), until: toLocalInput(before.validUntilClassAt) })
  const clock = useClassroom().info?.clock
  const classNow = clock ? classTime(clock, serverNow()) : serverNow()
  return reactive({ from: '', until: toLocalInput(BigInt(Math.round(classNow) + 7 * dayMs)) })
}

export function periodOf(typed: PeriodText): Period {
  return { validFromClassAt: fromLocalInput(typed.from), validUntilClassAt: fromLocalInput(typed.until) }
}

/** "starts in 1 d 02:03:04"; that it starts when the time has come. */
export function startsIn(validFromClassAt: bigint, classNow: number): string {
  const seconds = (Number(validFromClassAt) - classNow) / 1000
  return seconds <= 0 ? t('promo.starting') : t('promo.startsIn', { time: spanText(seconds) })
}
