import { RoomState, type Room } from '@/generated/kaibo/live/v1/live_pb'
import type { Review } from '@/generated/kaibo/live/v1/review_pb'

export type StepKey = 'first' | 'figures' | 'findings' | 'second' | 'compare'

export interface Step {
  key: StepKey
  done: boolean
  /** Where it is done. */
  to: string
}

/** A host's broadcasts, the earliest first; those that have not begun come last. */
export function inOrder(rooms: Room[]): Room[] {
  const begun = (room: Room) => (room.startedAt === 0n ? 1 : 0)
  return [...rooms].sort((a, b) => begun(a) - begun(b) || Number(a.startedAt - b.startedAt) || Number(a.roomId - b.roomId))
}

/** The host's next broadcast after this one, begun or being prepared. */
export function nextAfter(rooms: Room[], first: Room): Room | undefined {
  const ordered = inOrder(rooms)
  const at = ordered.findIndex((room) => room.roomId === first.roomId)
  return ordered[at + 1]
}

/** The way from a first broadcast to a better second one: 首播 → 复盘 → 改进 → 再播 → 对比. */
export function pathOf(first: Room, review: Review, second: Room | undefined): Step[] {
  const figures = review.figures
  const reviewPage = `/live/${first.roomId}/figures`
  const toSecond = !second ? '/live/new/edit' : second.state === RoomState.ENDED ? `/live/${second.roomId}/figures` : `/live/${second.roomId}/console`
  const secondDone = second?.state === RoomState.ENDED
  return [
    { key: 'first', done: first.state === RoomState.ENDED, to: first.state === RoomState.ENDED ? `/live/${first.roomId}/replay` : `/live/${first.roomId}/console` },
    { key: 'figures', done: figures.length > 0 && figures.every((figure) => figure.correct), to: `${reviewPage}#key-figures` },
    { key: 'findings', done: review.findings.length > 0, to: `${reviewPage}#findings` },
    { key: 'second', done: secondDone, to: toSecond },
    { key: 'compare', done: secondDone && review.findings.length > 0, to: second ? `/live/compare?a=${first.roomId}&b=${second.roomId}` : reviewPage },
  ]
}
