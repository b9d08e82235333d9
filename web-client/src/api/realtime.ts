import {
  create,
  fromBinary,
  toBinary,
  type DescMessage,
  type DescMethodUnary,
  type MessageInitShape,
  type MessageShape,
} from '@bufbuild/protobuf'
import { ref, type Ref } from 'vue'

import { EventSchema, type Event } from '@/generated/kaibo/event/v1/event_pb'
import {
  DownlinkSchema,
  UplinkSchema,
  type Downlink,
  type Goodbye,
  type Passing,
  type Reply,
  type Subscribed,
} from '@/generated/kaibo/realtime/v1/realtime_pb'

import { fromWire, Refused, tooLate, unreachable } from './refusal'
import { Subscription, type Listening } from './subscription'

/**
 * off: not wanted; connecting: for the first time; online; lost: trying to come back; restarting: the server has said
 * when to come back; ended: told to stay away.
 */
export type Connection = 'off' | 'connecting' | 'online' | 'lost' | 'restarting' | 'ended'

/** The part of WebSocket that is used: a test puts its own in its place. */
export interface Socket {
  binaryType: BinaryType
  onopen: (() => void) | null
  onmessage: ((message: { data: unknown }) => void) | null
  onclose: (() => void) | null
  onerror: (() => void) | null
  send(data: Uint8Array<ArrayBuffer>): void
  close(): void
}

export interface Options {
  open: () => Socket
  callTimeoutMs?: number
  /** First pause before coming back; doubles up to the longest. */
  firstPauseMs?: number
  longestPauseMs?: number
  /** Nothing heard for so long: the connection is dead. The server pings every 25 s. */
  silenceMs?: number
  random?: () => number
}

interface Waiting {
  resolve: (response: Uint8Array) => void
  reject: (refused: Refused) => void
  timer: ReturnType<typeof setTimeout>
}

type Frame = NonNullable<MessageInitShape<typeof UplinkSchema>['frame']>

/** The one WebSocket of a signed-in tab: calls, subscriptions, coming back after a loss. */
export class Realtime {
  readonly state: Ref<Connection> = ref('off')
  /** Server time minus ours, ms. */
  readonly clockOffset: Ref<number> = ref(0)
  onGoodbye: (refused: Refused) => void = () => {}
  onWelcome: () => void = () => {}

  private readonly options: Required<Options>
  private socket: Socket | undefined
  private pause: number
  private comeBack: ReturnType<typeof setTimeout> | undefined
  private silence: ReturnType<typeof setTimeout> | undefined
  private nextCall = 1n
  private readonly waiting = new Map<bigint, Waiting>()
  private readonly subscriptions = new Map<string, Subscription>()

  constructor(options: Options) {
    this.options = {
      callTimeoutMs: 8_000,
      firstPauseMs: 500,
      longestPauseMs: 15_000,
      silenceMs: 40_000,
      random: Math.random,
      ...options,
    }
    this.pause = this.options.firstPauseMs
  }

  get online(): boolean {
    return this.state.value === 'online'
  }

  start(): void {
    if (this.socket || this.comeBack) return
    this.state.value = 'connecting'
    this.open()
  }

  /** Ends the connection and forgets all subscriptions, as at sign-out. */
  stop(): void {
    this.subscriptions.clear()
    this.state.value = 'off'
    this.drop()
  }

  /** Tries at once instead of waiting out the pause, as when the network is back. */
  hurry(): void {
    if (this.state.value !== 'lost' || !this.comeBack) return
    clearTimeout(this.comeBack)
    this.comeBack = undefined
    this.open()
  }

