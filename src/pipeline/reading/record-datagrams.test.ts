import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { AnomalyLog } from '../../core/anomaly.ts'
import { pcapFile, pcapngFile, udpPacket } from '../../../test/support/capture.ts'
import { readCapture } from '../../../test/support/read-capture.ts'
import { pcapdroidFrame } from '../../../test/support/app-blocks.ts'
import { RecordDatagrams } from './record-datagrams.ts'

const packet = udpPacket({ payload: 'hello' }).subarray(14)
const record = pcapFile([packet]).subarray(24)
const header = pcapFile([]).subarray(0, 24)

function taken(datagrams: readonly Buffer[]): { bytes: Buffer; codes: Record<string, number> } {
  const log = new AnomalyLog()
  const records = new RecordDatagrams(log)
  const bytes = Buffer.concat(datagrams.flatMap((datagram) => [...records.take(datagram)]))
  return { bytes, codes: Object.fromEntries([...log.tallies].map(([code, { count }]) => [code, count])) }
}

test('header and records, of either byte order, make the file', () => {
  for (const bigEndian of [false, true]) {
    const file = pcapFile([packet, packet], { bigEndian })
    const one = pcapFile([packet], { bigEndian }).subarray(24)
    const second = file.subarray(24 + one.length)
    expect(taken([file.subarray(0, 24), one, second])).toEqual({ bytes: file, codes: {} })
    const blocks = pcapngFile([packet], { bigEndian })
    expect(taken([blocks])).toEqual({ bytes: blocks, codes: {} })
  }
})

test('a missed header is made up by the form of the first record', () => {
  const raw = taken([record, record])
  expect(raw.bytes.readUInt32LE(20)).toBe(101)
  expect(raw.bytes.subarray(24)).toEqual(Buffer.concat([record, record]))
  expect(raw.codes).toEqual({ 'source.network.no_header': 1 })
  const extended = pcapFile([pcapdroidFrame(packet, 10_123, 'App')]).subarray(24)
  expect(taken([extended]).bytes.readUInt32LE(20)).toBe(1)
  expect(taken([pcapFile([udpPacket()]).subarray(24)])).toEqual({
    bytes: Buffer.alloc(0),
    codes: { 'source.network.odd_datagram': 1 },
  })
})

test('so it is of pcapng: packet blocks are no records of pcap', () => {
  for (const [frame, linkType] of [
    [packet, 101],
    [udpPacket(), 1],
  ] as const) {
    const first = pcapngFile([frame])
    const block = pcapngFile([frame, frame]).subarray(first.length)
    const { bytes, codes } = taken([block, block])
    expect(codes).toEqual({ 'source.network.no_header': 1 })
    const read = readCapture(bytes)
    expect(read.codes).toEqual({})
    expect(read.frames).toMatchObject(Array.from({ length: 2 }, () => ({ bytes: frame, linkType })))
  }
})

test('what does not hold whole records is left out, cut at every length', () => {
  for (let length = 0; length < record.length; length++) {
    const { bytes, codes } = taken([header, record.subarray(0, length), record])
    expect(bytes).toEqual(Buffer.concat([header, record]))
    expect(codes).toEqual(length === 0 ? {} : { 'source.network.odd_datagram': 1 })
  }
})

test('the header again is passed on: the capture was started anew', () => {
  expect(taken([header, record, header, record]).bytes).toEqual(
    Buffer.concat([header, record, header, record]),
  )
})

test('any datagrams: nothing throws, and only whole datagrams are passed on', () => {
  const datagram = fc.oneof(
    fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.from(bytes)),
    fc
      .tuple(fc.constantFrom(header, record, pcapngFile([packet])), fc.nat(120), fc.nat(255))
      .map(([given, at, value]) => {
        const bytes = Buffer.from(given)
        if (at < bytes.length) bytes[at] = value
        return bytes
      }),
  )
  fc.assert(
    fc.property(fc.array(datagram, { maxLength: 8 }), (datagrams) => {
      const records = new RecordDatagrams(new AnomalyLog())
      for (const one of datagrams) {
        const pieces = records.take(one)
        expect([[], [one], [pieces[0], one]]).toContainEqual(pieces)
      }
    }),
  )
})
