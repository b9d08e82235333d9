import { money } from '@/composables/money'
import { clockText } from '@/composables/time'
import type { Room } from '@/generated/kaibo/live/v1/live_pb'
import { ScriptProblemKind, ScriptSection, type ScriptProblem, type ScriptRow, type ScriptTemplate } from '@/generated/kaibo/live/v1/prepare_pb'
import { either, locale, t } from '@/i18n'

import { priceOf } from './room-state'

/** A row as it is being typed: times are text until they are times. */
export interface DraftRow {
  key: number
  from: string
  to: string
  section: ScriptSection
  productId: bigint
  words: string
  who: string
}

export const sections = [ScriptSection.OPENING, ScriptSection.PRODUCT, ScriptSection.INTERACTION, ScriptSection.CLOSING_SALE, ScriptSection.ENDING]

/** 210 → "03:30", 5400 → "90:00": minutes of a broadcast are counted on. */
export function clockOf(seconds: number): string {
  const two = (n: number) => n.toString().padStart(2, '0')
  return `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`
}

/** "3:30", "03：30" and "3" (minutes) as seconds; null when it is no time. */
export function parseClock(typed: string): number | null {
  const match = /^(\d{1,3})(?::([0-5]?\d))?$/.exec(typed.normalize('NFKC').trim())
  return match ? Number(match[1]) * 60 + Number(match[2] ?? 0) : null
}

let lastKey = 0
export function newKey(): number {
  return ++lastKey
}

export function draftOf(row: ScriptRow): DraftRow {
  const { fromSeconds, toSeconds, section, productId, words, who } = row
  return { key: newKey(), from: clockOf(fromSeconds), to: clockOf(toSeconds), section, productId, words, who }
}

/** As the server takes it, `crew` by name; undefined while a time cannot be read. */
export function rowOf(draft: DraftRow, crew: ReadonlyMap<string, bigint> = new Map()) {
  const fromSeconds = parseClock(draft.from)
  const toSeconds = parseClock(draft.to)
  if (fromSeconds === null || toSeconds === null) return undefined
  const { section, productId, words, who } = draft
  return { fromSeconds, toSeconds, section, productId, words, who, whoId: crew.get(who.trim()) ?? 0n }
}

const newRowSeconds = 120

/** A row after another one: it starts where that one ends. */
export function rowAfter(before: DraftRow | undefined, who: string): DraftRow {
  const start = (before && parseClock(before.to)) ?? 0
  const section = before ? ScriptSection.PRODUCT : ScriptSection.OPENING
  return { key: newKey(), from: clockOf(start), to: clockOf(start + newRowSeconds), section, productId: 0n, words: '', who: before?.who ?? who }
}

/** The rows one after the other from 0, each as long as it was; rows without a length keep none. */
export function aligned(rows: DraftRow[]): DraftRow[] {
  let at = 0
  return rows.map((row) => {
    const length = Math.max(0, (parseClock(row.to) ?? 0) - (parseClock(row.from) ?? 0))
    const from = clockOf(at)
    at += length
    return { ...row, from, to: clockOf(at) }
  })
}

/** A template's rows with the products, prices and names of the room. */
export function fromTemplate(template: ScriptTemplate, room: Room): DraftRow[] {
  const english = locale.value === 'en'
  return template.rows.map((row) => {
    const item = room.shelf[row.product - 1]
    const values: Record<string, string> = {
      product: item?.product?.title ?? t('prepare.product'),
      price: item ? money(priceOf(item)) : '¥',
      shop: room.shopName,
      host: room.hostName,
    }
    const words = (english ? row.wordsEn : row.words).replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole)
    return {
      key: newKey(),
      from: row.from,
      to: row.to,
      section: row.section,
      productId: item?.product?.productId ?? 0n,
      words,
      who: either(row.who, row.whoEn),
    }
  })
}

export function sectionName(section: ScriptSection): string {
  return section === ScriptSection.UNSPECIFIED ? '' : t(`prepare.sections.${section}`)
}

export function problemText(problem: ScriptProblem): string {
  const { kind, row, section, seconds } = problem
  if (kind === ScriptProblemKind.UNSPECIFIED) return ''
  return t(`prepare.problem.${kind}`, { row: row + 1, section: sectionName(section), time: clockText(seconds) })
}

const aboutOneRow = [
  ScriptProblemKind.GAP,
  ScriptProblemKind.OVERLAP,
  ScriptProblemKind.NO_TIME,
  ScriptProblemKind.NO_PRODUCT,
  ScriptProblemKind.NOT_ON_SHELF,
  ScriptProblemKind.NO_WORDS,
]

/** Whether it stands beside one row. */
export function isAboutRow(problem: ScriptProblem): boolean {
  return aboutOneRow.includes(problem.kind)
}

/** The row whose turn it is so many seconds after the start; the first before it, the last after its end. */
export function rowAt(rows: readonly { fromSeconds: number }[], seconds: number): number {
  let at = 0
  rows.forEach((row, index) => {
    if (row.fromSeconds <= seconds) at = index
  })
  return at
}
