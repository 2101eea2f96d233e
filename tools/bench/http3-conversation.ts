import type { Ends, Mark, Outgoing, Scene } from './conversation.ts'
import { newMark, requestMarks } from './conversation.ts'
import { fieldMessage } from './http-fields.ts'
import { makeResponse } from './http-content.ts'
import { Http3Connection } from './http3-stream.ts'
import { udpFrame } from './wire.ts'

/** The conversation that `httpConversation` makes of HTTP/1, as HTTP/3: every packet encrypted, its secrets in the key log. */
export function* http3Conversation(
  scene: Scene,
  ends: Ends,
  at: number,
  requests: number,
  marks: (mark: Mark) => void,
): Generator<Outgoing> {
  const { rng, link } = scene
  const next = scene.requestsTo(ends.host)
  const connection = new Http3Connection(rng)
  scene.keyLog(connection.keyLog)
  let now = at
  const outgoing = (side: 0 | 1, datagram: Buffer, on: readonly Mark[]): Outgoing => {
    now += 120
    const { client, clientPort, server, serverPort } = ends
    const frame =
      side === 0
        ? udpFrame(link, client, clientPort, server, serverPort, datagram)
        : udpFrame(link, server, serverPort, client, clientPort, datagram)
    return { at: now, frame, marks: on }
  }
  const opening = connection.opening(ends.host)
  const sni = newMark('sni', 'quic', ends)
  sni.pending = 1
  marks(sni)
  yield outgoing(0, opening.client, [sni])
  now += 22_000
  for (const datagram of opening.server) yield outgoing(1, datagram, [])
  yield outgoing(0, opening.finished, [])
  for (let count = 0; count < requests; count++) {
    const request = next(now)
    const on = requestMarks(request, 'quic', ends, 0, marks).map(({ mark }) => mark)
    const stream = connection.newStream()
    const datagrams = connection.message(0, stream, fieldMessage(Buffer.concat([request.head, request.body])))
    // All at once: a mark that waits for nothing is settled.
    for (const mark of on) mark.pending = datagrams.length
    for (const datagram of datagrams) yield outgoing(0, datagram, on)
    now += 25_000
    const response = fieldMessage(makeResponse(rng, scene.pool, { ...scene.shape, chunkedShare: 0 }))
    let sent = 0
    for (const datagram of connection.message(1, stream, response)) {
      yield outgoing(1, datagram, [])
      if (++sent % 8 === 0) yield outgoing(0, connection.acknowledgement(0), [])
    }
    now += rng.whole(1_000, 400_000)
  }
}
