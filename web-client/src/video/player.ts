import { ref } from 'vue'

import { elsewhere, VideoSocket } from './socket'

/**
 * none: no picture; waiting: on its way; paused: the host's connection is lost; elsewhere: at a server other than ours;
 * unable: not in this browser.
 */
export type Watching = 'none' | 'waiting' | 'playing' | 'paused' | 'elsewhere' | 'unable'

/** Later than this: a leap to the end. Later than the second: a little faster, unnoticed. */
const leapSeconds = 2.5
const fasterSeconds = 1.2
const fastRate = 1.12
const nearSeconds = 0.5
/** What has been seen is kept so long. */
const keptSeconds = 12
const lookMs = 200

/** Plays a room's picture in a video element, close to the present. */
export class LivePlayer {
  readonly state = ref<Watching>('none')
  /** The browser plays no sound before the person touches something. */
  readonly silenced = ref(false)
  /** From the host's present to what is seen, as far as this page can tell, ms. */
  readonly lagMs = ref(0)
  /** From the wish to see the picture to seeing it, ms. */
  readonly startMs = ref(0)
  /** The picture is wider than high. */
  readonly wide = ref(false)

  private socket: VideoSocket | undefined
  private source: MediaSource | undefined
  private buffer: SourceBuffer | undefined
  private waiting: Uint8Array<ArrayBuffer>[] = []
  private address = ''
  private startedAt = 0
  private timer: ReturnType<typeof setInterval> | undefined

  private element!: HTMLVideoElement

  constructor(
    private readonly classId: bigint,
    private readonly roomId: bigint,
  ) {}

  /** Before the start. */
  attach(element: HTMLVideoElement): void {
    this.element = element
    element.onplaying = () => {
      this.state.value = 'playing'
      this.startMs.value ||= Math.round(performance.now() - this.startedAt)
      this.wide.value = element.videoWidth > element.videoHeight
    }
    element.onresize = () => (this.wide.value = element.videoWidth > element.videoHeight)
  }

  start(): void {
    if (this.socket) return
    this.state.value = 'waiting'
    this.startedAt = performance.now()
    this.startMs.value = 0
    this.timer = setInterval(() => this.keepUp(), lookMs)
    this.socket = new VideoSocket('watch', this.classId, this.roomId, {
      frame: (frame) => {
        if (frame.case === 'begin') this.begin(frame.value.mime, frame.value.segment)
        if (frame.case === 'cluster') this.push(frame.value.content)
        if (frame.case === 'pause') this.state.value = 'paused'
      },
      lost: (isFinal, code) => {
        if (isFinal) this.stop()
        if (code === elsewhere) this.state.value = 'elsewhere'
        else if (!isFinal && this.state.value !== 'unable') this.state.value = 'paused'
      },
    })
  }

  stop(): void {
    this.socket?.close()
    this.socket = undefined
    clearInterval(this.timer)
    this.drop()
    this.state.value = 'none'
  }

  unmute(): void {
    this.element.muted = false
    this.silenced.value = false
    void this.play()
  }

  private drop(): void {
    this.buffer = undefined
    this.source = undefined
    this.waiting = []
    if (!this.address) return
    URL.revokeObjectURL(this.address)
    this.address = ''
    this.element.removeAttribute('src')
    this.element.load()
  }

  /** A stream begins: another host, another camera, or the same after a loss. */
  private begin(mime: string, segment: Uint8Array): void {
    this.drop()
    if (typeof MediaSource === 'undefined' || !MediaSource.isTypeSupported(mime)) {
      this.state.value = 'unable'
      return
    }
    const source = new MediaSource()
    this.source = source
    this.push(segment)
    source.addEventListener(
      'sourceopen',
      () => {
        if (this.source !== source) return
        this.buffer = source.addSourceBuffer(mime)
        this.buffer.addEventListener('updateend', () => this.append())
        this.append()
      },
      { once: true },
    )
    this.address = URL.createObjectURL(source)
    this.element.src = this.address
  }

  private push(bytes: Uint8Array): void {
    if (!this.source) return
    this.waiting.push(bytes as Uint8Array<ArrayBuffer>)
    this.append()
  }

  private append(): void {
    const { buffer, source, element } = this
    if (!buffer || buffer.updating || source?.readyState !== 'open') return
    if (element.error) return
    const next = this.waiting.shift()
    if (next) {
      try {
        buffer.appendBuffer(next)
      } catch {
        // Full: what has been seen goes first.
        this.waiting.unshift(next)
        this.forget(2)
      }
      return
    }
    this.forget(keptSeconds)
  }

  private forget(keep: number): void {
    const { buffer, element } = this
    if (!buffer || buffer.updating || buffer.buffered.length === 0) return
    const until = element.currentTime - keep
    if (until > buffer.buffered.start(0) + 1) buffer.remove(0, until)
  }

  /** Leaps over what is missing, and after the present when it has fallen behind. */
  private keepUp(): void {
    const { buffered } = this.element
    if (!this.buffer || buffered.length === 0) return
    const end = buffered.end(buffered.length - 1)
    const start = buffered.start(buffered.length - 1)
    const lag = end - this.element.currentTime
    this.lagMs.value = Math.round(lag * 1000)
    // Newest part, near its end, but never before its beginning: that is where a key frame stands.
    if (lag > leapSeconds || this.element.currentTime < start) {
      this.element.currentTime = Math.max(start, end - nearSeconds)
    }
    this.element.playbackRate = lag > fasterSeconds ? fastRate : 1
    if (this.element.paused) void this.play()
  }

  private async play(): Promise<void> {
    try {
      await this.element.play()
    } catch (error) {
      if ((error as Error).name !== 'NotAllowedError' || this.element.muted) return
      this.element.muted = true
      this.silenced.value = true
      void this.play()
    }
  }
}