  /** One call over the socket. Throws "unavailable" at once when there is no connection. */
  async call<I extends DescMessage, O extends DescMessage>(
    method: DescMethodUnary<I, O>,
    request: MessageInitShape<I>,
  ): Promise<MessageShape<O>> {
    if (!this.online) throw unreachable()
    const id = this.nextCall++
    const timeoutMs = this.options.callTimeoutMs
    const answer = new Promise<Uint8Array>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiting.delete(id)
        reject(tooLate())
      }, timeoutMs)
      this.waiting.set(id, { resolve, reject, timer })
    })
    this.sendCall(id, method, request, timeoutMs)
    return fromBinary(method.output, await answer)
  }

  /**
   * Listens to a topic of a class; returns how to stop. `afterSeq` is the last event already seen,
   * -1n for "from now on". Every event arrives once, across reconnections too.
   */
  subscribe(classId: bigint, topic: string, afterSeq: bigint, listening: Listening): () => void {
    const key = `${classId}/${topic}`
    let subscription = this.subscriptions.get(key)
    if (!subscription) {
      subscription = new Subscription(classId, topic)
      this.subscriptions.set(key, subscription)
    }
    const silentSoFar = subscription.silent
    const listener = subscription.add(afterSeq, listening)
    const news = subscription.size === 1 || afterSeq >= 0n || subscription.silent !== silentSoFar
    if (this.online && news) this.sendSubscribe(subscription)
    return () => this.unsubscribe(key, subscription, listener)
  }

  private unsubscribe(key: string, subscription: Subscription, listener: symbol): void {
    subscription.remove(listener)
    if (subscription.size > 0 || this.subscriptions.get(key) !== subscription) return
    this.subscriptions.delete(key)
    if (!this.online) return
    this.send({ case: 'unsubscribe', value: unsubscribeOf(subscription) })
  }

  private sendSubscribe(subscription: Subscription): void {
    if (subscription.asked) this.send({ case: 'unsubscribe', value: unsubscribeOf(subscription) })
    const { classId, topic, silent } = subscription
    const value = { classId, topic, silent, afterSeq: subscription.ask() }
    this.send({ case: 'subscribe', value })
  }

  private sendCall<I extends DescMessage, O extends DescMessage>(
    id: bigint,
    method: DescMethodUnary<I, O>,
    request: MessageInitShape<I>,
    timeoutMs: number,
  ): void {
    const value = {
      id,
      method: `${method.parent.typeName}/${method.name}`,
      request: toBinary(method.input, create(method.input, request)),
      timeoutMs,
    }
    this.send({ case: 'call', value })
  }

  private send(frame: Frame): void {
    const bytes = toBinary(UplinkSchema, create(UplinkSchema, { frame }))
    this.socket?.send(bytes as Uint8Array<ArrayBuffer>)
  }

  private open(): void {
    const socket = this.options.open()
    socket.binaryType = 'arraybuffer'
    this.socket = socket
    socket.onopen = () => this.hearSomething()
    socket.onmessage = (message) => {
      if (socket === this.socket) this.receive(message.data)
    }
    socket.onclose = () => {
      if (socket === this.socket) this.lose()
    }
    socket.onerror = () => {}
    this.hearSomething()
  }

  private receive(data: unknown): void {
    this.hearSomething()
    if (!(data instanceof ArrayBuffer)) return
    const downlink: Downlink = fromBinary(DownlinkSchema, new Uint8Array(data))
    for (const welcome of downlink.welcomes) this.welcome(Number(welcome.serverTimeMs))
    for (const ping of downlink.pings) this.send({ case: 'pong', value: { nonce: ping.nonce } })
    for (const subscribed of downlink.subscribed) this.subscribed(subscribed)
    for (const reply of downlink.replies) this.answer(reply)
    for (const bytes of downlink.events) this.deliver(fromBinary(EventSchema, bytes))
    for (const passing of downlink.passing) this.pass(passing)
    for (const goodbye of downlink.goodbyes) this.goodbye(goodbye)
  }

  private welcome(serverTimeMs: number): void {
    this.clockOffset.value = serverTimeMs - Date.now()
    this.pause = this.options.firstPauseMs
    this.state.value = 'online'
    for (const subscription of this.subscriptions.values()) this.sendSubscribe(subscription)
    this.onWelcome()
  }

  private subscribed(frame: Subscribed): void {
    const subscription = this.subscriptions.get(`${frame.classId}/${frame.topic}`)
    if (!subscription) return
    if (frame.error) subscription.refuse(fromWire(frame.error))
    else subscription.confirm(frame.seq)
  }

  private answer(reply: Reply): void {
    const waiting = this.waiting.get(reply.id)
    if (!waiting) return
    this.waiting.delete(reply.id)
    clearTimeout(waiting.timer)
    if (reply.error) waiting.reject(fromWire(reply.error))
    else waiting.resolve(reply.response)
  }

  private deliver(event: Event): void {
    for (const subscription of [...this.subscriptions.values()]) subscription.offer(event)
  }

  private pass(passing: Passing): void {
    this.subscriptions.get(`${passing.classId}/${passing.topic}`)?.pass(passing)
  }

  private goodbye(goodbye: Goodbye): void {
    const refused = goodbye.error ? fromWire(goodbye.error) : unreachable()
    if (goodbye.retryAfterMs < 0) {
      this.state.value = 'ended'
      this.drop()
      this.onGoodbye(refused)
      return
    }
    this.drop()
    // The server has given everybody another moment already.
    this.later(refused.code === 'unavailable' ? 'restarting' : 'lost', goodbye.retryAfterMs)
  }

  /** Half of the pause is at random, so that a whole class does not come back at once. */
  private lose(): void {
    this.drop()
    this.later('lost', this.pause / 2 + (this.pause / 2) * this.options.random())
    this.pause = Math.min(this.pause * 2, this.options.longestPauseMs)
  }

  private later(state: 'lost' | 'restarting', wait: number): void {
    this.state.value = state
    for (const subscription of this.subscriptions.values()) subscription.interrupt()
    this.comeBack = setTimeout(() => {
      this.comeBack = undefined
      this.open()
    }, wait)
  }

  private drop(): void {
    clearTimeout(this.comeBack)
    clearTimeout(this.silence)
    this.comeBack = undefined
    const socket = this.socket
    this.socket = undefined
    socket?.close()
    for (const waiting of this.waiting.values()) {
      clearTimeout(waiting.timer)
      waiting.reject(unreachable())
    }
    this.waiting.clear()
  }

  private hearSomething(): void {
    clearTimeout(this.silence)
    this.silence = setTimeout(() => this.lose(), this.options.silenceMs)
  }
}

function unsubscribeOf(subscription: Subscription) {
  return { classId: subscription.classId, topic: subscription.topic }
}
