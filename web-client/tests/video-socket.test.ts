import { create, toBinary } from '@bufbuild/protobuf'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { VideoDownlinkSchema } from '@/generated/kaibo/realtime/v1/video_pb'
import { VideoSocket } from '@/video/socket'

class FakeSocket {
  static readonly OPEN = 1
  static made: FakeSocket[] = []
  readyState = 0
  bufferedAmount = 0
  binaryType = ''
  onopen?: () => void
  onmessage?: (message: { data: ArrayBuffer }) => void
  onclose?: (close: { code: number }) => void
  constructor(readonly url: URL) {
    FakeSocket.made.push(this)
  }
  close(): void {
    this.readyState = 3
  }
}

const heard: string[] = []
function open(): VideoSocket {
  return new VideoSocket('watch', 5n, 7n, {
    frame: (frame) => heard.push(String(frame.case)),
    lost: (isFinal, code) => heard.push(`${isFinal ? 'over' : 'lost'} ${code}`),
  })
}
const last = () => FakeSocket.made.at(-1)!

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('WebSocket', FakeSocket)
  FakeSocket.made = []
  heard.length = 0
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('a socket for a picture', () => {
  it('names the class and the room', () => {
    open()
    expect(last().url.toString()).toMatch(/^ws:.*\/video\/watch\?class=5&room=7$/)
  })

  it('comes back after a loss, more slowly each time until it hears something', () => {
    open()
    last().onclose!({ code: 1006 })
    vi.advanceTimersByTime(400)
    expect(FakeSocket.made).toHaveLength(2)
    last().onclose!({ code: 1006 })
    vi.advanceTimersByTime(400)
    expect(FakeSocket.made).toHaveLength(2)
    vi.advanceTimersByTime(400)
    expect(FakeSocket.made).toHaveLength(3)
    const bytes = toBinary(VideoDownlinkSchema, create(VideoDownlinkSchema, { frame: { case: 'pause', value: {} } }))
    last().onmessage!({ data: bytes.slice().buffer })
    last().onclose!({ code: 1012 })
    vi.advanceTimersByTime(400)
    expect(FakeSocket.made).toHaveLength(4)
    expect(heard).toEqual(['lost 1006', 'lost 1006', 'pause', 'lost 1012'])
  })

  it('stays away once it was told to', () => {
    for (const code of [4000, 4001, 4020, 4021, 4022, 4023, 4024]) {
      open()
      const before = FakeSocket.made.length
      last().onclose!({ code })
      vi.advanceTimersByTime(60_000)
      expect(FakeSocket.made, String(code)).toHaveLength(before)
      expect(heard.at(-1)).toBe(`over ${code}`)
    }
  })

  it('does not come back once it is closed here', () => {
    const socket = open()
    socket.close()
    last().onclose!({ code: 1006 })
    vi.advanceTimersByTime(60_000)
    expect(FakeSocket.made).toHaveLength(1)
    expect(heard).toEqual([])
  })
})
