import { clockText } from '@/composables/time'
import type { Event } from '@/generated/kaibo/event/v1/event_pb'
import type { Room } from '@/generated/kaibo/live/v1/live_pb'

/** Moments of a broadcast, as times since its start: what is stored is server time. */

export function offsetText(room: Room, at: bigint): string {
  return clockText(Number(at - room.startedAt) / 1000)
}

/** "12:30" as a moment of the broadcast; null when it is none of it. */
export function momentOf(room: Room, typed: string): bigint | null {
  const text = typed.normalize('NFKC').trim()
  if (!/^\d{1,4}(:\d{1,2}){1,2}$/.test(text)) return null
  const seconds = text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0)
  const at = room.startedAt + BigInt(seconds) * 1000n
  return at <= room.endedAt ? at : null
}

export function minuteOf(room: Room, at: bigint): number {
  return Math.floor(Number(at - room.startedAt) / 60_000)
}

/** What a marker is about; the key of its short name. */
export function markerKind(event: Event): string {
  switch (event.body.case) {
    case 'productExplained':
      return 'explain'
    case 'presenterChanged':
      return 'handOver'
    case 'roomPaused':
      return 'pause'
    case 'audienceIncident':
      return 'incident'
    case 'couponIssued':
      return 'coupon'
    case 'flashStarted':
    case 'flashEnded':
      return 'flash'
    case 'bagIssued':
    case 'bagDrawn':
      return 'bag'
    default:
      return 'shelf'
  }
}
