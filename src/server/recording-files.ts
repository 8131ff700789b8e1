import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { FastifyInstance } from 'fastify'
import { contentTypeOf } from '../audio/recording-file.js'
import { RecordingAnswers, type ServedRecording } from '../exchange/recording-answers.js'
import type { Switchboard } from './switchboard.js'

/**
 * Serves the files of recordings, those of earlier runs too, without authentication, as recording URLs are (D83). What is
 * no recording of the log, or was deleted, is not found.
 */
export const serveRecordingFiles = (server: FastifyInstance, board: Switchboard): void => {
  const answers = new RecordingAnswers()
  server.addHook('preClose', () => answers.close())
  server.route<{ Params: { auth_id: string; file: string } }>({
    method: ['GET', 'HEAD'],
    url: '/v1/Account/:auth_id/Recording/:file(^[0-9a-f-]+\\.(?:mp3|wav)$)',
    schema: { hide: true },
    handler: async ({ params: { auth_id: authId, file }, raw: request }, reply) => {
      const found = await fileOf(`/v1/Account/${authId}/Recording/${file}`, board)
      reply.hijack()
      answers.answer(request, reply.raw, found)
    },
  })
}

const fileOf = async (path: string, { data, exchange }: Switchboard): Promise<ServedRecording | undefined> => {
  const id = /([^/]+)\.\w+$/.exec(path)?.[1] ?? ''
  const stored = data.recordings.find(id)
  const file = data.recordings.file(id)
  if (!stored?.url.endsWith(path) || file === undefined) return undefined
  return exchange.recording(id) ?? onDisk(file, contentTypeOf(stored.format))
}

const onDisk = async (file: string, contentType: string): Promise<ServedRecording | undefined> => {
  const size = await stat(file).then(
    found => found.size,
    () => 0,
  )
  if (size === 0) return undefined
  return { contentType, size, chunks: ({ from, to }) => createReadStream(file, { start: from, end: to }) }
}
