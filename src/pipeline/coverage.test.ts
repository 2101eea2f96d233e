import { describe, expect, test } from 'vitest'
import { verdicts } from '../core/verdict.ts'
import { newMessageCounts } from '../message/message-counts.ts'
import { emptyPacketCounts } from '../packet/counts.ts'
import { emptySourceCounts } from '../source/packets/frame-tally.ts'
import { emptyStreamCounts } from '../stream/stream-counts.ts'
import { addCoverage, coverageOf } from './coverage.ts'
import type { Coverage, LayerCounts } from './coverage.ts'
import { emptyExamineCounts } from './examine-counts.ts'

function nothing(): LayerCounts {
  return {
    fileBytes: 0,
    source: emptySourceCounts(),
    packet: emptyPacketCounts(),
    stream: emptyStreamCounts(),
    message: newMessageCounts(),
    examine: emptyExamineCounts(),
  }
}

function coverage(change: (counts: LayerCounts) => void): Coverage {
  const counts = nothing()
  change(counts)
  return coverageOf(counts)
}

const file = 'file bytes = container + frames + unread'
const framesGiven = 'frames read = frames given to the packet layer'
const frames = 'frames = dissected + other + unsupported + undecryptable + malformed'
const bytes = 'frame bytes = headers + payload + other + unsupported + undecryptable + malformed + fragments'
const payload = 'payload = delivered + duplicate + earlier + undecryptable + unrecognised + limit + dropped'
const delivered = 'delivered = what the protocols say they did with it'
const summary = 'payload + encrypted frames = read + undecryptable + duplicate + earlier + skipped'
const copies = 'other copies = read + undecryptable + limit'

function broken(statement: Coverage): string[] {
  return statement.equations.filter(({ left, right }) => left !== right).map(({ name }) => name)
}

describe('a count that is wrong by seven breaks the sums that it stands in', () => {
  test('of a file in which nothing is, all hold', () => {
    const statement = coverageOf(nothing())
    expect(broken(statement)).toEqual([])
    expect(statement.equations.map(({ name }) => name)).toEqual([
      file,
      framesGiven,
      frames,
      bytes,
      payload,
      delivered,
      summary,
    ])
  })

  const source: [keyof LayerCounts['source'], string[]][] = [
    ['containerBytes', [file]],
    ['frameBytes', [file, bytes]],
    ['unreadBytes', [file]],
    ['frames', [framesGiven]],
    ['cutBytes', []],
  ]
  test.each(source)('source.%s', (name, names) => {
    expect(broken(coverage((counts) => Object.assign(counts.source, { [name]: 7 })))).toEqual(names)
  })

  const packet: [keyof LayerCounts['packet'], string[]][] = [
    ['frames', [framesGiven, frames]],
    ['dissectedFrames', [frames]],
    ['malformedFrames', [frames]],
    ['headerBytes', [bytes]],
    ['tcpPayloadBytes', [bytes, payload, summary]],
    ['udpPayloadBytes', [bytes, payload, summary]],
    ['otherBytes', [bytes]],
    ['unsupportedBytes', [bytes]],
    // In the summary it is on both sides.
    ['undecryptableBytes', [bytes]],
    ['malformedBytes', [bytes]],
    ['fragmentBytesLost', [bytes]],
    ['fragmentBytesTwice', [bytes]],
    ['fragmentBytesAssembled', []],
  ]
  test.each(packet)('packet.%s', (name, names) => {
    expect(broken(coverage((counts) => Object.assign(counts.packet, { [name]: 7 })))).toEqual(names)
  })

  test.each(['otherFrames', 'unsupportedFrames', 'undecryptableFrames', 'tunnelledFrames'] as const)(
    'packet.%s, whatever their name',
    (name) => {
      const statement = coverage((counts) => {
        counts.packet[name].set('one', 3)
        counts.packet[name].set('another', 4)
      })
      expect(broken(statement)).toEqual(name === 'tunnelledFrames' ? [] : [frames])
    },
  )

  const stream: [keyof LayerCounts['stream'], string[]][] = [
    ['deliveredBytes', [payload, delivered]],
    ['udpDeliveredBytes', [payload, delivered]],
    ['duplicateBytes', [payload, summary]],
    ['earlierBytes', [payload, summary]],
    ['droppedBytes', [payload, summary]],
    ['differingBytes', [copies]],
    ['uncomparedBytes', [copies]],
    ['gapBytes', []],
  ]
  test.each(stream)('stream.%s', (name, names) => {
    expect(broken(coverage((counts) => Object.assign(counts.stream, { [name]: 7 })))).toEqual(names)
  })

  test.each([1, 2, 3])('what the stream layer counted under the verdict %i', (verdict) => {
    for (const name of ['countedBytes', 'udpCountedBytes'] as const) {
      const statement = coverage(({ stream: { [name]: counted } }) => {
        counted[verdict] = 7
      })
      expect(broken(statement)).toEqual([payload, summary])
    }
  })

  test.each(['copiesReadBytes', 'copiesUndecryptableBytes', 'copiesLimitBytes'] as const)(
    'stream.%s',
    (name) => {
      const balanced = { differingBytes: 7, [name]: 7 }
      expect(broken(coverage((counts) => Object.assign(counts.stream, balanced)))).toEqual([])
    },
  )

  test.each([
    'readBytes',
    'framingBytes',
    'mediaBytes',
    'undecryptableBytes',
    'unrecognisedReadBytes',
    'unrecognisedSkippedBytes',
    'limitBytes',
    'resyncBytes',
  ] as const)('message.%s', (name) => {
    expect(broken(coverage((counts) => Object.assign(counts.message, { [name]: 7 })))).toEqual([
      delivered,
      summary,
    ])
  })
})

