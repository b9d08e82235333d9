import { parseYuan } from '@/composables/money'

/** What a table holds in a cell. */
export type Cell = string | number | boolean | null | undefined | object

export interface Pair {
  name: string
  value: string
}

const yes = new Set(['是', '上架', '在售', 'yes', 'y', 'true', '1'])
const no = new Set(['', '否', '下架', 'no', 'n', 'false', '0'])

export function textOf(cell: Cell): string {
  return cell === null || cell === undefined ? '' : String(cell).trim()
}

/** Yuan as fen; a number of a table, which may be 29.899999999999999, is taken to the nearest fen. Null when it is no amount. */
export function fenOf(cell: Cell): bigint | null {
  if (typeof cell !== 'number') return parseYuan(textOf(cell))
  const fen = Math.round(cell * 100)
  return cell >= 0 && Math.abs(cell * 100 - fen) < 1e-6 * Math.max(1, fen) && Number.isSafeInteger(fen) ? BigInt(fen) : null
}

/** A whole number from 0; null when it is none. */
export function wholeOf(cell: Cell): number | null {
  const text = textOf(cell).normalize('NFKC')
  return /^\d{1,9}$/.test(text) ? Number(text) : null
}

/** Yes or no in either language, no where nothing stands; null when it is neither. */
export function flagOf(cell: Cell): boolean | null {
  const text = textOf(cell).normalize('NFKC').toLowerCase()
  if (yes.has(text)) return true
  return no.has(text) ? false : null
}

/** "产地：湖南永州；净含量：5斤" as pairs; null when a part has no name or no value. */
export function pairsOf(cell: Cell): Pair[] | null {
  const pairs: Pair[] = []
  for (const part of textOf(cell).split(/[;；\n]/)) {
    if (!part.trim()) continue
    const match = /^([^:：]+)[:：]([\s\S]+)$/.exec(part.trim())
    if (!match || !match[2]!.trim()) return null
    pairs.push({ name: match[1]!.trim(), value: match[2]!.trim() })
  }
  return pairs
}

/** The other way round. */
export function pairsText(pairs: readonly Pair[]): string {
  return pairs.map(({ name, value }) => `${name}：${value}`).join('；')
}
