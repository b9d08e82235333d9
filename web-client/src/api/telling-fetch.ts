/** Told which share of a request's body has been sent, 0 … 1. */
export type Sent = (share: number) => void

function headersOf(request: XMLHttpRequest): Headers {
  const lines = request.getAllResponseHeaders().trim().split(/[\r\n]+/)
  return new Headers(lines.filter(Boolean).map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]))
}

/** As fetch of the same site, but it tells how the body goes out, which fetch does not. */
export function tellingFetch(sent: Sent): typeof globalThis.fetch {
  return (input, init) =>
    new Promise((resolve, reject) => {
      const request = new XMLHttpRequest()
      request.open(init?.method ?? 'GET', String(input))
      new Headers(init?.headers).forEach((value, name) => request.setRequestHeader(name, value))
      request.responseType = 'arraybuffer'
      request.upload.onprogress = ({ loaded, total }) => sent(total > 0 ? loaded / total : 0)
      request.onload = () => resolve(new Response(request.response as ArrayBuffer, { status: request.status, headers: headersOf(request) }))
      request.onerror = () => reject(new TypeError('the server cannot be reached'))
      request.onabort = () => reject(new DOMException('the upload was given up', 'AbortError'))
      init?.signal?.addEventListener('abort', () => request.abort())
      request.send(init?.body as XMLHttpRequestBodyInit)
    })
}
