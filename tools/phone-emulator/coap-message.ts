import { registrationPort } from './request.ts'

/** The two CoAP messages of variant N2 (RFC 7252): a confirmable POST and its piggybacked answer. */
const OPTION = { uriHost: 3, uriPort: 7, uriPath: 11, contentFormat: 12 } as const
const CONTENT_FORMAT_JSON = 50
const CODE_POST = 0x02
const CODE_CHANGED = 0x44

export interface CoapMessage {
  /** 0 confirmable, 2 acknowledgement. */
  readonly type: number
  readonly code: number
  readonly messageId: number
  readonly token: Buffer
  readonly payload: Buffer
}

export function encodeCoapPost(
  host: string,
  port: number,
  messageId: number,
  token: Buffer,
  payload: Buffer,
): Buffer {
  const options: [number, Buffer][] = [[OPTION.uriHost, Buffer.from(host, 'latin1')]]
  if (port !== registrationPort('N2')) options.push([OPTION.uriPort, Buffer.from([port >> 8, port & 0xff])])
  options.push(
    [OPTION.uriPath, Buffer.from('nb')],
    [OPTION.contentFormat, Buffer.from([CONTENT_FORMAT_JSON])],
  )
  return encode({ type: 0, code: CODE_POST, messageId, token, payload }, options)
}

export function encodeCoapAnswer(request: CoapMessage, payload: Buffer): Buffer {
  return encode(
    { type: 2, code: CODE_CHANGED, messageId: request.messageId, token: request.token, payload },
    [[OPTION.contentFormat, Buffer.from([CONTENT_FORMAT_JSON])]],
  )
}

function encode(message: CoapMessage, options: readonly [number, Buffer][]): Buffer {
  const head = Buffer.from([
    0x40 | (message.type << 4) | message.token.length,
    message.code,
    message.messageId >> 8,
    message.messageId & 0xff,
  ])
  const parts: Buffer[] = [head, message.token]
  let previous = 0
  for (const [number, value] of options) {
    // Deltas stay below 13 here; a length of 13 to 268 takes one more byte (section 3.1).
    const isLong = value.length >= 13
    parts.push(Buffer.from([((number - previous) << 4) | (isLong ? 13 : value.length)]))
    if (isLong) parts.push(Buffer.from([value.length - 13]))
    parts.push(value)
    previous = number
  }
  return Buffer.concat([...parts, Buffer.from([0xff]), message.payload])
}

/** Reads a message of our own making; options are skipped. */
export function parseCoap(bytes: Buffer): CoapMessage | null {
  if (bytes.length < 4 || (bytes[0] ?? 0) >> 6 !== 1) return null
  const tokenLength = (bytes[0] ?? 0) & 15
  let at = 4 + tokenLength
  while (at < bytes.length && bytes[at] !== 0xff) {
    const head = bytes[at] ?? 0
    let length = head & 15
    at += 1 + (head >> 4 === 13 ? 1 : 0)
    if (length === 13) length += bytes[at++] ?? 0
    at += length
  }
  return {
    type: ((bytes[0] ?? 0) >> 4) & 3,
    code: bytes[1] ?? 0,
    messageId: bytes.readUInt16BE(2),
    token: bytes.subarray(4, 4 + tokenLength),
    payload: bytes.subarray(Math.min(bytes.length, at + 1)),
  }
}