test('of a capture in which something of each kind is, every number is there, and all sums hold', () => {
  const counted = (undecryptable: number, unrecognised: number, limit: number): number[] => {
    const numbers = [0, 0, 0, 0, 0, 0, 0, 0]
    numbers[verdicts.undecryptable] = undecryptable
    numbers[verdicts.unrecognised] = unrecognised
    numbers[verdicts.limit] = limit
    return numbers
  }
  const statement = coverage((counts) => {
    Object.assign(counts, { fileBytes: 15_610 })
    Object.assign(counts.source, {
      containerBytes: 200,
      frameBytes: 15_399,
      unreadBytes: 11,
      frames: 35,
      cutBytes: 12,
    })
    Object.assign(counts.packet, {
      frames: 35,
      frameBytes: 15_399,
      dissectedFrames: 20,
      otherFrames: new Map([
        ['arp', 1],
        ['icmp', 2],
      ]),
      unsupportedFrames: new Map([['gre', 3]]),
      undecryptableFrames: new Map([['wlan', 4]]),
      malformedFrames: 5,
      headerBytes: 900,
      tcpPayloadBytes: 10_992,
      udpPayloadBytes: 3_270,
      otherBytes: 50,
      unsupportedBytes: 60,
      undecryptableBytes: 77,
      malformedBytes: 20,
      fragmentBytesLost: 30,
    })
    Object.assign(counts.stream, {
      deliveredBytes: 10_000,
      udpDeliveredBytes: 2_000,
      duplicateBytes: 300,
      udpDuplicateBytes: 40,
      earlierBytes: 5,
      droppedBytes: 9,
      countedBytes: counted(600, 70, 8),
      udpCountedBytes: counted(1_000, 200, 30),
      differingBytes: 6,
      uncomparedBytes: 7,
      copiesReadBytes: 4,
      copiesUndecryptableBytes: 8,
      copiesLimitBytes: 1,
      gaps: 2,
      gapBytes: 20,
    })
    Object.assign(counts.message, {
      readBytes: 5_000,
      framingBytes: 600,
      mediaBytes: 1_000,
      undecryptableBytes: 2_000,
      unrecognisedReadBytes: 1_400,
      unrecognisedSkippedBytes: 900,
      limitBytes: 700,
      resyncBytes: 400,
      gaps: 3,
      gapBytes: 30,
    })
  })
  expect(broken(statement)).toEqual([])
  expect(statement.equations.find(({ name }) => name === copies)).toMatchObject({ left: 13, right: 13 })
  expect(statement.file).toEqual({ bytes: 15_610, container: 200, frames: 15_399, entries: 0, unread: 11 })
  expect(statement.streams).toEqual({
    payload: 14_262,
    delivered: 12_000,
    duplicate: 340,
    earlier: 5,
    undecryptable: 1_600,
    unrecognised: 270,
    limit: 38,
    dropped: 9,
  })
  expect(statement.summary).toEqual({
    payload: 14_339,
    read: 7_000,
    undecryptable: 3_677,
    duplicate: 340,
    earlier: 5,
    skipped: {
      'media content': 1_000,
      'unrecognised protocol, beyond the searched start': 1_170,
      'limit reached': 747,
      'between messages (resynchronising)': 400,
    },
  })
  expect(statement.missing).toMatchObject({ gaps: 5, gapBytes: 50, cutBytes: 12 })
})

