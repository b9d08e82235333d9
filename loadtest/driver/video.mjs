// What a room with a picture costs the server: one host sends, a class watches, and it is recorded.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { setTimeout as pause } from 'node:timers/promises'
import { openRoom } from './comment.mjs'

const { WebSocket } = createRequire(new URL('../peers/package.json', import.meta.url))('ws')

/** A browser hands out what it has recorded so often. */
const sliceMs = 200
const framesPerSlice = 5
const keyFrameSlices = 5
/** Before the measuring, until everybody watches. */
const settleMs = 1_500
/** Clock ticks a second, of /proc. */
const ticks = 100

// ---- WebM as a browser records it: open-ended clusters, VP8 that nobody decodes

function size(bytes) {
  const out = Buffer.alloc(8)
  out.writeBigUInt64BE(BigInt(bytes) | (1n << 56n))
  return out
}
const unknown = Buffer.from('01ffffffffffffff', 'hex')

function element(id, ...parts) {
  const content = Buffer.concat(parts)
  return Buffer.concat([Buffer.from(id, 'hex'), size(content.length), content])
}

function head() {
  const track = element('ae', element('d7', Buffer.from([1])), element('83', Buffer.from([1])), element('86', Buffer.from('V_VP8')))
  return Buffer.concat([
    element('1a45dfa3', element('4282', Buffer.from('webm'))),
    Buffer.from('18538067', 'hex'), unknown,
    element('1654ae6b', track),
  ])
}

function slice(nth, bytesPerFrame) {
  const time = Buffer.alloc(8)
  time.writeBigUInt64BE(BigInt(nth * sliceMs))
  const frames = Array.from({ length: framesPerSlice }, (_, i) => {
    const isKey = i === 0 && nth % keyFrameSlices === 0
    const frame = Buffer.alloc(4 + bytesPerFrame, nth % 251)
    frame[0] = 0x81
    frame.writeInt16BE((i * sliceMs) / framesPerSlice, 1)
    frame[3] = isKey ? 0x80 : 0
    return element('a3', frame)
  })
  return Buffer.concat([Buffer.from('1f43b675', 'hex'), unknown, element('e7', time), ...frames])
}

// ---- the people

function open(url, door, classId, roomId, token) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/video/${door}?class=${classId}&room=${roomId}`, {
      headers: { Authorization: `Bearer ${token}` },
    })
    socket.on('error', reject)
    socket.on('open', () => resolve(socket))
  })
}

function cpuSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/.*\) /, '').split(' ')
  return (Number(fields[11]) + Number(fields[12])) / ticks
}

/**
 * Processor time that the server uses for each second of such a picture, as a share of one core. Throws unless everybody
 * got all of it.
 */
export async function videoCores({ url, pid }, { class_id: classId, people }, { viewers, mbit, seconds }) {
  const host = people[0]
  const roomId = await openRoom(url, classId, host)
  const sender = await open(url, 'send', classId, roomId, host.token)
  sender.on('message', () => {})
  const bytesPerFrame = Math.round((mbit * 1e6 * sliceMs) / 1000 / 8 / framesPerSlice)
  sender.send(head())
  let sent = 0
  const beat = setInterval(() => sender.send(slice(sent++, bytesPerFrame)), sliceMs)
  await pause(settleMs)
  const screens = await Promise.all(
    Array.from({ length: viewers }, async (_, i) => {
      const screen = { socket: await open(url, 'watch', classId, roomId, people[i % people.length].token), bytes: 0 }
      screen.socket.on('message', (message) => (screen.bytes += message.length))
      return screen
    }),
  )
  await pause(settleMs)
  for (const screen of screens) screen.bytes = 0
  const [cpu, start, first] = [cpuSeconds(pid), performance.now(), sent]
  await pause(seconds * 1000)
  const [used, passed] = [cpuSeconds(pid) - cpu, (performance.now() - start) / 1000]
  const expected = (sent - first - 1) * bytesPerFrame * framesPerSlice
  clearInterval(beat)
  for (const screen of screens) {
    if (screen.bytes < expected) throw new Error(`a viewer got ${screen.bytes} of ${expected} bytes`)
    screen.socket.terminate()
  }
  sender.terminate()
  return used / passed
}
