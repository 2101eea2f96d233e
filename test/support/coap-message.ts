/** Writes messages of CoAP for tests. */
export interface CoapOptions {
  type?: number
  code?: number
  messageId?: number
  token?: string
  /** Ascending by number. */
  options?: [number: number, content: Buffer | string][]
  payload?: string
}

/** A message of CoAP over UDP (RFC 7252, 3), by default a confirmable POST. */
export function coap(message: CoapOptions): Buffer {
  const token = Buffer.from(message.token ?? 'tk', 'latin1')
  const header = Buffer.from([
    0x40 | ((message.type ?? 0) << 4) | token.length,
    message.code ?? 2,
    0,
    message.messageId ?? 1,
  ])
  let last = 0
  const options = (message.options ?? []).map(([number, content]) => {
    const bytes = Buffer.from(content as string, 'latin1')
    const encoded = coapOption(number - last, bytes)
    last = number
    return encoded
  })
  const payload =
    message.payload === undefined ? [] : [Buffer.from([0xff]), Buffer.from(message.payload, 'latin1')]
  return Buffer.concat([header, token, ...options, ...payload])
}

/** One option, `delta` behind the number of the one before (RFC 7252, 3.1). */
export function coapOption(delta: number, content: Buffer): Buffer {
  const [deltaNibble, deltaBytes] = extend(delta)
  const [lengthNibble, lengthBytes] = extend(content.length)
  return Buffer.concat([Buffer.from([(deltaNibble << 4) | lengthNibble]), deltaBytes, lengthBytes, content])
}

/** A delta or length as its nibble and the bytes that extend it. */
export function extend(value: number): [nibble: number, bytes: Buffer] {
  if (value < 13) return [value, Buffer.alloc(0)]
  if (value < 269) return [13, Buffer.from([value - 13])]
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16BE(value - 269)
  return [14, bytes]
}
