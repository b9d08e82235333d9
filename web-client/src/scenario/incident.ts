import type { TileIncident } from '@/generated/kaibo/assessment/v1/assessment_pb'
import { t } from '@/i18n'

/** What has happened, and once the trainee has done something about it, what that was. */
export function incidentBrief({ kind, answer, answeredAt }: TileIncident): string {
  return `⚡ ${answeredAt === 0n ? t(`incident.kind.${kind}`) : t(`incident.answer.${answer}`)}`
}

/** "⚡ Supplier out of stock · took it off the shelf (after 3 min)" */
export function incidentWords(incident: TileIncident): string {
  const what = `⚡ ${t(`incident.kind.${incident.kind}`)} · ${t(`incident.answer.${incident.answer}`)}`
  if (incident.answeredAt === 0n) return what
  const minutes = Math.floor(Number(incident.answeredAt - incident.at) / 60_000)
  return `${what} (${t('incident.after', { n: minutes })})`
}
