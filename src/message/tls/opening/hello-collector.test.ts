import { expect, test } from 'vitest'
import { clientHello, serverHello, tlsRecord, tlsRecords } from '../../../../test/support/tls-hello.ts'
import { limits } from '../../../core/limits.ts'
import { RunOrigin } from '../../../core/origin.ts'
import { tlsAnomalies } from '../anomalies.ts'
import { HelloCollector } from './hello-collector.ts'

const hello = clientHello({ sni: 'a.example.com' })

function originOf(frame: number): RunOrigin {
  const origin = new RunOrigin()
  origin.place(frame, 54, 1, 2)
  return origin
}

interface Read {
  readonly collector: HelloCollector
  /** How many bytes of the last piece were needed. */
  readonly at: number
}

/** Each piece is a frame, from 7 on. */
function read(...pieces: readonly Buffer[]): Read {
  const collector = new HelloCollector(originOf(7))
  let at = 0
  for (const [index, piece] of pieces.entries())
    at = collector.read(piece, 0, piece.length, originOf(7 + index))
  return { collector, at }
}

test('a hello is put together from records and fragments, with where each came from', () => {
  const records = tlsRecords(hello, 40)
  const { collector, at } = read(
    records.subarray(0, 47),
    Buffer.concat([records.subarray(47), Buffer.alloc(9)]),
  )
  expect(collector).toMatchObject({ state: 'whole', helloEnd: hello.length, recordLeft: 0, version: 0x0301 })
  expect(collector.hello.subarray(0, collector.helloEnd)).toEqual(hello)
  // What stands behind it is not its own.
  expect(at).toBe(records.length - 47)
  expect(collector.pendingBytes).toBe(records.length)
  expect(collector.first).toMatchObject({ frame: 7, offset: 54, sec: 1, nsec: 2 })
  expect(collector.runs.spans(0, 42)).toEqual([
    { frame: 7, start: 59, end: 99 },
    { frame: 8, start: 57, end: 59 },
  ])
})

test('it may end inside a record', () => {
  const { collector } = read(tlsRecord(Buffer.concat([hello, Buffer.alloc(12)])))
  expect([collector.state, collector.recordLeft]).toEqual(['whole', 12])
})

test('as long as its rest may come, nothing is known', () => {
  const record = tlsRecord(hello)
  const { collector, at } = read(record.subarray(0, 60))
  expect([collector.state, at, collector.pendingBytes]).toEqual(['more', 60, 60])
  expect([collector.begins(1), collector.begins(2), collector.isOfOneRecord]).toEqual([true, false, true])
})

test('of the form of SSL 2.0 eleven bytes are enough', () => {
  const old = Buffer.from('802e0103010015000000107777', 'hex')
  const { collector, at } = read(old.subarray(0, 6), old.subarray(6))
  expect([collector.state, collector.ssl2Version, at]).toEqual(['ssl2', 'TLS 1.0', 5])
  old[6] = 1
  expect(read(old).collector).toMatchObject({ state: 'refused', problem: null })
})

test('another message is no hello, and is given on as it came', () => {
  const answer = tlsRecord(serverHello(0x1301))
  const { collector, at } = read(answer.subarray(0, 3), answer.subarray(3))
  expect(collector).toMatchObject({ state: 'refused', problem: null, isOfOneRecord: true })
  expect(collector.begins(2)).toBe(true)
  const given: [string, number, number][] = []
  collector.giveOn((buf, start, end, { frame, offset }) =>
    given.push([buf.toString('hex', start, end), frame, offset]),
  )
  // No more is taken of it than the header of the message.
  expect(at).toBe(6)
  expect(given).toEqual([
    [answer.toString('hex', 0, 5), 7, 54],
    [answer.toString('hex', 5, 9), 8, 56],
  ])
})

test('a record of another kind is no hello, and inside of one it is malformed', () => {
  expect(read(tlsRecord(Buffer.alloc(4), 23)).collector).toMatchObject({ state: 'refused', problem: null })
  const broken = Buffer.concat([tlsRecord(hello.subarray(0, 50)), tlsRecord(hello.subarray(50), 23)])
  expect(read(broken).collector).toMatchObject({
    state: 'refused',
    problem: tlsAnomalies.recordMalformed,
    isOfOneRecord: false,
  })
})

test('too long a message, and too many records for one, are over the limit', () => {
  const long = Buffer.from([1, 0, 0, 0])
  long.writeUIntBE(limits.message.tlsHandshakeBytesMax, 1, 3)
  const refused = { state: 'refused', problem: tlsAnomalies.helloLimit }
  expect(read(tlsRecord(long)).collector).toMatchObject(refused)
  const empty = tlsRecord(Buffer.alloc(0))
  const records = Buffer.alloc((limits.message.tlsHandshakeBytesMax + 1) * 6, empty)
  expect(read(records).collector).toMatchObject(refused)
})
