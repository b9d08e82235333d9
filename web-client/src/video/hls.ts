import Hls from 'hls.js'

/** Plays an outside stream; returns what ends it. */
export function playHls(element: HTMLVideoElement, address: string): () => void {
  if (!Hls.isSupported()) {
    // Safari plays it by itself.
    element.src = address
    return () => element.removeAttribute('src')
  }
  const hls = new Hls({ liveSyncDurationCount: 2, enableWorker: false })
  hls.loadSource(address)
  hls.attachMedia(element)
  return () => hls.destroy()
}
