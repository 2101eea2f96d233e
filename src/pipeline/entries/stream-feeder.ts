import { RunOrigin } from '../../core/origin.ts'
import type { StreamEntry } from '../../source/entry.ts'
import type { Excerpts } from './excerpts.ts'
import type { FedFile } from './fed-file.ts'
import type { WebSocketFeeder } from './websocket-feeder.ts'

/** Hands on the bytes of connections: what they speak is found out as for packets. */
export class StreamFeeder {
  private readonly file: FedFile
  private readonly webSockets: WebSocketFeeder
  private readonly excerpts: Excerpts
  private readonly origin = new RunOrigin()

  constructor(file: FedFile, webSockets: WebSocketFeeder, excerpts: Excerpts) {
    this.file = file
    this.webSockets = webSockets
    this.excerpts = excerpts
  }

  /** The flow is over with the entry, but for excerpts. */
  feed(entry: StreamEntry, number: number): void {
    const { file, origin } = this
    const { counts, messages } = file
    counts.withSent++
    if (entry.isWebSocket) {
      file.tally('WebSocket')
      const flow = file.connections.of(entry)
      file.serverName(flow, entry.serverName, number, entry, entry.nameSource)
      return this.webSockets.frames(flow, entry.pieces, number, 0, null)
    }
    const isTcp = entry.ends.transport === 'tcp'
    const isExcerpt = entry.isExcerpt === true
    const kind = isTcp ? 'TCP connection' : 'UDP conversation'
    file.tally(isExcerpt ? `bytes of a ${kind}` : kind)
    const flow = isExcerpt ? file.connections.of(entry) : file.connections.single(entry)
    flow.isLogged ||= isExcerpt
    file.serverName(flow, entry.serverName, number, entry, entry.nameSource)
    if (entry.goesOn !== true) this.excerpts.end(flow)
    const { bytesLeftOut = 0 } = entry
    if (bytesLeftOut > 0) counts.bodiesLeftOut++
    counts.bodyBytesLeftOut += bytesLeftOut
    let offset = 0
    // The name of the handshake stands behind the bytes.
    const size = entry.pieces.reduce((sum, piece) => sum + piece.bytes.length, 0)
    if (entry.nameSource === 'sni') file.names.tell(flow, 'tls', entry.serverName, entry.at, number, size)
    for (const { direction, at, bytes } of entry.pieces) {
      origin.place(number, offset, at.sec, at.nsec)
      offset += bytes.length
      if (direction === 0 && !flow.isSized) flow.bytesToServer += bytes.length
      else if (!flow.isSized) flow.bytesToClient += bytes.length
      if (isTcp) messages.chunk(flow, direction, bytes, 0, bytes.length, origin)
      else messages.datagram(flow, direction, bytes, 0, bytes.length, origin)
    }
    if (isExcerpt && isTcp) {
      this.excerpts.hold(flow)
      return
    }
    if (isTcp) {
      messages.finished(flow, 0)
      messages.finished(flow, 1)
    }
    // The connection itself is over with the file.
    if (isExcerpt) messages.endReading(flow)
    else messages.end(flow, 'closed')
  }
}
