import type { TileIncident } from '@/generated/kaibo/assessment/v1/assessment_pb'
import { t } from '@/i18n'

/** "⚡ Supplier out of stock · took it off the shelf (after 3 min)" */
export function incidentWords(incident: TileIncident): string {
  const what = `⚡ ${t(`incident.kind.${incident.kind}`)} · ${t(`incident.answer.${incident.answer}`)}`
  if (incident.answeredAt === 0n) return what
  const minutes = Math.floor(Number(incident.answeredAt - incident.at) / 60_000)
  return `${what} (${t('incident.after', { n: minutes })})`
}
