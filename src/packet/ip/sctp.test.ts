import { expect, test } from 'vitest'
import type { LooseBytes } from '../types.ts'
import { SctpReader } from './sctp.ts'
import type { Circumstances } from './sctp.ts'

const about = {
  source: [0, 0, 0, 1],
  target: [0, 0, 0, 2],
  sourcePort: 5,
  targetPort: 6,
} as unknown as Circumstances

/** A chunk, filled up to four bytes. */
function chunk(kind: number, flags: number, value: string | Buffer): Buffer {
  const bytes = Buffer.from(value)
  const head = Buffer.from([kind, flags, 0, 0])
  head.writeUInt16BE(4 + bytes.length, 2)
  return Buffer.concat([head, bytes, Buffer.alloc(-bytes.length & 3, 'z')])
}

/** A chunk with data: the first of a message, its last, both (3) or neither. */
function data(flags: number, number: number, text: string): Buffer {
  const head = Buffer.alloc(12)
  head.writeUInt32BE(number, 0)
  return chunk(0, flags, Buffer.concat([head, Buffer.from(text)]))
}

interface Read {
  readonly told: string[]
  /** Reads a packet in a frame, with other bytes around it. */
  readonly read: (frame: number, ...chunks: readonly Buffer[]) => boolean
  readonly reader: SctpReader
}

function reading(): Read {
  const told: string[] = []
  const loose = ({ buf, start, end, runs }: LooseBytes): void => {
    const frames = [...(runs?.spans(0, end - start) ?? [])].map((span) => `#${span.frame}+${span.start}`)
    told.push(`${buf.toString('latin1', start, end)} ${frames.join(' ')}`)
  }
  const reader = new SctpReader({ loose })
  const read = (frame: number, ...chunks: readonly Buffer[]): boolean => {
    const buf = Buffer.concat([Buffer.from('<<'), Buffer.alloc(12), ...chunks, Buffer.from('>>>>>>')])
    return reader.read(buf, 2, buf.length - 6, about, (runs, position, start) =>
      runs.add(position, frame, start),
    )
  }
  return { told, read, reader }
}

test('what users send in one chunk is handed on, with its place', () => {
  const { told, read } = reading()
  expect(read(1, data(3, 1, 'one'), data(3, 2, 'two'))).toBe(true)
  expect(told).toEqual(['one #1+30', 'two #1+50'])
})

test('what other chunks carry of their sender is handed on, and numbers of the association are not', () => {
  const { told, read } = reading()
  // INIT, HEARTBEAT and ERROR; SACK and SHUTDOWN.
  expect(read(1, chunk(1, 0, 'init'), chunk(4, 0, 'beat'), chunk(9, 0, 'error'))).toBe(true)
  expect(read(2, chunk(3, 0, '12345678'), chunk(7, 0, '1234'))).toBe(true)
  expect(told).toEqual(['init #1+18', 'beat #1+26', 'error #1+34'])
})

test('a message in several chunks is put together, with the frame of each', () => {
  const { told, read, reader } = reading()
  read(1, data(2, 7, 'first '))
  read(2, data(0, 8, 'second '))
  expect(told).toEqual([])
  read(3, data(1, 9, 'last'))
  expect(told).toEqual(['first second last #1+30 #2+30 #3+30'])
  reader.end()
  expect(told).toHaveLength(1)
})

test('a chunk out of order is handed on by itself, and what never ended at the end', () => {
  const { told, read, reader } = reading()
  read(1, data(2, 7, 'begun'))
  read(2, data(0, 9, 'out of order'))
  read(3, data(1, 3, 'without a beginning'))
  expect(told).toEqual(['out of order #2+30', 'without a beginning #3+30'])
  reader.end()
  expect(told.at(-1)).toBe('begun #1+30')
})

test('what holds no chunk is not read, and behind some the rest is handed on', () => {
  const { told, read } = reading()
  const cut = data(3, 1, 'cut off').subarray(0, 18)
  expect([read(1), read(1, Buffer.alloc(3)), read(1, Buffer.alloc(8)), read(1, cut)]).toEqual([
    false,
    false,
    false,
    false,
  ])
  expect(told).toEqual([])
  expect(read(2, data(3, 1, 'one'), chunk(4, 0, 'beat').subarray(0, 6))).toBe(true)
  expect(told.map((text) => text.replace(/[^\w#+ ]/g, '.'))).toEqual(['one #2+30', '....be #2+34'])
})
