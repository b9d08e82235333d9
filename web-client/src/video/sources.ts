import type { VideoWish } from '@/generated/kaibo/live/v1/video_pb'

/** Where a picture comes from. */
export type SourceKind = 'camera' | 'screen' | 'cover' | 'test'

export interface Wanted {
  kind: SourceKind
  /** Device ids; empty: the browser's choice. */
  camera: string
  microphone: string
  /** Lines of the picture. */
  height: number
  /** Address of the picture that stands for the camera. */
  cover: string
}

export interface Source {
  stream: MediaStream
  /** The microphone is there. */
  hasSound: boolean
  stop: () => void
}

/** Pictures a second of what we paint ourselves. */
const paintedRate = 15

/** Heights to choose from; fewer lines than the course asks for are not offered. */
export function heights(wish: VideoWish): number[] {
  return [360, 480, 720, 1080].filter((height) => height >= wish.height)
}

/** Bits grow with the lines of the picture. */
export function bitsPerSecond(wish: VideoWish, height: number): number {
  return Math.round((wish.kbit * 1000 * height) / wish.height)
}

function constraint(id: string): ConstrainDOMString | undefined {
  return id ? { exact: id } : undefined
}

async function microphone(wanted: Wanted): Promise<MediaStreamTrack | undefined> {
  try {
    const sound = await navigator.mediaDevices.getUserMedia({
      audio: { deviceId: constraint(wanted.microphone), echoCancellation: true, noiseSuppression: true },
    })
    return sound.getAudioTracks()[0]
  } catch {
    // A picture without sound is better than none; the panel says that it is silent.
    return undefined
  }
}

async function picture(wanted: Wanted): Promise<{ track: MediaStreamTrack; stop?: () => void }> {
  switch (wanted.kind) {
    case 'camera': {
      const stream = await navigator.mediaDevices.getUserMedia({
        video: { deviceId: constraint(wanted.camera), height: { ideal: wanted.height }, frameRate: { ideal: 25, max: 30 } },
      })
      return { track: stream.getVideoTracks()[0]! }
    }
    case 'screen': {
      const stream = await navigator.mediaDevices.getDisplayMedia({ video: { height: { max: wanted.height }, frameRate: { max: 15 } } })
      return { track: stream.getVideoTracks()[0]! }
    }
    case 'cover':
      return painted(wanted.height, coverPainter(wanted.cover))
    case 'test':
      return painted(wanted.height, paintTest)
  }
}

/** Asks for what is wanted; throws what the browser refuses with. */
export async function openSource(wanted: Wanted): Promise<Source> {
  const { track, stop } = await picture(wanted)
  const sound = await microphone(wanted)
  const stream = new MediaStream(sound ? [track, sound] : [track])
  return {
    stream,
    hasSound: sound !== undefined,
    stop: () => {
      stop?.()
      stream.getTracks().forEach((one) => one.stop())
    },
  }
}

type Paint = (context: CanvasRenderingContext2D, width: number, height: number) => void

/** A picture of our own, upright as a phone. */
function painted(height: number, paint: Paint): { track: MediaStreamTrack; stop: () => void } {
  const canvas = document.createElement('canvas')
  canvas.height = height
  canvas.width = Math.round((height * 9) / 32) * 2
  const context = canvas.getContext('2d')!
  const draw = () => paint(context, canvas.width, canvas.height)
  draw()
  const timer = setInterval(draw, 1000 / paintedRate)
  return { track: canvas.captureStream(paintedRate).getVideoTracks()[0]!, stop: () => clearInterval(timer) }
}

/** Something moves, so that one sees that it is live. */
const paintTest: Paint = (context, width, height) => {
  const now = new Date()
  const seconds = now.getTime() / 1000
  context.fillStyle = '#22262e'
  context.fillRect(0, 0, width, height)
  const colours = ['#d23a10', '#f0a92b', '#157347', '#1f5fbf', '#8b5cf6']
  colours.forEach((colour, index) => {
    context.fillStyle = colour
    context.fillRect((index * width) / colours.length, 0, width / colours.length, height * 0.2)
  })
  context.fillStyle = '#f2502b'
  context.beginPath()
  context.arc(width * (0.5 + 0.35 * Math.sin(seconds * 2)), height * (0.6 + 0.15 * Math.cos(seconds * 3)), width * 0.1, 0, 2 * Math.PI)
  context.fill()
  context.fillStyle = '#ffffff'
  context.font = `600 ${Math.round(width / 8)}px sans-serif`
  context.textAlign = 'center'
  context.fillText(now.toTimeString().slice(0, 8), width / 2, height * 0.38)
}

function coverPainter(address: string): Paint {
  const image = new Image()
  image.src = address
  return (context, width, height) => {
    context.fillStyle = '#22262e'
    context.fillRect(0, 0, width, height)
    if (image.naturalWidth > 0) {
      const scale = Math.max(width / image.naturalWidth, height / image.naturalHeight)
      const [w, h] = [image.naturalWidth * scale, image.naturalHeight * scale]
      context.drawImage(image, (width - w) / 2, (height - h) / 2, w, h)
    }
    // A still picture would make the browser send nothing at all.
    context.fillStyle = Date.now() % 1000 < 500 ? '#f2502b' : '#c8330a'
    context.fillRect(width - 14, height - 14, 6, 6)
  }
}
