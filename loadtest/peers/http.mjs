// node:http that does nothing but answer 1 KiB of JSON. Prints the port it listens on.
import http from 'node:http'

const body = Buffer.from(`{"text":"${'x'.repeat(1024 - 11)}"}`)
const head = { 'Content-Type': 'application/json', 'Content-Length': body.length }
const server = http.createServer((request, response) => {
  response.writeHead(200, head)
  response.end(body)
})
server.listen(0, '127.0.0.1', () => console.log(server.address().port))
