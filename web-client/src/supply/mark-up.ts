import { reactive } from 'vue'

import { parseYuan, yuan } from '@/composables/money'
import { MarkUpKind, Rounding, type MarkUp } from '@/generated/kaibo/supply/v1/supply_pb'

/** A mark-up rule as it is typed. */
export interface TypedMarkUp {
  kind: MarkUpKind
  percent: string
  fixed: string
  rounding: Rounding
}

export function useMarkUp(): TypedMarkUp {
  return reactive({ kind: MarkUpKind.PERCENT, percent: '50', fixed: '5.00', rounding: Rounding.NINE })
}

export function typeMarkUp(into: TypedMarkUp, markUp: MarkUp): void {
  into.kind = markUp.kind || MarkUpKind.PERCENT
  into.percent = String(markUp.percent)
  into.fixed = yuan(markUp.fixedFen)
  into.rounding = markUp.rounding || Rounding.NONE
}

/** Nothing while it cannot be read. */
export function readMarkUp(typed: TypedMarkUp): Pick<MarkUp, 'kind' | 'percent' | 'fixedFen' | 'rounding'> | undefined {
  const percent = /^\d{1,4}$/.test(typed.percent.trim()) ? Number(typed.percent.trim()) : undefined
  const fixedFen = parseYuan(typed.fixed)
  if (typed.kind === MarkUpKind.PERCENT && percent === undefined) return undefined
  if (typed.kind === MarkUpKind.FIXED && fixedFen === null) return undefined
  return { kind: typed.kind, percent: percent ?? 0, fixedFen: fixedFen ?? 0n, rounding: typed.rounding }
}
