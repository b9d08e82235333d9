import { create } from '@bufbuild/protobuf'
import { describe, expect, it } from 'vitest'

import { RecordingSchema } from '@/generated/kaibo/live/v1/video_pb'
import { recordingAt } from '@/video/recordings'

const part = (recordingId: bigint, startsAt: bigint, durationMs: bigint) => create(RecordingSchema, { recordingId, startsAt, durationMs })
const parts = [part(1n, 1_000n, 4_000n), part(2n, 4_500n, 1_500n), part(3n, 9_000n, 0n)]
const at = (ms: number) => recordingAt(parts, ms)?.recordingId

describe('the recording of a moment', () => {
  it('is the one that holds it, and none between two parts', () => {
    expect([999, 1_000, 5_999, 6_000, 8_999, 9_000].map(at)).toEqual([undefined, 1n, 2n, undefined, undefined, 3n])
  })

  it('is the later one where two overlap', () => {
    expect([4_499, 4_500].map(at)).toEqual([1n, 2n])
  })

  it('has no end while it grows', () => {
    expect(at(9_999_999)).toBe(3n)
  })
})
