/** Decoded messages and look-ups for the tests of this layer. */
import { decode } from '../../src/decode/decode.ts'
import type { DecodeInput } from '../../src/decode/types.ts'
import type { Profile } from '../../src/device/types.ts'
import { Part } from '../../src/message/types.ts'
import { Detector } from '../../src/detect/detector.ts'
import type { DetectContext } from '../../src/detect/family-type.ts'
import type { DetectResult } from '../../src/detect/types.ts'

export function part(bytes: Buffer): Part {
  const made = new Part()
  made.buf = Buffer.concat([Buffer.from('before'), bytes, Buffer.from('behind')])
  made.start = 6
  made.end = 6 + bytes.length
  return made
}

/** An HTTP request: target and fields, and a body. */
export function request(
  target: string,
  fields: readonly string[] = [],
  body: Buffer | string = '',
): DecodeInput {
  const method = body.length === 0 ? 'GET' : 'POST'
  const head = [`${method} ${target} HTTP/1.1`, 'Host: api.example.com', ...fields, '', ''].join('\r\n')
  const field = (name: string): string =>
    fields
      .find((line) => line.toLowerCase().startsWith(`${name}:`))
      ?.slice(name.length + 1)
      .trim() ?? ''
  return {
    head: part(Buffer.from(head)),
    body: part(Buffer.from(body)),
    trailer: part(Buffer.alloc(0)),
    target,
    contentType: field('content-type'),
    contentEncoding: field('content-encoding'),
  }
}

export const context: DetectContext = { host: 'api.example.com', protocol: 'http', port: 80, direction: 0 }

export function detect(
  detector: Detector,
  input: DecodeInput,
  given: Partial<DetectContext> = {},
): DetectResult {
  return detector.detect(decode(input).root, { ...context, ...given })
}

/** A detector without a profile. */
const stranger = new Detector(null)

/** `identifier=normal (confidence)` of each detection. */
export function summary(result: DetectResult): string[] {
  return result.detections.map((found) => `${found.identifier}=${found.normal} (${found.confidence})`)
}

export function isWorthDecoding(detector: Detector, input: DecodeInput): boolean {
  const { head, body } = input
  return (
    detector.probe.isWorthDecoding(head.buf, head.start, head.end) ||
    detector.probe.isWorthDecoding(body.buf, body.start, body.end)
  )
}

export function profileOf(identifiers: Readonly<Record<string, readonly string[]>>): Profile {
  return { name: 'test', identifiers: new Map(Object.entries(identifiers)), places: [] }
}

/**
 * What is found in a body, in the order of the alphabet: without a profile, where no other detector is given. Nothing where
 * the first look passes it over. A value that is no text is written as JSON.
 */
export function foundIn(body: Buffer | string | object, detector: Detector = stranger): string[] {
  const isWritten = typeof body === 'string' || Buffer.isBuffer(body)
  const input = request('/x', [], isWritten ? body : JSON.stringify(body))
  return isWorthDecoding(detector, input) ? summary(detect(detector, input)).toSorted() : []
}

/** What is found without a profile in the target `/x` with this query, in the order of its places. */
export function foundInQuery(query: string): string[] {
  return summary(detect(stranger, request(`/x?${query}`)))
}
