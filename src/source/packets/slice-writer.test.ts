import { describe, expect, test } from 'vitest'
import {
  darwinProcessBlock,
  pcapdroidFrame,
  pidOption,
  processBlock,
  uidMapBlock,
} from '../../../test/support/app-blocks.ts'
import {
  addressBytes,
  enhancedPacketBlock,
  interfaceBlock,
  ipPacket,
  pcapFile,
  pcapngBlock,
  sectionHeaderBlock,
  udpDatagram,
  udpPacket,
} from '../../../test/support/capture.ts'
import { feedReader, readCapture } from '../../../test/support/read-capture.ts'
import { AnomalyLog } from '../../core/anomaly.ts'
import { openReader } from './open-reader.ts'
import { SliceWriter } from './slice-writer.ts'
import type { SliceOptions } from './slice-writer.ts'

/** The slice of a capture. */
function sliceOf(capture: Buffer, wanted: readonly number[], options: Partial<SliceOptions> = {}): Buffer {
  const parts: Buffer[] = []
  const writer = new SliceWriter({
    note: 'a slice',
    timeDigits: 6,
    keepsSecrets: false,
    isWanted: (frame) => wanted.includes(frame),
    commentOf: (frame) => `said of ${frame}`,
    isAddressWanted: () => false,
    put: (bytes) => void parts.push(bytes),
    ...options,
  })
  const format = capture.readUInt32BE(0) === 0x0a0d0d0a ? 'pcapng' : 'pcap'
  feedReader(openReader(format, writer, new AnomalyLog()), capture)
  return Buffer.concat(parts)
}

const texts = ['one', 'two', 'three', 'four']
const frames = texts.map((text, index) => ({
  bytes: udpPacket({ payload: text }),
  sec: 1_549_864_800 + index,
  nsec: 123_456_789,
  wireLength: 200 + index,
}))

function optionsText(slice: Buffer): string {
  return slice.toString('latin1')
}

describe('a slice of a pcap file', () => {
  test.each([
    [false, 6, 123_456_000],
    [true, 9, 123_456_789],
  ])('keeps bytes, time stamps in their resolution (nano %s) and lengths', (nano, timeDigits, nsec) => {
    const read = readCapture(sliceOf(pcapFile(frames, { nano }), [2, 4], { timeDigits }))
    expect(read.codes).toEqual({})
    expect(read.frames.map(({ bytes, sec, wireLength }) => [bytes, sec, wireLength])).toEqual(
      [frames[1], frames[3]].map((frame) => [frame?.bytes, frame?.sec, frame?.wireLength]),
    )
    expect(read.frames.map((frame) => frame.nsec)).toEqual([nsec, nsec])
    expect(read.counts.timeDigits).toBe(timeDigits)
    expect(read.counts.comments).toEqual(['a slice'])
  })

  test('says on each frame which one it was, and what is in it', () => {
    const slice = optionsText(sliceOf(pcapFile(frames), [3]))
    expect(slice).toContain('varde: frame 3 of the capture\nsaid of 3')
    expect(slice).not.toContain('frame 2')
  })

  test('keeps the app that PCAPdroid names behind the packet', () => {
    const packet = ipPacket(17, udpDatagram({ payload: 'from an app' }))
    const capture = pcapFile([pcapdroidFrame(packet, 10_123, 'A game'), frames[0] ?? Buffer.alloc(0)])
    const read = readCapture(sliceOf(capture, [1, 2]))
    expect(read.frames.map(({ app }) => [app?.uid, app?.name])).toEqual([
      [10_123, 'A game'],
      [undefined, undefined],
    ])
  })

  test('cuts a comment that is too long within no character', () => {
    const slice = sliceOf(pcapFile(frames), [1], { note: `a${'ø'.repeat(40_000)}` })
    expect(readCapture(slice).frames).toHaveLength(1)
    // Behind the head of the section and of the option.
    const comment = slice.subarray(28, 28 + slice.readUInt16LE(26)).toString('utf8')
    expect(comment).toMatch(/^aø+…$/)
  })
})

