import type { Ends, Mark, Outgoing, Scene } from './conversation.ts'
import { openTls, requestMarks } from './conversation.ts'
import { codedString, fieldMessage, lastingFields, prefixedInteger } from './http-fields.ts'
import type { FieldMessage } from './http-fields.ts'
import { makeResponse } from './http-content.ts'

const frameBytesMax = 16_384
const types = { data: 0, headers: 1, settings: 4 } as const
const endStream = 1
const endHeaders = 4
const staticEntries = 61

function frame(type: number, flags: number, stream: number, content: Buffer): Buffer {
  const header = Buffer.alloc(9)
  header.writeUIntBE(content.length, 0, 3)
  header[3] = type
  header[4] = flags
  header.writeUInt32BE(stream, 5)
  return Buffer.concat([header, content])
}

/** Writes messages of one direction; fields that stay the same go into the table. */
class MessageWriter {
  private readonly table: Map<string, number> = new Map()

  message(stream: number, { fields, body }: FieldMessage): Buffer {
    const lines = fields.map(([name, value]) => {
      const key = `${name}: ${value}`
      const index = this.table.get(key)
      if (index !== undefined) return prefixedInteger(staticEntries + this.table.size - index, 7, 0x80)
      const isKept = lastingFields.has(name)
      if (isKept) this.table.set(key, this.table.size)
      return Buffer.concat([
        Buffer.from([isKept ? 0x40 : 0]),
        codedString(name, 7, 0),
        codedString(value, 7, 0),
      ])
    })
    const isEnd = body.length === 0
    const frames = [frame(types.headers, endHeaders | (isEnd ? endStream : 0), stream, Buffer.concat(lines))]
    for (let at = 0; at < body.length; at += frameBytesMax) {
      const end = Math.min(body.length, at + frameBytesMax)
      frames.push(frame(types.data, end === body.length ? endStream : 0, stream, body.subarray(at, end)))
    }
    return Buffer.concat(frames)
  }
}

/** The conversation that `httpConversation` makes of HTTP/1, as HTTP/2 over TLS, with its secrets in the key log. */
export function* http2Conversation(
  scene: Scene,
  ends: Ends,
  at: number,
  requests: number,
  marks: (mark: Mark) => void,
): Generator<Outgoing> {
  const { rng } = scene
  const next = scene.requestsTo(ends.host)
  const { tcp, tls } = yield* openTls(scene, ends, at, marks, 'h2')
  const preface = Buffer.concat([
    Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
    frame(types.settings, 0, 0, Buffer.alloc(0)),
  ])
  yield* tcp.send(0, Buffer.concat([tls.clientFinished, tls.seal(true, preface)]), [])
  yield* tcp.send(1, tls.seal(false, frame(types.settings, 0, 0, Buffer.alloc(0))), [])
  const client = new MessageWriter()
  const server = new MessageWriter()
  for (let count = 0; count < requests; count++) {
    const request = next(tcp.at)
    const stream = 2 * count + 1
    const sealed = tls.seal(
      true,
      client.message(stream, fieldMessage(Buffer.concat([request.head, request.body]))),
    )
    const on = requestMarks(request, 'tls', ends, 0, marks).map(({ mark }) => ({
      mark,
      from: 0,
      to: sealed.length,
    }))
    yield* tcp.send(0, sealed, on)
    tcp.at += 25_000
    const response = fieldMessage(makeResponse(rng, scene.pool, { ...scene.shape, chunkedShare: 0 }))
    yield* tcp.send(1, tls.seal(false, server.message(stream, response)), [])
    tcp.at += rng.whole(1_000, 400_000)
  }
  yield* tcp.close()
}
