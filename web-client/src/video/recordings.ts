import type { Recording } from '@/generated/kaibo/live/v1/video_pb'

/** Server time at which a recording ends; of one that still grows it is not known. */
export function endOf(recording: Recording): number {
  return recording.durationMs === 0n ? Infinity : Number(recording.startsAt + recording.durationMs)
}

/** What was recorded at a moment of server time; where two hosts hand over, of the one who came. */
export function recordingAt(recordings: Recording[], ms: number): Recording | undefined {
  return recordings.filter((one) => Number(one.startsAt) <= ms && ms < endOf(one)).at(-1)
}
