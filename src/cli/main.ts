#!/usr/bin/env node
import { exitCodes } from './exit-code.js'
import type { Io } from './io.js'
import { explain, run } from './program.js'

const io: Io = {
  stdout: process.stdout,
  stderr: process.stderr,
  stdin: process.stdin,
  env: process.env,
  signals: process,
  quit: code => process.exit(code),
}

// `offhook … | head` closes the pipe: there is nobody left to tell, and nothing went wrong.
for (const output of [process.stdout, process.stderr]) {
  output.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    process.exit()
  })
}

// Defects inside timers and machines surface here; the trace up to then is written already.
process.on('uncaughtException', error => {
  explain(error, io)
  process.exit(exitCodes.internal)
})

process.exitCode = await run(process.argv.slice(2), io)
