import { onScopeDispose, ref, shallowRef } from 'vue'

import { t } from '@/i18n'

/** Why the browser gave no device, in words. */
export function deviceProblem(error: unknown): string {
  const name = error instanceof DOMException ? error.name : ''
  if (name === 'NotAllowedError' || name === 'SecurityError') return t('prepare.deviceDenied')
  return t('prepare.noDevice')
}

/** One device that is being tried: asked for, and let go of when it is not needed any more. */
export function useDevice(wish: MediaStreamConstraints) {
  const stream = shallowRef<MediaStream>()
  const problem = ref('')
  const busy = ref(false)

  function stop(): void {
    stream.value?.getTracks().forEach((track) => track.stop())
    stream.value = undefined
  }

  async function start(): Promise<void> {
    stop()
    problem.value = ''
    if (!window.isSecureContext || !navigator.mediaDevices) {
      problem.value = t('prepare.insecure')
      return
    }
    busy.value = true
    try {
      stream.value = await navigator.mediaDevices.getUserMedia(wish)
    } catch (error) {
      problem.value = deviceProblem(error)
    } finally {
      busy.value = false
    }
  }

  onScopeDispose(stop)
  return { stream, problem, busy, start, stop }
}

/** Loudness of a stream from 0 to 1, some times a second, until `stop`. */
export function listenTo(stream: MediaStream, heard: (level: number) => void): () => void {
  const context = new AudioContext()
  const analyser = context.createAnalyser()
  context.createMediaStreamSource(stream).connect(analyser)
  const samples = new Float32Array(analyser.fftSize)
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples)
    const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length
    heard(Math.min(1, Math.sqrt(power) * 4))
  }, 80)
  return () => {
    clearInterval(timer)
    void context.close()
  }
}
