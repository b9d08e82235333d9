import { create, fromBinary, toBinary, type MessageInitShape } from '@bufbuild/protobuf'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { Realtime, type Socket } from '@/api/realtime'
import { Refused } from '@/api/refusal'
import { EventSchema, type Event } from '@/generated/kaibo/event/v1/event_pb'
import { AddLikesResponseSchema, LiveService } from '@/generated/kaibo/live/v1/live_pb'
import { DownlinkSchema, UplinkSchema, type Uplink } from '@/generated/kaibo/realtime/v1/realtime_pb'

class FakeSocket implements Socket {
  binaryType: BinaryType = 'blob'
  onopen: (() => void) | null = null
  onmessage: ((message: { data: unknown }) => void) | null = null
  onclose: (() => void) | null = null
  onerror: (() => void) | null = null
  readonly sent: Uplink['frame'][] = []
  closed = false

  send(data: Uint8Array): void {
    this.sent.push(fromBinary(UplinkSchema, data).frame)
  }

  close(): void {
    this.closed = true
  }

  /** The parts one after the other in one message, as the server batches. */
  receive(...parts: MessageInitShape<typeof DownlinkSchema>[]): void {
    const bytes = parts.map((part) => toBinary(DownlinkSchema, create(DownlinkSchema, part)))
    const joined = new Uint8Array(bytes.reduce((sum, part) => sum + part.length, 0))
    let at = 0
    for (const part of bytes) {
      joined.set(part, at)
      at += part.length
    }
    this.onmessage?.({ data: joined.buffer })
  }

  lose(): void {
    this.onclose?.()
  }

  calls() {
    return this.sent.flatMap((frame) => (frame.case === 'call' ? [frame.value] : []))
  }

  subscribes() {
    return this.sent.flatMap((frame) => (frame.case === 'subscribe' ? [frame.value] : []))
  }
}

function event(seq: number, topic = 'class', also = ''): Uint8Array {
  return toBinary(EventSchema, create(EventSchema, { classId: 7n, seq: BigInt(seq), topic, also }))
}

const welcome = { welcomes: [{ userId: 1n, serverTimeMs: 1_000_000n }] }
const subscribed = (seq: number, topic = 'class') => ({ subscribed: [{ classId: 7n, topic, seq: BigInt(seq) }] })
const like = { classId: 7n, requestId: 'request-1', roomId: 3n, count: 2 }

let sockets: FakeSocket[]
let realtime: Realtime
const last = () => sockets.at(-1)!

function connect(): FakeSocket {
  realtime.start()
  last().onopen?.()
  last().receive(welcome)
  return last()
}

beforeEach(() => {
  vi.useFakeTimers({ now: 500_000 })
  sockets = []
  realtime = new Realtime({
    open: () => {
      sockets.push(new FakeSocket())
      return last()
    },
    random: () => 1,
    firstPauseMs: 1_000,
    longestPauseMs: 4_000,
  })
})

afterEach(() => {
  realtime.stop()
  vi.useRealTimers()
})

