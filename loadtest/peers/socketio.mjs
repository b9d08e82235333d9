// A room with socket.io: who says publish lets so many events happen to everybody else.
//   node socketio.mjs <bytes of an event>
import http from 'node:http'
import { Server } from 'socket.io'

const payload = 'x'.repeat(Number(process.argv[2]))
const server = http.createServer()
const room = new Server(server, { transports: ['websocket'], pingInterval: 600_000 })
room.on('connection', (socket) => {
  socket.on('publish', (count) => {
    for (let i = 0; i < count; i++) socket.broadcast.emit('event', payload)
  })
})
server.listen(0, '127.0.0.1', () => console.log(server.address().port))
