import { t } from '@/i18n'

import type { Line } from './room-state'

/** Who came in: one person, or several who came one after the other. */
export function cameIn(line: Line): string {
  const people = line.people ?? 1
  return people > 1 ? t('talk.enteredMany', { name: line.name, n: people }) : t('viewer.entered', { name: line.name })
}
