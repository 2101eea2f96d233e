/** Writes frames and streams of HTTP/3 (RFC 9114), for tests. */

import { literalSection } from './qpack.ts'
import { quicVarint } from '../../tools/bench/quic-varint.ts'

export type FieldPairs = readonly (readonly [string, string])[]

export function h3Frame(type: number, content: Buffer | string = ''): Buffer {
  const bytes = Buffer.from(content)
  return Buffer.concat([quicVarint(type), quicVarint(bytes.length), bytes])
}

export const h3 = {
  headers: (fields: FieldPairs): Buffer => h3Frame(1, literalSection(fields)),
  section: (section: Buffer): Buffer => h3Frame(1, section),
  data: (content: Buffer | string): Buffer => h3Frame(0, content),
  pushPromise: (pushId: number, fields: FieldPairs): Buffer =>
    h3Frame(5, Buffer.concat([quicVarint(pushId), literalSection(fields)])),
  goaway: (id: number): Buffer => h3Frame(7, quicVarint(id)),
  settings: (...pairs: readonly (readonly [number, number])[]): Buffer =>
    h3Frame(4, Buffer.concat(pairs.flatMap(([name, value]) => [quicVarint(name), quicVarint(value)]))),
  /** A stream of one direction: its type, and what is on it. */
  uni: (type: number, ...content: Buffer[]): Buffer => Buffer.concat([quicVarint(type), ...content]),
}

export function requestFields(method: string, path: string, more: FieldPairs = []): FieldPairs {
  return [
    [':method', method],
    [':scheme', 'https'],
    [':authority', 'www.example.com'],
    [':path', path],
    ...more,
  ]
}
