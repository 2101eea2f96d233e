import { isToken, jsonOf, pairs, sentAlone } from './carried.ts'
import type { Carried, Carrier } from './carried.ts'
import { utf8 } from './codecs.ts'
import type { Rng } from '../bench/rng.ts'

const port = 5683
const nonConfirmable = 0x50
const post = 0x02
const optionOf = { uriHost: 3, uriPath: 11, contentFormat: 12, uriQuery: 15 } as const
const optionBytesMax = 255
/** What one datagram holds without being cut. */
const payloadBytesMax = 1_200

type Option = readonly [number: number, value: Buffer]

/** Delta or length of an option: from 13 on in bytes of its own (RFC 7252, 3.1). */
function nibble(value: number): { readonly half: number; readonly more: Buffer } {
  if (value < 13) return { half: value, more: Buffer.alloc(0) }
  if (value < 269) return { half: 13, more: Buffer.from([value - 13]) }
  const more = Buffer.alloc(2)
  more.writeUInt16BE(value - 269)
  return { half: 14, more }
}

function message(rng: Rng, options: readonly Option[], payload: Buffer): Carried | null {
  if (payload.length > payloadBytesMax || options.some(([, value]) => value.length > optionBytesMax))
    return null
  if (options.reduce((sum, [, value]) => sum + value.length + 3, 0) > payloadBytesMax) return null
  const token = rng.bytes(2)
  const parts: Buffer[] = [Buffer.from([nonConfirmable | token.length, post]), rng.bytes(2), token]
  let previous = 0
  for (const [number, value] of options) {
    const delta = nibble(number - previous)
    const length = nibble(value.length)
    parts.push(Buffer.from([(delta.half << 4) | length.half]), delta.more, length.more, value)
    previous = number
  }
  if (payload.length > 0) parts.push(Buffer.from([0xff]), payload)
  return sentAlone('udp', port, Buffer.concat(parts))
}

function head(host: string): readonly Option[] {
  return [
    [optionOf.uriHost, utf8(host)],
    [optionOf.uriPath, utf8('t')],
  ]
}

const json: Option = [optionOf.contentFormat, Buffer.from([50])]

/** CoAP (RFC 7252) in clear: segments of the path, parameters of the query, and payloads. */
export const coapCarriers: Readonly<Record<string, Carrier>> = {
  'CoAP path': {
    takes: 'text',
    keeps: 'nothing',
    carry: ({ bytes }, host, rng) =>
      isToken(bytes) ? message(rng, [...head(host), [optionOf.uriPath, bytes], json], utf8('{"n":1}')) : null,
  },
  'CoAP query': {
    takes: 'text',
    keeps: 'names',
    carry: (load, host, rng) =>
      message(
        rng,
        [
          ...head(host),
          ...pairs(load).map(([key, value]): Option => [optionOf.uriQuery, utf8(`${key}=${value}`)]),
        ],
        Buffer.alloc(0),
      ),
  },
  'CoAP payload': {
    takes: 'text',
    keeps: 'names',
    carry: (load, host, rng) => message(rng, [...head(host), json], utf8(jsonOf(load))),
  },
  'CoAP payload, binary': {
    takes: 'binary',
    keeps: 'nothing',
    carry: ({ bytes }, host, rng) => message(rng, head(host), bytes),
  },
}