describe.each([false, true])('a slice of a pcapng file (big-endian: %s)', (isBigEndian) => {
  const at = (index: number): { sec: number; nsec: number } => ({ sec: 1_549_864_800 + index, nsec: 500 })
  const packet = (index: number, options: { code: number; value: Buffer }[] = []): Buffer =>
    enhancedPacketBlock(
      { bytes: frames[index]?.bytes ?? Buffer.alloc(0) },
      at(index),
      9,
      isBigEndian,
      options,
    )
  const half = (value: number): Buffer => {
    const bytes = Buffer.alloc(2)
    if (isBigEndian) bytes.writeUInt16BE(value)
    else bytes.writeUInt16LE(value)
    return bytes
  }
  const nameRecord = (address: string, name: string): Buffer => {
    const content = Buffer.concat([addressBytes(address), Buffer.from(`${name}\0`)])
    const padded = Buffer.concat([content, Buffer.alloc(-content.length & 3)])
    return Buffer.concat([half(address.includes(':') ? 2 : 1), half(content.length), padded])
  }
  const word = (value: number): Buffer =>
    Buffer.concat(
      isBigEndian ? [half(value >>> 16), half(value & 0xffff)] : [half(value & 0xffff), half(value >>> 16)],
    )
  const secrets = pcapngBlock(
    10,
    Buffer.concat([word(0x544c_534b), word(4), Buffer.from('KEYS')]),
    isBigEndian,
  )
  const capture = Buffer.concat([
    sectionHeaderBlock([{ code: 4, value: Buffer.from('some program') }], isBigEndian),
    interfaceBlock({ name: 'wlan0', timeResolution: 9, snapLength: 1_500 }, isBigEndian),
    secrets,
    processBlock(77, pcapngOptionsOf('a process'), isBigEndian),
    darwinProcessBlock(5, 'first', isBigEndian),
    darwinProcessBlock(6, 'second', isBigEndian),
    uidMapBlock(10_001, 'com.example.app', 'An app', isBigEndian),
    pcapngBlock(0x0bad, Buffer.concat([word(4_711), Buffer.from('UNKNOWN!')]), isBigEndian),
    pcapngBlock(
      4,
      Buffer.concat([
        nameRecord('198.51.100.20', 'wanted.example'),
        nameRecord('2001:db8::9', 'other.example'),
        Buffer.alloc(4),
      ]),
      isBigEndian,
    ),
    packet(0, [{ code: 1, value: Buffer.from('my note') }, pidOption(77, isBigEndian)]),
    packet(1),
    packet(2, [{ code: 0x8001, value: word(1) }]),
    packet(3, [{ code: 1, value: Buffer.from('u-10001') }]),
    pcapngBlock(5, Buffer.alloc(12), isBigEndian),
  ])

  test('is a sound capture with the interface, the options, the processes and the times that it had', () => {
    const read = readCapture(sliceOf(capture, [1, 3, 4]))
    const whole = readCapture(capture)
    expect(read.codes).toEqual({})
    const kept = [0, 2, 3].map((index, place) => ({ ...whole.frames[index], number: place + 1 }))
    expect(read.frames).toEqual(kept)
    expect(read.frames.map(({ app }) => app?.name)).toEqual(['a process', 'second', 'An app'])
    expect(read.counts.interfaces).toEqual(whole.counts.interfaces)
    expect(read.counts.application).toBe('some program')
    expect(read.counts.comments).toEqual(['a slice', 'my note'])
    expect(read.counts.timeDigits).toBe(9)
  })

  test('leaves out what it must not say: names of others, secrets, blocks of unknown content', () => {
    const slice = sliceOf(capture, [2], { isAddressWanted: (address) => address === '198.51.100.20' })
    expect(readCapture(slice).names).toEqual([['198.51.100.20', 'wanted.example']])
    for (const text of ['KEYS', 'other.example', 'UNKNOWN!', 'my note', 'three'])
      expect(optionsText(slice)).not.toContain(text)
    expect(readCapture(sliceOf(capture, [2], { keepsSecrets: true })).secrets).toEqual([
      [0x544c_534b, 'KEYS'],
    ])
  })

  test('of a slice keeps what the first one said, and takes none of it for a comment of people', () => {
    const again = sliceOf(sliceOf(capture, [1, 3]), [2])
    expect(optionsText(again)).toContain('varde: frame 2 of the capture')
    expect(optionsText(again)).toContain('varde: frame 3 of the capture')
    expect(readCapture(again).counts.comments).toEqual(['a slice', 'a slice'])
  })
})

test('a damaged capture gives a slice that is sound', () => {
  const whole = Buffer.concat([
    sectionHeaderBlock(),
    interfaceBlock({ name: 'wlan0' }),
    processBlock(77, pcapngOptionsOf('a process')),
    ...frames.map((frame, index) =>
      enhancedPacketBlock({ bytes: frame.bytes }, { sec: index, nsec: 0 }, 6, false, [pidOption(77)]),
    ),
  ])
  let state = 11
  const below = (limit: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  }
  for (let round = 0; round < 2_000; round++) {
    const damaged = Buffer.from(whole)
    for (let edits = 1 + below(3); edits > 0; edits--) damaged[28 + below(whole.length - 28)] = below(256)
    const from = readCapture(damaged)
    const wanted = from.frames.map(({ number }) => number)
    const slice = sliceOf(damaged, wanted)
    if (slice.length === 0) continue
    const read = readCapture(slice)
    expect(
      read.frames.map(({ bytes }) => bytes),
      `round ${round}`,
    ).toEqual(from.frames.map(({ bytes }) => bytes))
  }
})

test('a simple packet block is copied as it is', () => {
  const body = Buffer.concat([Buffer.from([8, 0, 0, 0]), Buffer.from('12345678')])
  const capture = Buffer.concat([sectionHeaderBlock(), interfaceBlock(), pcapngBlock(3, body)])
  expect(readCapture(sliceOf(capture, [1])).frames.map(({ bytes }) => bytes.toString())).toEqual(['12345678'])
})

function pcapngOptionsOf(name: string): { code: number; value: Buffer }[] {
  return [{ code: 2, value: Buffer.from(name) }]
}
