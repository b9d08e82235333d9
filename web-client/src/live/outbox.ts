import { ref, watch, onScopeDispose } from 'vue'

import { fast, realtime } from '@/api/fast'
import { toRefused, type Refused } from '@/api/refusal'
import { requestId } from '@/api/request-id'
import { LiveService } from '@/generated/kaibo/live/v1/live_pb'

export interface Unsent {
  requestId: string
  text: string
  /** Seq of the comment it replies to. */
  replyTo?: string
}

const retryMs = 3_000

/**
 * Comments of one room on their way: sent one after the other, kept in this tab until the server
 * has them, sent again when the connection is back. The request id keeps each from appearing twice.
 */
export class Outbox {
  readonly waiting = ref<Unsent[]>([])
  private sending = false
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(
    private readonly key: string,
    private readonly send: (unsent: Unsent) => Promise<unknown>,
    private readonly refused: (unsent: Unsent, refused: Refused) => void,
  ) {
    try {
      this.waiting.value = JSON.parse(sessionStorage.getItem(key) ?? '[]') as Unsent[]
    } catch {
      sessionStorage.removeItem(key)
    }
  }

  add(text: string, replyTo = 0n): void {
    this.set([...this.waiting.value, { requestId: requestId(), text, replyTo: replyTo.toString() }])
    void this.flush()
  }

  async flush(): Promise<void> {
    if (this.sending) return
    this.sending = true
    clearTimeout(this.timer)
    try {
      for (let first = this.waiting.value[0]; first; first = this.waiting.value[0]) {
        if (!(await this.deliver(first))) return
        this.set(this.waiting.value.slice(1))
      }
    } finally {
      this.sending = false
    }
  }

  stop(): void {
    clearTimeout(this.timer)
  }

  /** False when it must wait for the connection. */
  private async deliver(unsent: Unsent): Promise<boolean> {
    try {
      await this.send(unsent)
    } catch (error) {
      const refused = toRefused(error)
      if (refused.passing) {
        this.timer = setTimeout(() => void this.flush(), retryMs)
        return false
      }
      this.refused(unsent, refused)
    }
    return true
  }

  private set(waiting: Unsent[]): void {
    this.waiting.value = waiting
    if (waiting.length > 0) sessionStorage.setItem(this.key, JSON.stringify(waiting))
    else sessionStorage.removeItem(this.key)
  }
}

/** `held`: the comment waits for the crew to let it through. */
export function useOutbox(classId: bigint, roomId: bigint, refused: (unsent: Unsent, refused: Refused) => void, held: () => void = () => {}): Outbox {
  const outbox = new Outbox(
    `kaibo.unsent.${classId}.${roomId}`,
    async ({ requestId: id, text, replyTo }) => {
      const reply = await fast(LiveService.method.postComment, { classId, requestId: id, roomId, text, replyTo: BigInt(replyTo ?? 0) })
      if (reply.held) held()
    },
    refused,
  )
  watch(realtime.state, (state) => {
    if (state === 'online') void outbox.flush()
  })
  onScopeDispose(() => outbox.stop())
  void outbox.flush()
  return outbox
}
