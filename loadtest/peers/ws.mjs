// A room with npm `ws`: a number that comes on /publish is so many events to send to everybody else.
//   node ws.mjs <bytes of an event> [batching]
// Without batching each event is a message to each viewer, as programs are usually written. With it a viewer gets what
// has gathered by the end of the loop's turn, or while its last message was under way, as one message.
import { WebSocketServer } from 'ws'

const event = Buffer.alloc(Number(process.argv[2]), 'x')
const batching = process.argv[3] === 'batching'

const viewers = new Set()
/** Events that not everybody has yet, and how many happened before them. */
let recent = []
let before = 0
let waiting = false

function flushSoon() {
  if (waiting) return
  waiting = true
  setImmediate(flush)
}

function flush() {
  waiting = false
  const end = before + recent.length
  /** Messages of this turn by the event they begin with: most viewers are at the same place. */
  const messages = new Map()
  let slowest = end
  for (const viewer of viewers) {
    if (!viewer.sending && viewer.next < end) {
      if (!messages.has(viewer.next)) {
        messages.set(viewer.next, Buffer.concat(recent.slice(viewer.next - before)))
      }
      const message = messages.get(viewer.next)
      viewer.next = end
      viewer.sending = true
      viewer.socket.send(message, viewer.sent)
    }
    slowest = Math.min(slowest, viewer.next)
  }
  recent = recent.slice(slowest - before)
  before = slowest
}

function publish(count) {
  for (let i = 0; i < count; i++) {
    if (batching) recent.push(event)
    else for (const viewer of viewers) viewer.socket.send(event)
  }
  if (batching) flushSoon()
}

const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
server.on('listening', () => console.log(server.address().port))
server.on('connection', (socket, request) => {
  if (request.url === '/publish') {
    socket.on('message', (count) => publish(Number(count)))
    return
  }
  const viewer = { socket, next: before + recent.length, sending: false }
  viewer.sent = () => {
    viewer.sending = false
    if (viewer.next < before + recent.length) flushSoon()
  }
  viewers.add(viewer)
  socket.on('close', () => viewers.delete(viewer))
})