describe('the realtime connection', () => {
  it('is online after the welcome and knows the server clock', () => {
    realtime.start()
    expect(realtime.state.value).toBe('connecting')
    last().receive(welcome)
    expect(realtime.state.value).toBe('online')
    expect(realtime.clockOffset.value).toBe(500_000)
  })

  it('reads several Downlinks in one message', () => {
    const seen: bigint[] = []
    const socket = connect()
    realtime.subscribe(7n, 'class', 0n, { event: (e) => seen.push(e.seq) })
    socket.receive(subscribed(2), { events: [event(1)] }, { events: [event(2), event(3)] })
    expect(seen).toEqual([1n, 2n, 3n])
  })

  it('answers a ping', () => {
    const socket = connect()
    socket.receive({ pings: [{ nonce: 42n }] })
    expect(socket.sent.at(-1)).toMatchObject({ case: 'pong', value: { nonce: 42n } })
  })

  it('comes back with growing pauses after a loss', () => {
    connect()
    last().lose()
    expect(realtime.state.value).toBe('lost')
    vi.advanceTimersByTime(999)
    expect(sockets).toHaveLength(1)
    vi.advanceTimersByTime(1)
    expect(sockets).toHaveLength(2)
    last().lose()
    vi.advanceTimersByTime(1_999)
    expect(sockets).toHaveLength(2)
    vi.advanceTimersByTime(1)
    expect(sockets).toHaveLength(3)
    last().receive(welcome)
    expect(realtime.state.value).toBe('online')
  })

  it('takes silence for a loss', () => {
    connect()
    vi.advanceTimersByTime(40_000)
    expect(realtime.state.value).toBe('lost')
    expect(sockets[0]!.closed).toBe(true)
  })

  it('tries at once when the network is back', () => {
    connect()
    last().lose()
    realtime.hurry()
    expect(sockets).toHaveLength(2)
  })

  it('stays away when told to', () => {
    const reasons: Refused[] = []
    realtime.onGoodbye = (refused) => reasons.push(refused)
    connect()
    last().receive({ goodbyes: [{ error: { code: 'unauthenticated' }, retryAfterMs: -1 }] })
    last().lose()
    vi.advanceTimersByTime(60_000)
    expect(realtime.state.value).toBe('ended')
    expect(sockets).toHaveLength(1)
    expect(reasons.map((reason) => reason.code)).toEqual(['unauthenticated'])
  })

  it('comes back exactly when the goodbye says so, for the server spreads the class itself', () => {
    connect()
    realtime['options'].random = () => 0
    last().receive({ goodbyes: [{ error: { code: 'unavailable' }, retryAfterMs: 2_500 }] })
    expect(realtime.state.value).toBe('restarting')
    vi.advanceTimersByTime(2_499)
    expect(sockets).toHaveLength(1)
    vi.advanceTimersByTime(1)
    expect(sockets).toHaveLength(2)
  })
})

describe('a call over the socket', () => {
  it('gets the reply with its id', async () => {
    const socket = connect()
    const answer = realtime.call(LiveService.method.addLikes, like)
    const [call] = socket.calls()
    expect(call!.method).toBe('kaibo.live.v1.LiveService/AddLikes')
    socket.receive({ replies: [{ id: 999n }] })
    socket.receive({ replies: [{ id: call!.id, response: toBinary(AddLikesResponseSchema, create(AddLikesResponseSchema, { total: 12n })) }] })
    expect((await answer).total).toBe(12n)
  })

  it('fails with the refusal of the server', async () => {
    const socket = connect()
    const answer = realtime.call(LiveService.method.addLikes, like)
    socket.receive({ replies: [{ id: socket.calls()[0]!.id, error: { code: 'failed_precondition', refusal: { zh: '直播已结束', en: 'Over', field: 'room_id' } } }] })
    await expect(answer).rejects.toMatchObject({ code: 'failed_precondition', zh: '直播已结束', field: 'room_id' })
  })

  it('ends after its time', async () => {
    connect()
    const answer = realtime.call(LiveService.method.addLikes, like)
    vi.advanceTimersByTime(8_000)
    await expect(answer).rejects.toMatchObject({ code: 'deadline_exceeded', passing: true })
  })

  it('fails at once when the connection is lost or absent', async () => {
    await expect(realtime.call(LiveService.method.addLikes, like)).rejects.toMatchObject({ code: 'unavailable' })
    connect()
    const answer = realtime.call(LiveService.method.addLikes, like)
    last().lose()
    await expect(answer).rejects.toMatchObject({ code: 'unavailable', passing: true })
  })
})

