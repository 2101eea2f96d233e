import { brotliCompressSync, constants, deflateRawSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { times } from '../../../test/support/depth.ts'
import { Exchange, Message } from '../../message/types.ts'
import { Detector } from '../../detect/detector.ts'
import type { Flow } from '../../stream/types.ts'
import { bodyHoldsKnown, packKnown, searchOf } from './known-search.ts'
import { SearchQueue } from './search-queue.ts'

const imei = '356938035643809'
const detector = new Detector({ name: '', identifiers: new Map([['imei', [imei]]]), places: [] })
const known = packKnown(detector.indicators)
const flow = {} as Flow

/** A body of about `size` bytes of words that compress as those of pages do, with the IMEI in its middle or not. */
function bodyOf(size: number, isHit: boolean, salt: number): Buffer {
  let text = ''
  for (let word = salt; text.length < size; word = (Math.imul(word, 0x5bd1e995) + 1) >>> 0)
    text += `{"w":"${(word % 9_999).toString(36)}"},`
  const middle = size >> 1
  return Buffer.from(isHit ? `${text.slice(0, middle)}{"imei":"${imei}"}${text.slice(middle)}` : text)
}

function responseOf(body: Buffer, encoding: string): Message {
  const message = new Message()
  const head = Buffer.from(`....HTTP/1.1 200 OK\r\nContent-Encoding: ${encoding}\r\n\r\n`)
  message.direction = 1
  message.head.buf = head
  message.head.start = 4
  message.head.end = head.length
  message.head.runs.add(0, 7, 54)
  message.contentEncodingStart = head.indexOf(': ') + 2
  message.contentEncodingEnd = message.contentEncodingStart + encoding.length
  message.body.buf = Buffer.concat([Buffer.from('before'), body, Buffer.from('behind')])
  message.body.start = 6
  message.body.end = 6 + body.length
  message.body.runs.add(0, 7, 100)
  message.body.runs.add(1_000, 9, 54)
  message.frame = 7
  return message
}

const codings: readonly (readonly [string, (bytes: Buffer) => Buffer])[] = [
  ['', (bytes) => bytes],
  ['gzip', gzipSync],
  // Quickly, as servers compress what they make for each answer.
  ['br', (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } })],
  ['deflate', deflateRawSync],
  ['zstd', zstdCompressSync],
]

test('the second thread finds what a search here finds, in any coding, and hands it on in order', () => {
  const queue = new SearchQueue(() => known, 0)
  const hits: number[] = []
  const expected: number[] = []
  const spans: unknown[] = []
  const bodies: string[] = []
  let refused = 0
  const tried = times(140, 350)
  for (let order = 0; order < tried; order++) {
    const [encoding, encode] = codings[order % codings.length] as (typeof codings)[number]
    const isHit = order % 7 === 3
    const body = encode(bodyOf(3_000 + ((order * 7_919) % 40_000), isHit, order))
    const message = responseOf(body, encoding)
    expect(bodyHoldsKnown(detector.probe, message.body, encoding)).toBe(isHit)
    const isTaken = queue.offer(
      order,
      new Exchange(order, flow, 'http'),
      message,
      encoding,
      (at, exchange, kept) => {
        hits.push(at)
        expect(exchange.id).toBe(at)
        spans.push(kept.body.runs.spans(0, 1_200))
        bodies.push(kept.body.buf.toString('latin1', kept.body.start, kept.body.end))
        const { head } = kept
        expect(head.buf.toString('latin1', kept.contentEncodingStart, kept.contentEncodingEnd)).toBe(
          codings[at % codings.length]?.[0],
        )
        expect(head.runs.spans(0, 3)).toEqual([{ frame: 7, start: 54, end: 57 }])
      },
    )
    if (!isTaken) refused++
    else if (isHit) {
      expected.push(order)
      // What was offered may be written over at once.
      message.body.buf.fill(0)
      message.head.buf.fill(0)
    }
  }
  queue.settle((at) => hits.push(at))
  queue.end()
  expect(hits).toEqual(expected)
  expect(hits.length).toBeGreaterThan(10)
  expect(spans[0]).toEqual([
    { frame: 7, start: 100, end: 1_100 },
    { frame: 9, start: 54, end: 254 },
  ])
  expect(refused).toBeLessThan(tried)
  for (const body of bodies.slice(0, 3)) expect(body.startsWith('\0\0')).toBe(false)
})

test('what the queue does not take it refuses: small, huge, in pieces, with a trailer, of unknown coding', () => {
  const queue = new SearchQueue(() => known, 0)
  const refuses = (change: (message: Message) => void, size = 4_000, encoding = ''): boolean => {
    const message = responseOf(bodyOf(size, false, 3), encoding)
    change(message)
    return !queue.offer(1, new Exchange(1, flow, 'http'), message, encoding, () => undefined)
  }
  const same = (): void => undefined
  expect(refuses(same)).toBe(false)
  expect(refuses(same, 900)).toBe(true)
  expect(refuses(same, 700_000)).toBe(true)
  expect(refuses(same, 4_000, 'gzip, br')).toBe(true)
  expect(refuses((message) => (message.piece = 1))).toBe(true)
  expect(refuses((message) => (message.trailer.end = 5))).toBe(true)
  queue.end()
  expect(refuses(same)).toBe(true)
})

test('no thread is started for little, nor where responses are little of what is read', () => {
  const asked: string[] = []
  const queue = new SearchQueue(() => {
    asked.push('asked')
    return known
  }, 100_000)
  queue.bytesRead = () => 1_300_000
  const offer = (): boolean =>
    queue.offer(
      1,
      new Exchange(1, flow, 'http'),
      responseOf(bodyOf(50_000, false, 3), ''),
      '',
      () => undefined,
    )
  for (let count = 0; count < 6; count++) expect(offer()).toBe(false)
  expect(asked).toEqual([])
  for (let count = 0; count < 3; count++) offer()
  expect(asked).toEqual(['asked'])
  queue.end()
})

test('packed needles search as the ones they were made of', () => {
  const search = searchOf(structuredClone(known))
  for (const text of [
    imei,
    Buffer.from(imei).toString('base64'),
    'nothing at all, for some time',
    '356938035643810',
  ]) {
    const bytes = Buffer.from(`{"a":"${text}"}`)
    expect(search.searchKnown(bytes, 0, bytes.length)).toBe(
      detector.probe.searchKnown(bytes, 0, bytes.length),
    )
  }
})

test('a thread that says nothing more is given up, and what it was given is searched by whoever takes it', async () => {
  const worker = await import('node:worker_threads')
  const threads: InstanceType<typeof worker.Worker>[] = []
  const queue = new SearchQueue(() => known, 0, 200)
  const offer = (order: number, isHit: boolean): boolean =>
    queue.offer(
      order,
      new Exchange(order, flow, 'http'),
      responseOf(bodyOf(9_000, isHit, 3), ''),
      '',
      () => undefined,
    )
  expect(offer(0, false)).toBe(true)
  queue.settle(() => undefined)
  for (const held of Object.values(queue) as unknown[]) if (held instanceof worker.Worker) threads.push(held)
  expect(threads).toHaveLength(1)
  await threads[0]?.terminate()
  expect([offer(1, true), offer(2, false)]).toEqual([true, true])
  const left: [number, boolean][] = []
  queue.settle((order, _exchange, _message, isSearched) => left.push([order, isSearched]))
  expect(left).toEqual([
    [1, false],
    [2, false],
  ])
  expect(offer(3, true)).toBe(false)
})
