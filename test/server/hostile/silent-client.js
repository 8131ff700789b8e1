// Opens so many connections that say nothing; says when they are open, and closes them when stdin ends.
import { connect } from 'node:net'

const [, , port, count] = process.argv
const sockets = []
let open = 0
const opened = () => {
  open++
  if (open === Number(count)) process.stdout.write('open\n')
  else if (sockets.length < Number(count)) more()
}
const more = () => {
  const socket = connect(Number(port), '127.0.0.1', opened)
  socket.on('error', () => {})
  sockets.push(socket)
}
for (let first = 0; first < 200; first++) more()
process.stdin.on('end', () => {
  for (const socket of sockets) socket.destroy()
})
process.stdin.resume()
