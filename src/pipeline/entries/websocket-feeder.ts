import type { RecordedFrame, RecordedMessage } from '../../source/entry.ts'
import type { EntryFlow } from './entry-flow.ts'
import type { FedFile } from './fed-file.ts'

/** Hands on messages of a WebSocket, each an exchange of its own without an answer. */
export class WebSocketFeeder {
  private readonly file: FedFile

  constructor(file: FedFile) {
    this.file = file
  }

  /** Messages that lie from `start` on in their entry; `opened`: the request that opened it, where it is known. */
  frames(
    flow: EntryFlow,
    frames: readonly RecordedFrame[],
    number: number,
    start: number,
    opened: RecordedMessage | null,
  ): void {
    const { sink, counted, draft } = this.file
    let offset = start
    for (const frame of frames) {
      const { direction, bytes } = frame
      draft.fillFrame(frame, number, offset, opened)
      offset += bytes.length
      const exchange = this.file.newExchange(flow, 'websocket')
      if (direction === 0) {
        if (!flow.isSized) flow.bytesToServer += bytes.length
        counted.requests++
        sink.request(exchange, draft.message)
      } else {
        if (!flow.isSized) flow.bytesToClient += bytes.length
        counted.responses++
        sink.response(exchange, draft.message)
      }
      sink.closed(exchange)
    }
  }
}
