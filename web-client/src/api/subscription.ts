import type { Event } from '@/generated/kaibo/event/v1/event_pb'
import type { Passing } from '@/generated/kaibo/realtime/v1/realtime_pb'

import type { Refused } from './refusal'

export interface Listening {
  event?: (event: Event) => void
  passing?: (passing: Passing) => void
  /** The server does not let us listen. */
  refused?: (refused: Refused) => void
  /** Hears without counting among those who are online. */
  silent?: boolean
}

/** How many delivered numbers are remembered to recognise a repeat. */
const remembered = 4096
/** Within this time after a subscription its history may still be on the way. */
const historyMs = 3_000

class Listener {
  private readonly seen = new Set<bigint>()

  constructor(
    private readonly after: bigint,
    readonly listening: Listening,
  ) {}

  offer(event: Event): void {
    if (event.seq <= this.after || this.seen.has(event.seq)) return
    this.seen.add(event.seq)
    if (this.seen.size > remembered) this.seen.delete(this.seen.values().next().value!)
    this.listening.event?.(event)
  }
}

/**
 * One topic of one class and everyone in this tab who listens to it. Remembers from where to ask
 * again after a lost connection. An event may arrive by two topics (`topic` and `also`), so the
 * largest number seen proves nothing while the history is on its way: until then we would ask again
 * from the start, and each listener drops what it has had.
 */
export class Subscription {
  asked = false
  private readonly listeners = new Map<symbol, Listener>()
  private from: bigint | undefined
  private confirmedAt = 0

  constructor(
    readonly classId: bigint,
    readonly topic: string,
  ) {}

  get size(): number {
    return this.listeners.size
  }

  /** Nobody here wants to be counted. */
  get silent(): boolean {
    return [...this.listeners.values()].every(({ listening }) => listening.silent === true)
  }

  add(after: bigint, listening: Listening): symbol {
    const key = Symbol()
    this.listeners.set(key, new Listener(after, listening))
    if (after >= 0n && (this.from === undefined || after < this.from)) this.from = after
    return key
  }

  remove(key: symbol): void {
    this.listeners.delete(key)
  }

  /** From where to ask for events now. */
  ask(): bigint {
    this.asked = true
    this.confirmedAt = 0
    return this.from ?? -1n
  }

  /** The server listens for us; `seq` is the journal's last event at that moment. */
  confirm(seq: bigint): void {
    this.confirmedAt = Date.now()
    // Without history we are up to date at that point.
    if (this.from === undefined) this.from = seq
  }

  refuse(refused: Refused): void {
    this.asked = false
    for (const listener of this.listeners.values()) listener.listening.refused?.(refused)
  }

  interrupt(): void {
    this.asked = false
    this.confirmedAt = 0
  }

  offer(event: Event): void {
    if (!this.hears(event)) return
    const settled = this.confirmedAt > 0 && Date.now() - this.confirmedAt >= historyMs
    if (settled && this.from !== undefined && event.seq > this.from) this.from = event.seq
    for (const listener of [...this.listeners.values()]) listener.offer(event)
  }

  pass(passing: Passing): void {
    for (const listener of [...this.listeners.values()]) listener.listening.passing?.(passing)
  }

  private hears(event: Event): boolean {
    if (event.classId !== this.classId) return false
    return this.topic === '*' || this.topic === event.topic || (event.also !== '' && this.topic === event.also)
  }
}
