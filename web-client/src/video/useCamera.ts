import { computed, onScopeDispose, reactive, ref, shallowRef, watch, type Ref } from 'vue'

import type { VideoWish } from '@/generated/kaibo/live/v1/video_pb'

import { VideoSender } from './sender'
import { openSource, type Source, type Wanted } from './sources'

/** Why there is no picture, as a key of the texts. */
export type CameraProblem = '' | 'denied' | 'missing' | 'busy' | 'insecure' | 'failed'

function problemOf(error: unknown): CameraProblem {
  switch ((error as DOMException).name) {
    case 'NotAllowedError':
      return 'denied'
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'missing'
    case 'NotReadableError':
      return 'busy'
    default:
      // Browsers hide cameras from pages that came without encryption.
      return navigator.mediaDevices ? 'failed' : 'insecure'
  }
}

/** The host's camera: what is wanted of it, what it shows, and sending it while the room is live. */
export function useCamera(classId: bigint, roomId: bigint, wish: VideoWish, isLive: Ref<boolean>, cover: Ref<string>) {
  const wanted = reactive<Wanted>({ kind: 'camera', camera: '', microphone: '', height: wish.height, cover: '' })
  const source = shallowRef<Source>()
  const problem = ref<CameraProblem>('')
  const opening = ref(false)
  const muted = ref(false)
  const devices = shallowRef<MediaDeviceInfo[]>([])
  const sender = new VideoSender(classId, roomId, wish)

  function mute(): void {
    source.value?.stream.getAudioTracks().forEach((track) => (track.enabled = !muted.value))
  }
  watch(muted, mute)

  /** Names of devices are told only once one has been opened. */
  async function listDevices(): Promise<void> {
    devices.value = (await navigator.mediaDevices?.enumerateDevices()) ?? []
  }

  function send(): void {
    if (source.value && isLive.value) sender.start(source.value.stream, wanted.height)
  }

  async function open(change: Partial<Wanted> = {}): Promise<void> {
    if (opening.value) return
    opening.value = true
    problem.value = ''
    Object.assign(wanted, change, { cover: cover.value })
    const before = source.value
    // Some cameras open only once.
    if (wanted.kind === 'camera') before?.stop()
    try {
      const opened = await openSource({ ...wanted })
      before?.stop()
      source.value = opened
      // A shared screen may be ended outside this page.
      opened.stream.getVideoTracks()[0]!.addEventListener('ended', () => {
        if (source.value === opened) close()
      })
      mute()
      send()
    } catch (error) {
      problem.value = problemOf(error)
      if (wanted.kind === 'camera') close()
    } finally {
      opening.value = false
      void listDevices()
    }
  }

  function close(): void {
    sender.stop()
    source.value?.stop()
    source.value = undefined
  }

  watch(isLive, (live) => (live ? send() : sender.stop()))
  onScopeDispose(close)
  void listDevices()

  return {
    wanted,
    source,
    problem,
    opening,
    muted,
    sender,
    cameras: computed(() => devices.value.filter((one) => one.kind === 'videoinput' && one.deviceId)),
    microphones: computed(() => devices.value.filter((one) => one.kind === 'audioinput' && one.deviceId)),
    open,
    close,
    takeBack: send,
  }
}
