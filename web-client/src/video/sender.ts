import { ref, shallowRef } from 'vue'

import { fromWire, type Refused } from '@/api/refusal'
import type { VideoWish } from '@/generated/kaibo/live/v1/video_pb'
import type { VideoReport } from '@/generated/kaibo/realtime/v1/video_pb'

import { replaced, VideoSocket } from './socket'
import { bitsPerSecond } from './sources'

/** off: not wanted; lost: coming back; slow: the network does not take it all; refused: see `problem`. */
export type Sending = 'off' | 'connecting' | 'live' | 'lost' | 'slow' | 'refused' | 'replaced'

/** The browser hands out what it has recorded so often. */
const sliceMs = 200
/** More waiting than so many seconds of picture: recording pauses until it has gone. */
const slowSeconds = 3
const soundBits = 48_000
const types = ['video/webm;codecs=vp8,opus', 'video/webm;codecs=vp9,opus', 'video/webm;codecs=vp8', 'video/webm']

export function canSend(): boolean {
  return typeof MediaRecorder !== 'undefined' && types.some((type) => MediaRecorder.isTypeSupported(type))
}

/** A MediaRecorder may be told how often a key frame is due; the types do not know that yet. */
interface RecorderOptions extends MediaRecorderOptions {
  videoKeyFrameIntervalDuration: number
}

/** Sends a picture to the server for as long as it is wanted, whatever the network does. */
export class VideoSender {
  readonly state = ref<Sending>('off')
  readonly report = shallowRef<VideoReport>()
  readonly problem = shallowRef<Refused>()
  /** What left in the last second. */
  readonly kbit = ref(0)

  private socket: VideoSocket | undefined
  private recorder: MediaRecorder | undefined
  private stream: MediaStream | undefined
  private height = 0
  private sent = 0
  private counter: ReturnType<typeof setInterval> | undefined

  constructor(
    private readonly classId: bigint,
    private readonly roomId: bigint,
    private readonly wish: VideoWish,
  ) {}

  /** Begins, or goes on with another picture: those who watch stay. */
  start(stream: MediaStream, height: number): void {
    this.stream = stream
    this.height = height
    if (this.socket?.isOpen) {
      this.record()
      return
    }
    this.stopAll()
    this.state.value = 'connecting'
    this.problem.value = undefined
    this.counter = setInterval(() => this.count(), 1000)
    this.socket = new VideoSocket('send', this.classId, this.roomId, {
      opened: () => this.record(),
      frame: (frame) => {
        if (frame.case === 'report') this.report.value = frame.value
        if (frame.case === 'goodbye') this.problem.value = fromWire(frame.value.error!)
      },
      lost: (isFinal, code) => this.lost(isFinal, code),
    })
  }

  stop(): void {
    this.stopAll()
    this.state.value = 'off'
  }

  private stopAll(): void {
    this.stopRecorder()
    this.socket?.close()
    this.socket = undefined
    clearInterval(this.counter)
    this.kbit.value = 0
    this.report.value = undefined
  }

  private lost(isFinal: boolean, code: number): void {
    this.stopRecorder()
    if (!isFinal) {
      this.state.value = 'lost'
      return
    }
    this.stopAll()
    this.state.value = code === replaced ? 'replaced' : 'refused'
  }

  /** A recorder makes one stream from its header on, so every connection gets its own. */
  private record(): void {
    this.stopRecorder()
    const options: RecorderOptions = {
      mimeType: types.find((type) => MediaRecorder.isTypeSupported(type)),
      videoBitsPerSecond: bitsPerSecond(this.wish, this.height) - soundBits,
      audioBitsPerSecond: soundBits,
      videoKeyFrameIntervalDuration: this.wish.keyFrameMs,
    }
    const recorder = new MediaRecorder(this.stream!, options)
    recorder.ondataavailable = ({ data }) => {
      if (this.recorder !== recorder || data.size === 0) return
      this.sent += data.size
      this.socket?.send(data)
      if (this.secondsWaiting() > slowSeconds) this.waitForNetwork()
    }
    this.recorder = recorder
    // The stream before may have been cut off anywhere: an empty message says that another begins.
    this.socket?.send(new Blob([]))
    recorder.start(sliceMs)
    this.state.value = 'live'
  }

  private stopRecorder(): void {
    const recorder = this.recorder
    this.recorder = undefined
    if (recorder && recorder.state !== 'inactive') recorder.stop()
  }

  private secondsWaiting(): number {
    return ((this.socket?.waiting ?? 0) * 8) / bitsPerSecond(this.wish, this.height)
  }

  /** What waits is late already: no more of it until the network has taken it. */
  private waitForNetwork(): void {
    this.stopRecorder()
    this.state.value = 'slow'
  }

  private count(): void {
    this.kbit.value = Math.round((this.sent * 8) / 1000)
    this.sent = 0
    if (this.state.value === 'slow' && this.socket?.isOpen && this.secondsWaiting() < 0.2) this.record()
  }
}
