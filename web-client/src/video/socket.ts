import { fromBinary } from '@bufbuild/protobuf'

import { VideoDownlinkSchema, type VideoDownlink } from '@/generated/kaibo/realtime/v1/video_pb'

/** After these the socket is not to be opened again by itself: somebody said no. */
const final = new Set([1002, 1003, 4000, 4001, 4003, 4020, 4021, 4022, 4023, 4024])
/** Another page sends the picture of the room now. */
export const replaced = 4023
/** The picture goes to a server other than the one that this page came by. */
export const elsewhere = 4024

const firstPauseMs = 400
const longestPauseMs = 4_000

interface Hearing {
  opened?: () => void
  frame: (frame: VideoDownlink['frame']) => void
  /** The connection is gone; it comes back by itself unless that was `final`. */
  lost: (isFinal: boolean, code: number) => void
}

/** A WebSocket that carries a picture, and comes back after a loss until it is closed. */
export class VideoSocket {
  private socket: WebSocket | undefined
  private timer: ReturnType<typeof setTimeout> | undefined
  private pause = firstPauseMs
  private closed = false

  constructor(
    private readonly door: 'send' | 'watch',
    private readonly classId: bigint,
    private readonly roomId: bigint,
    private readonly hearing: Hearing,
  ) {
    this.open()
  }

  get isOpen(): boolean {
    return this.socket?.readyState === WebSocket.OPEN
  }

  /** Bytes that have not left yet. */
  get waiting(): number {
    return this.socket?.bufferedAmount ?? 0
  }

  send(data: Blob): void {
    if (this.isOpen) this.socket!.send(data)
  }

  close(): void {
    this.closed = true
    clearTimeout(this.timer)
    this.socket?.close()
  }

  private open(): void {
    const url = new URL(`/video/${this.door}?class=${this.classId}&room=${this.roomId}`, location.href)
    url.protocol = url.protocol.replace('http', 'ws')
    const socket = new WebSocket(url)
    socket.binaryType = 'arraybuffer'
    this.socket = socket
    socket.onopen = () => this.hearing.opened?.()
    socket.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => {
      this.pause = firstPauseMs
      this.hearing.frame(fromBinary(VideoDownlinkSchema, new Uint8Array(data)).frame)
    }
    socket.onclose = ({ code }) => {
      if (this.closed) return
      const isFinal = final.has(code)
      this.hearing.lost(isFinal, code)
      if (isFinal) return
      this.timer = setTimeout(() => this.open(), this.pause)
      this.pause = Math.min(this.pause * 2, longestPauseMs)
    }
  }
}