describe('a subscription', () => {
  const seqs = () => {
    const seen: bigint[] = []
    return { seen, listening: { event: (e: Event) => seen.push(e.seq) } }
  }

  it('made before the connection is asked for after the welcome', () => {
    realtime.subscribe(7n, 'class', 5n, seqs().listening)
    const socket = connect()
    expect(socket.subscribes()).toMatchObject([{ classId: 7n, topic: 'class', afterSeq: 5n }])
  })

  it('delivers an event once, though it comes by two topics', () => {
    const { seen, listening } = seqs()
    const other = seqs()
    const socket = connect()
    realtime.subscribe(7n, 'user:1', 0n, listening)
    realtime.subscribe(7n, 'user:2', 0n, other.listening)
    socket.receive(subscribed(9, 'user:1'), subscribed(9, 'user:2'))
    socket.receive({ events: [event(10, 'user:1', 'user:2')] }, { events: [event(10, 'user:1', 'user:2'), event(11, 'user:2')] })
    expect(seen).toEqual([10n])
    expect(other.seen).toEqual([10n, 11n])
  })

  it('to everything hears every topic of its class only', () => {
    const { seen, listening } = seqs()
    const socket = connect()
    realtime.subscribe(7n, '*', 0n, listening)
    const foreign = toBinary(EventSchema, create(EventSchema, { classId: 8n, seq: 3n, topic: 'class' }))
    socket.receive({ events: [event(1, 'class'), event(2, 'room:3'), foreign] })
    expect(seen).toEqual([1n, 2n])
  })

  it('asks after a loss for what it has not had, and drops what it had', () => {
    const { seen, listening } = seqs()
    realtime.subscribe(7n, 'class', 0n, listening)
    connect().receive(subscribed(3), { events: [event(1), event(2), event(3)] })
    vi.advanceTimersByTime(3_000)
    last().receive({ events: [event(4)] })
    last().lose()
    vi.advanceTimersByTime(1_000)
    last().receive(welcome)
    expect(last().subscribes()).toMatchObject([{ afterSeq: 4n }])
    last().receive(subscribed(6), { events: [event(4), event(5), event(6)] })
    expect(seen).toEqual([1n, 2n, 3n, 4n, 5n, 6n])
  })

  it('asks again from the start when the history was cut short by the loss', () => {
    const { seen, listening } = seqs()
    realtime.subscribe(7n, 'user:1', 0n, listening)
    // 90 came by another topic while the history had only reached 20.
    connect().receive(subscribed(80, 'user:1'), { events: [event(20, 'user:1'), event(90, 'class', 'user:1')] })
    last().lose()
    vi.advanceTimersByTime(1_000)
    last().receive(welcome)
    expect(last().subscribes()).toMatchObject([{ afterSeq: 0n }])
    last().receive(subscribed(95, 'user:1'), { events: [event(20, 'user:1'), event(50, 'user:1'), event(90, 'class', 'user:1'), event(95, 'user:1')] })
    expect(seen).toEqual([20n, 90n, 50n, 95n])
  })

  it('from now on remembers where it began', () => {
    const { seen, listening } = seqs()
    realtime.subscribe(7n, 'class', -1n, listening)
    connect().receive(subscribed(40))
    expect(last().subscribes()).toMatchObject([{ afterSeq: -1n }])
    last().lose()
    vi.advanceTimersByTime(1_000)
    last().receive(welcome)
    expect(last().subscribes()).toMatchObject([{ afterSeq: 40n }])
    last().receive({ events: [event(41)] })
    expect(seen).toEqual([41n])
  })

  it('is given up with its last listener', () => {
    const socket = connect()
    const first = realtime.subscribe(7n, 'class', -1n, {})
    const second = realtime.subscribe(7n, 'class', -1n, {})
    expect(socket.subscribes()).toHaveLength(1)
    first()
    expect(socket.sent.some((frame) => frame.case === 'unsubscribe')).toBe(false)
    second()
    expect(socket.sent.at(-1)).toMatchObject({ case: 'unsubscribe', value: { topic: 'class' } })
  })

  it('tells its listener when it is refused, and passes on what passes', () => {
    const refusals: string[] = []
    const online: number[] = []
    const socket = connect()
    realtime.subscribe(7n, 'staff', -1n, { refused: (refused) => refusals.push(refused.code), passing: (passing) => online.push(passing.online) })
    socket.receive({ passing: [{ classId: 7n, topic: 'staff', online: 3 }] })
    socket.receive({ subscribed: [{ classId: 7n, topic: 'staff', error: { code: 'permission_denied' } }] })
    expect(refusals).toEqual(['permission_denied'])
    expect(online).toEqual([3])
  })
})
