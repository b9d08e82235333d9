import { t } from '@/i18n'

/** Choices of a time: "30 seconds", "3 minutes". */
export function spans(choices: number[]): { seconds: number; text: string }[] {
  return choices.map((seconds) => {
    const n = seconds / 60
    return { seconds, text: seconds < 60 ? t('offers.tools.seconds', { n: seconds }) : t('offers.tools.minutes', { n }, n) }
  })
}
