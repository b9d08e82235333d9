import type { Tile } from '@/generated/kaibo/assessment/v1/assessment_pb'

/** Without a sign of life for so long a trainee is taken to be stuck … */
export const idleMs = 10 * 60_000
/** … and after so long to be away: the lesson is over, or it was another day. */
export const awayMs = 2 * 3_600_000
const wantedProducts = 3

export type Need = 'neverSeen' | 'noShop' | 'noProducts' | 'fewProducts' | 'noLive' | 'noOrders' | 'none'

/** The next thing a trainee has not done yet. */
export function needOf(tile: Tile): Need {
  if (tile.lastEventAt === 0n && !tile.shopOpen) return 'neverSeen'
  if (!tile.shopOpen) return 'noShop'
  if (tile.listedProducts === 0) return 'noProducts'
  if (tile.listedProducts < wantedProducts) return 'fewProducts'
  if (tile.liveMinutes === 0 && tile.liveRoomId === 0n) return 'noLive'
  if (tile.paidOrders === 0) return 'noOrders'
  return 'none'
}

/** Was at work and has stopped before everything was done. */
export function isStuck(tile: Tile, now: number): boolean {
  const silent = now - Number(tile.lastEventAt)
  return tile.liveRoomId === 0n && needOf(tile) !== 'none' && silent > idleMs && silent < awayMs
}

const order: Need[] = ['neverSeen', 'noShop', 'noProducts', 'fewProducts', 'noLive', 'noOrders', 'none']

/** Whoever is stuck comes first, then whoever is least far; among equals the one who is longest without a sign of life. */
export function byNeed(now: number): (a: Tile, b: Tile) => number {
  return (a, b) => {
    const stuck = Number(isStuck(b, now)) - Number(isStuck(a, now))
    if (stuck !== 0) return stuck
    const need = order.indexOf(needOf(a)) - order.indexOf(needOf(b))
    if (need !== 0) return need
    return Number(a.lastEventAt - b.lastEventAt) || Number(a.userId - b.userId)
  }
}
