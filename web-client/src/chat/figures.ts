import type { DeskFigures } from '@/generated/kaibo/mall/v1/chat_pb'
import { t } from '@/i18n'

/** 12_340n → "12.3" */
export function seconds(ms: bigint): string {
  return (Math.round(Number(ms) / 100) / 10).toString()
}

/** 3 of 4 → "75%"; undefined where there is nothing to share. */
export function percent(part: number, whole: number): string | undefined {
  return whole === 0 ? undefined : `${(Math.round((part * 1000) / whole) / 10).toString()}%`
}

/** Hundredths of stars: 467 → "4.67" */
export function stars(hundredths: number): string {
  return (hundredths / 100).toFixed(2)
}

/** How a shop has answered, as figures with their formulas. */
export function answerFigures(of: DeskFigures) {
  const limit = of.inTimeSeconds
  return [
    { key: 'consultations', label: t('desk.consultations'), value: String(of.consultations), formula: t('desk.consultationsFormula') },
    { key: 'first-reply', label: t('desk.firstReply'), value: of.answered ? t('desk.seconds', { n: seconds(of.firstReplyMs) }) : t('desk.none'), formula: t('desk.firstReplyFormula') },
    { key: 'share', label: t('desk.share', { minutes: limit / 60 }), value: percent(of.inTime, of.due) ?? t('desk.none'), formula: t('desk.shareFormula', { seconds: limit, quick: of.inTime, due: of.due }) },
    { key: 'score', label: t('desk.score'), value: of.ratings ? stars(of.starsHundredths) : t('desk.none'), formula: t('desk.scoreFormula', { n: of.ratings }, of.ratings) },
  ]
}
