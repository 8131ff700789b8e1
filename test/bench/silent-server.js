import { createServer } from 'node:net'

// A process of its own that answers requests of /warm, and no others.
const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\nKeep-Alive: timeout=60\r\n\r\n'
const server = createServer(socket => {
  socket.on('data', data => {
    if (data.includes('POST /warm ')) socket.write(answer)
  })
  socket.on('error', () => {})
})
server.listen({ host: '127.0.0.1', port: 0, backlog: 4_096 }, () => {
  process.send(`http://127.0.0.1:${server.address().port}`)
})
process.on('disconnect', () => process.exit())
