// Values of a class's settings as people read and type them; "switch" is 1 or 0.
import { money, parseYuan, yuan } from '@/composables/money'
import { t } from '@/i18n'

/** "30 minutes", "¥50.00", "on" */
export function shown(unit: string, value: bigint): string {
  if (unit === 'fen') return money(value)
  if (unit === 'switch') return t(value === 0n ? 'scenario.off' : 'scenario.on')
  return t(`scenario.unit.${unit}`, { n: value.toString() })
}

/** As it stands in a field. */
export function typed(unit: string, value: bigint): string {
  return unit === 'fen' ? yuan(value) : value.toString()
}

/** What was typed; null when it is no number. */
export function parsed(unit: string, text: string): bigint | null {
  if (unit === 'fen') return parseYuan(text)
  const plain = text.normalize('NFKC').trim()
  return /^\d{1,12}$/.test(plain) ? BigInt(plain) : null
}
