/** Writes frames of HTTP/2 (RFC 9113) for tests: any frame a test wants, also wrong ones. */
import { literals } from './hpack.ts'

export const http2Preface: Buffer = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'latin1')

const types = {
  data: 0,
  headers: 1,
  priority: 2,
  rstStream: 3,
  settings: 4,
  pushPromise: 5,
  ping: 6,
  goaway: 7,
  windowUpdate: 8,
  continuation: 9,
} as const

export const http2Flags = { endStream: 1, ack: 1, endHeaders: 4, padded: 8, priority: 32 } as const

/** A frame; `length` lies about the payload's. */
export function frame(
  type: keyof typeof types | number,
  stream: number,
  payload: Buffer | string = '',
  flags = 0,
  length?: number,
): Buffer {
  const bytes = typeof payload === 'string' ? Buffer.from(payload, 'latin1') : payload
  const header = Buffer.alloc(9)
  header.writeUIntBE(length ?? bytes.length, 0, 3)
  header[3] = typeof type === 'number' ? type : types[type]
  header[4] = flags
  header.writeUInt32BE(stream, 5)
  return Buffer.concat([header, bytes])
}

export function settings(...pairs: (readonly [id: number, value: number])[]): Buffer {
  const payload = Buffer.alloc(6 * pairs.length)
  for (const [index, [id, value]] of pairs.entries()) {
    payload.writeUInt16BE(id, 6 * index)
    payload.writeUInt32BE(value, 6 * index + 2)
  }
  return frame('settings', 0, payload)
}

export const settingsAck: Buffer = frame('settings', 0, '', http2Flags.ack)

/** The start of the client's side: preface and SETTINGS. */
export const clientStart: Buffer = Buffer.concat([http2Preface, settings([3, 100])])

/** Fields as plain literals, or a block as it is. */
export type Block = Buffer | readonly (readonly [string, string])[]

export function blockBytes(block: Block): Buffer {
  return Buffer.isBuffer(block) ? block : literals(block)
}

/** A HEADERS frame with a whole block. */
export function headers(stream: number, block: Block, isEnd = false): Buffer {
  return frame(
    'headers',
    stream,
    blockBytes(block),
    http2Flags.endHeaders | (isEnd ? http2Flags.endStream : 0),
  )
}

/** HEADERS and CONTINUATION frames with the block cut into pieces of `size` bytes. */
export function splitHeaders(stream: number, block: Block, size: number, isEnd = false): Buffer {
  const bytes = blockBytes(block)
  const frames: Buffer[] = []
  for (let at = 0; at < bytes.length || at === 0; at += size) {
    const isLast = at + size >= bytes.length
    const flags = (isLast ? http2Flags.endHeaders : 0) | (at === 0 && isEnd ? http2Flags.endStream : 0)
    frames.push(frame(at === 0 ? 'headers' : 'continuation', stream, bytes.subarray(at, at + size), flags))
  }
  return Buffer.concat(frames)
}

export function data(stream: number, payload: Buffer | string, isEnd = false): Buffer {
  return frame('data', stream, payload, isEnd ? http2Flags.endStream : 0)
}

/** The fields of a request's head. */
export function requestFields(
  target: string,
  fields: readonly (readonly [string, string])[] = [],
  method = 'GET',
  host = 'a.example.com',
): readonly (readonly [string, string])[] {
  return [[':method', method], [':scheme', 'http'], [':path', target], [':authority', host], ...fields]
}
