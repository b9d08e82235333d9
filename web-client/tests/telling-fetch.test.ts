import { afterEach, describe, expect, it, vi } from 'vitest'

import { tellingFetch } from '@/api/telling-fetch'

/** A browser's request whose other end the test is. */
class FakeRequest {
  static last: FakeRequest
  upload: { onprogress?: (event: { loaded: number; total: number }) => void } = {}
  onload?: () => void
  onerror?: () => void
  onabort?: () => void
  responseType = ''
  status = 0
  response = new ArrayBuffer(0)
  headers: Record<string, string> = {}
  opened: string[] = []
  sent: unknown
  constructor() {
    FakeRequest.last = this
  }
  open(...how: string[]): void {
    this.opened = how
  }
  setRequestHeader(name: string, value: string): void {
    this.headers[name] = value
  }
  getAllResponseHeaders(): string {
    return 'content-type: application/proto\r\nretry-after: 2\r\n'
  }
  send(body: unknown): void {
    this.sent = body
  }
  abort(): void {
    this.onabort?.()
  }
}

vi.stubGlobal('XMLHttpRequest', FakeRequest)
const shares: number[] = []
const fetch = tellingFetch((share) => shares.push(share))
afterEach(() => shares.splice(0))

describe('a fetch that tells how its body goes out', () => {
  it('sends what fetch would, and answers as fetch does', async () => {
    const body = new Uint8Array([1, 2, 3])
    const answer = fetch('/kaibo.Service/Method', { method: 'POST', headers: { 'content-type': 'application/proto' }, body })
    const request = FakeRequest.last
    expect(request.opened).toEqual(['POST', '/kaibo.Service/Method'])
    expect(request.headers).toEqual({ 'content-type': 'application/proto' })
    expect(request.sent).toBe(body)
    request.upload.onprogress?.({ loaded: 1, total: 4 })
    request.upload.onprogress?.({ loaded: 4, total: 4 })
    expect(shares).toEqual([0.25, 1])
    request.status = 200
    request.response = new Uint8Array([7]).buffer
    request.onload?.()
    const got = await answer
    expect([got.status, got.headers.get('retry-after')]).toEqual([200, '2'])
    expect(new Uint8Array(await got.arrayBuffer())).toEqual(new Uint8Array([7]))
  })

  it('fails as fetch does when nobody answers', async () => {
    const answer = fetch('/kaibo.Service/Method', { method: 'POST' })
    FakeRequest.last.onerror?.()
    await expect(answer).rejects.toBeInstanceOf(TypeError)
  })

  it('is given up by its signal', async () => {
    const way = new AbortController()
    const answer = fetch('/kaibo.Service/Method', { method: 'POST', signal: way.signal })
    way.abort()
    await expect(answer).rejects.toMatchObject({ name: 'AbortError' })
  })
})
