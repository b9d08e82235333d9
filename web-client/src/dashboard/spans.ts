import type { SpanFigures } from '@/generated/kaibo/mall/v1/dashboard_pb'

const hourMs = 3_600_000
/** Days are those of the class: UTC+8 all the year round. */
const zoneMs = 8 * hourMs

export type SpanKind = 'hours' | 'days'
export const lengthMs: Record<SpanKind, number> = { hours: hourMs, days: 24 * hourMs }
/** How many of them are shown. */
export const shownSpans: Record<SpanKind, number> = { hours: 48, days: 30 }

export interface Span {
  at: number
  figures?: SpanFigures
}

/** The last spans up to class time `now`, also those in which nothing happened. */
export function lastSpans(kind: SpanKind, known: SpanFigures[], now: number): Span[] {
  const length = lengthMs[kind]
  const byStart = new Map(known.map((span) => [Number(span.classAt), span]))
  const last = Math.floor((now + zoneMs) / length) * length - zoneMs
  return Array.from({ length: shownSpans[kind] }, (_, index) => {
    const at = last - (shownSpans[kind] - 1 - index) * length
    return { at, figures: byStart.get(at) }
  })
}
