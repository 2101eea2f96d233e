import { huffmanCodes } from '../../src/message/http-fields/huffman.ts'

const codes = huffmanCodes()

/** A message of HTTP/1 as the fields of HTTP/2 and HTTP/3, with its body. */
export interface FieldMessage {
  readonly fields: readonly (readonly [string, string])[]
  readonly body: Buffer
}

const connectionFields: ReadonlySet<string> = new Set(['connection', 'transfer-encoding', 'host'])

/** Turns a request or response of HTTP/1, whose body is not chunked, into fields and body. */
export function fieldMessage(bytes: Buffer): FieldMessage {
  const headEnd = bytes.indexOf('\r\n\r\n')
  const [start = '', ...lines] = bytes.toString('latin1', 0, headEnd).split('\r\n')
  const pairs = lines.map((line): readonly [string, string] => {
    const colon = line.indexOf(': ')
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 2)]
  })
  const [first = '', second = ''] = start.split(' ')
  const pseudo: [string, string][] = start.startsWith('HTTP/')
    ? [[':status', second]]
    : [
        [':method', first],
        [':scheme', 'https'],
        [':authority', pairs.find(([name]) => name === 'host')?.[1] ?? ''],
        [':path', second],
      ]
  return {
    fields: [...pseudo, ...pairs.filter(([name]) => !connectionFields.has(name))],
    body: bytes.subarray(headEnd + 4),
  }
}

/** Fields that are the same in request after request: encoders keep them in the table. */
export const lastingFields: ReadonlySet<string> = new Set([
  'user-agent',
  'accept',
  'accept-encoding',
  'accept-language',
  'content-type',
])

/** An integer behind a prefix of `prefixBits` bits (RFC 7541 section 5.1); `high`: the bits above the prefix. */
export function prefixedInteger(value: number, prefixBits: number, high = 0): Buffer {
  const mask = (1 << prefixBits) - 1
  if (value < mask) return Buffer.from([high | value])
  const bytes = [high | mask]
  let rest = value - mask
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push(0x80 | (rest % 128))
  bytes.push(rest)
  return Buffer.from(bytes)
}

/** A string in Huffman code behind its length (RFC 7541 section 5.2). */
export function codedString(text: string, prefixBits: number, high: number): Buffer {
  const bytes: number[] = []
  let bits = 0
  let held = 0
  for (let at = 0; at < text.length; at++) {
    const { code, bits: length } = codes[text.charCodeAt(at)] as { code: number; bits: number }
    for (let bit = length - 1; bit >= 0; bit--) {
      held = (held << 1) | ((code >>> bit) & 1)
      bits++
      if (bits === 8) {
        bytes.push(held)
        bits = 0
        held = 0
      }
    }
  }
  if (bits > 0) bytes.push(((held << (8 - bits)) | ((1 << (8 - bits)) - 1)) & 0xff)
  return Buffer.concat([
    prefixedInteger(bytes.length, prefixBits, high | (1 << prefixBits)),
    Buffer.from(bytes),
  ])
}
