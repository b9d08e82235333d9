import { prepare } from '@/api/client'

export interface Speed {
  upKbps: number
  downKbps: number
}

const rounds = 2

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return Math.max(1, performance.now() - start)
}

/** Bits in a millisecond are kilobits in a second. */
function kbps(bytes: number, ms: number): number {
  return Math.round((bytes * 8) / ms)
}

/** How fast bytes go to the server and come from it: the better of two tries each way. */
export async function measureSpeed(classId: bigint, bytes: number): Promise<Speed> {
  const payload = new Uint8Array(bytes)
  crypto.getRandomValues(payload.subarray(0, Math.min(bytes, 65_536)))
  // The first call finds the connection open.
  await prepare.probeNetwork({ classId })
  const best: Speed = { upKbps: 0, downKbps: 0 }
  for (let round = 0; round < rounds; ++round) {
    const up = await milliseconds(() => prepare.probeNetwork({ classId, payload }))
    const down = await milliseconds(() => prepare.probeNetwork({ classId, answerBytes: bytes }))
    best.upKbps = Math.max(best.upKbps, kbps(bytes, up))
    best.downKbps = Math.max(best.downKbps, kbps(bytes, down))
  }
  return best
}