describe('of several captures', () => {
  const one = coverage(({ packet, stream, source }) => {
    packet.otherFrames.set('arp', 2)
    packet.frames = 2
    source.frames = 2
    stream.gapBytes = 5
  })
  const other = coverage(({ packet, source }) => {
    packet.otherFrames.set('arp', 1)
    packet.otherFrames.set('icmp', 4)
    packet.frames = 5
    source.frames = 5
  })

  test('counts are added up, and sums that hold made one', () => {
    const both = addCoverage([one, other])
    expect(both.frames).toMatchObject({ total: 7, other: { arp: 3, icmp: 4 } })
    expect(both.missing.gapBytes).toBe(5)
    expect(both.equations).toHaveLength(one.equations.length)
    expect(both.equations.find(({ name }) => name === frames)).toEqual({ name: frames, left: 7, right: 7 })
    expect(broken(both)).toEqual([])
    expect(one.frames.other).toEqual({ arp: 2 })
  })

  test('what one has too much does not make up for what another lacks', () => {
    const more = coverage(({ source }) => {
      source.frames = 3
    })
    const less = coverage(({ packet }) => {
      packet.frames = 3
      packet.dissectedFrames = 3
    })
    const all = addCoverage([more, one, less])
    expect(all.equations.filter(({ name }) => name === framesGiven)).toEqual([
      { name: framesGiven, left: 2, right: 2 },
      { name: framesGiven, left: 3, right: 0 },
      { name: framesGiven, left: 0, right: 3 },
    ])
    expect(addCoverage([more, less]).equations.filter(({ name }) => name === framesGiven)).toEqual([
      { name: framesGiven, left: 3, right: 0 },
      { name: framesGiven, left: 0, right: 3 },
    ])
  })

  test('sums that not all have stand as they are', () => {
    const copied = coverage(({ stream }) => Object.assign(stream, { differingBytes: 7, copiesReadBytes: 7 }))
    expect(addCoverage([one, copied]).equations.find(({ name }) => name === copies)).toMatchObject({
      left: 7,
    })
    expect(addCoverage([one, copied]).copies).toMatchObject({ differing: 7, read: 7 })
  })

  test('that no frame was dropped is said only where each capture says so', () => {
    const dropping = (droppedFrames: number | null): Coverage =>
      coverage(({ source }) => {
        source.droppedFrames = droppedFrames
      })
    const dropped = (...all: (number | null)[]): number | null =>
      addCoverage(all.map(dropping)).missing.droppedFrames
    expect(dropped(0, 0)).toBe(0)
    expect(dropped(0, null)).toBeNull()
    expect(dropped(null, null)).toBeNull()
    expect(dropped(7, null)).toBe(7)
    expect(dropped(7, 3)).toBe(10)
  })

  test('of a file without frames nothing is asked of them', () => {
    const entries: NonNullable<Coverage['entries']> = {
      total: 1,
      read: { http: 1 },
      other: {},
      duplicate: 0,
      malformed: 0,
      contentBytes: 10,
      notRecorded: { entries: 0, bodies: 0, bodyBytes: 0 },
    }
    const har: Coverage = { ...coverageOf(nothing()), entries }
    const said = coverage(({ source }) => {
      source.droppedFrames = 0
    })
    expect(addCoverage([said, har]).missing.droppedFrames).toBe(0)
    expect(addCoverage([har]).missing.droppedFrames).toBeNull()
    expect(addCoverage([said, har]).entries).toEqual(entries)
  })
})
