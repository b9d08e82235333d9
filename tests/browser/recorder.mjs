// A video as a browser records it.

/// A red picture on which a line moves.
export async function recordVideo(page, mimeType, seconds) {
  const text = await page.evaluate(
    async ({ mimeType, seconds }) => {
      const canvas = document.createElement('canvas')
      const context = canvas.getContext('2d')
      const paint = () => {
        context.fillStyle = '#d23a10'
        context.fillRect(0, 0, canvas.width, canvas.height)
        context.fillStyle = '#fff'
        context.fillRect((performance.now() / 10) % canvas.width, 0, 4, canvas.height)
      }
      const timer = setInterval(paint, 40)
      const recorder = new MediaRecorder(canvas.captureStream(25), { mimeType })
      const parts = []
      recorder.ondataavailable = ({ data }) => parts.push(data)
      recorder.start(500)
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
      recorder.stop()
      await new Promise((resolve) => (recorder.onstop = resolve))
      clearInterval(timer)
      const bytes = new Uint8Array(await new Blob(parts).arrayBuffer())
      return btoa(bytes.reduce((binary, byte) => binary + String.fromCharCode(byte), ''))
    },
    { mimeType, seconds },
  )
  return Buffer.from(text, 'base64')
}
