import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { AnomalyLog } from '../../core/anomaly.ts'
import { limits } from '../../core/limits.ts'
import {
  darwinOption,
  darwinProcessBlock,
  pcapdroidFrame,
  pidOption,
  processBlock,
  uidMapBlock,
} from '../../../test/support/app-blocks.ts'
import {
  enhancedPacketBlock,
  ethernetFrame,
  interfaceBlock,
  ipPacket,
  pcapFile,
  pcapngBlock,
  sectionHeaderBlock,
  udpDatagram,
} from '../../../test/support/capture.ts'
import type { PcapngOption } from '../../../test/support/capture.ts'
import { readCapture } from '../../../test/support/read-capture.ts'
import { AppTable, ProcessTable } from './apps.ts'

const v6 = { source: '2001:db8::1', target: '2001:db8::2' }
const packet = ipPacket(17, udpDatagram({ payload: 'hello' }))
const packet6 = ipPacket(17, udpDatagram({ ...v6, payload: 'hello6' }), v6)
const frame = ethernetFrame(packet)

/** A section with packets that have these options, after and before other blocks. */
function section(
  packets: (PcapngOption[] & { second?: number })[],
  before: Buffer[] = [],
  after: Buffer[] = [],
  isBigEndian = false,
): Buffer {
  return Buffer.concat([
    sectionHeaderBlock([], isBigEndian),
    interfaceBlock({}, isBigEndian),
    ...before,
    ...packets.map((options, index) =>
      enhancedPacketBlock(
        { bytes: frame },
        { sec: options.second ?? 1_000 + index, nsec: 0 },
        6,
        isBigEndian,
        options,
      ),
    ),
    ...after,
  ])
}

function at(seconds: number, options: PcapngOption[]): PcapngOption[] & { second?: number } {
  return Object.assign([...options], { second: seconds })
}

const comment = (text: string): PcapngOption => ({ code: 1, value: Buffer.from(text) })

test('PCAPdroid, pcap: the trailer names the app of each frame', () => {
  const frames = [
    pcapdroidFrame(packet, 10_123, 'Kitchen Timer'),
    pcapdroidFrame(packet6, 10_200, 'An app with a name longer than the field'),
    pcapdroidFrame(packet, -1, 'Unknown'),
    pcapdroidFrame(packet, 10_123, 'Kitchen Timer'),
    pcapdroidFrame(packet6, 0, 'Root'),
  ]
  const read = readCapture(pcapFile(frames))
  expect(read.frames.map(({ app }) => app && [app.uid, app.name])).toEqual([
    [10_123, 'Kitchen Timer'],
    [10_200, 'An app with a name l'],
    null,
    [10_123, 'Kitchen Timer'],
    [0, 'Root'],
  ])
  expect(read.counts.apps).toHaveLength(3)
  expect(read.frames.every(({ linkType }) => linkType === 1)).toBe(true)
  expect(read.codes).toEqual({})
})

test('PCAPdroid, pcap: where the trailer did not fit there is no link header either', () => {
  const read = readCapture(pcapFile([pcapdroidFrame(packet, 10_123, 'A'), packet, packet6, frame]))
  expect(read.frames.map(({ linkType, app }) => [linkType, app?.uid ?? 0])).toEqual([
    [1, 10_123],
    [101, 0],
    [101, 0],
    [1, 0],
  ])
  // Without a trailer before it, nothing speaks for that.
  expect(readCapture(pcapFile([packet])).frames[0]?.linkType).toBe(1)
})

test('a damaged trailer names nobody and is said; one inside the packet is payload', () => {
  const damaged = pcapdroidFrame(packet, 10_123, 'A')
  damaged[damaged.length - 12] = 0x42
  const read = readCapture(pcapFile([damaged]))
  expect(read.frames[0]?.app).toBeNull()
  expect(read.codes).toEqual({ 'source.pcapdroid.bad_trailer': 1 })
  // An app that writes a trailer of its own to the end of what it sends.
  const inside = ipPacket(17, udpDatagram({ payload: pcapdroidFrame(Buffer.alloc(4), 10_999, 'Not me') }))
  const forged = readCapture(pcapFile([Buffer.concat([Buffer.alloc(12), Buffer.from([8, 0]), inside])]))
  expect(forged.frames[0]?.app).toBeNull()
  expect(forged.codes).toEqual({})
})

test('frames of zeros and cut trailers are no trailers', () => {
  const whole = pcapdroidFrame(packet, 10_123, 'A')
  for (let length = 0; length < whole.length; length++) {
    const read = readCapture(pcapFile([{ bytes: whole.subarray(0, length), wireLength: whole.length }]))
    expect(read.frames[0]?.app ?? null).toBeNull()
    expect(read.codes).toEqual({})
  }
  expect(readCapture(pcapFile([Buffer.alloc(200)])).frames[0]?.app).toBeNull()
})

test.each([false, true])(
  'PCAPdroid, pcapng: the comment names the user, the table the app (big-endian %s)',
  (isBig) => {
    const bytes = section(
      [
        [comment('u-10123')],
        [comment('u-10200')],
        [comment('u--1')],
        [comment('u-10300')],
        [comment('u-10123x')],
      ],
      [uidMapBlock(10_123, 'com.example.kitchen', 'Kitchen Timer', isBig)],
      [uidMapBlock(10_200, 'org.example.late', 'Said behind its packets', isBig)],
      isBig,
    )
    const read = readCapture(bytes)
    expect(read.frames.map(({ app }) => app && [app.uid, app.packageName, app.name])).toEqual([
      [10_123, 'com.example.kitchen', 'Kitchen Timer'],
      [10_200, 'org.example.late', 'Said behind its packets'],
      null,
      [10_300, '', ''],
      null,
    ])
    // What names an app is no comment for people.
    expect(read.counts.comments).toEqual(['u-10123x'])
    expect(read.codes).toEqual({})
  },
)

test('a table of apps that lies about its lengths, or of another version, is said', () => {
  const sound = uidMapBlock(10_123, 'com.example', 'Name')
  const lying = Buffer.from(sound)
  lying[20] = 200
  const other = Buffer.from(sound)
  other[12] = 2
  const read = readCapture(section([[comment('u-10123')]], [lying, other]))
  expect(read.frames[0]?.app).toMatchObject({ uid: 10_123, packageName: '' })
  expect(read.codes).toEqual({ 'source.pcapng.odd_option': 2 })
})

const nanoseconds = (seconds: number): Buffer => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt(seconds) * 1_000_000_000n, 0)
  return bytes
}
const name = (text: string): PcapngOption => ({ code: 2, value: Buffer.from(text) })

test.each([false, true])('Wireshark: process information blocks (big-endian %s)', (isBig) => {
  const described = processBlock(
    1_234,
    [
      name('curl'),
      { code: 3, value: Buffer.from('/usr/bin/curl') },
      { code: 6, value: Buffer.from([232, 3, 0, 0]) },
    ],
    isBig,
  )
  const read = readCapture(
    section([[pidOption(1_234, isBig)], [pidOption(77, isBig)], []], [described], [], isBig),
  )
  expect(read.frames.map(({ app }) => app)).toEqual([
    { pid: 1_234, uid: 1_000, name: 'curl', path: '/usr/bin/curl', packageName: '' },
    { pid: 77, uid: null, name: '', path: '', packageName: '' },
    null,
  ])
  expect(read.codes).toEqual({})
})

test('of processes with one number, a packet belongs to the one that had started last', () => {
  const start = (seconds: number): PcapngOption => ({ code: 9, value: nanoseconds(seconds) })
  const read = readCapture(
    section(
      [
        at(1_005, [pidOption(500)]),
        at(1_025, [pidOption(500)]),
        at(900, [pidOption(500)]),
        at(1_001, [pidOption(600)]),
      ],
      [
        processBlock(500, [name('first'), start(990)]),
        processBlock(500, [name('second'), start(1_020)]),
        processBlock(600, [name('old')]),
        processBlock(600, [name('new')]),
      ],
      [processBlock(600, [name('newest')])],
    ),
  )
  expect(read.frames.map(({ app }) => app?.name)).toEqual(['first', 'second', 'first', 'new'])
})

test('a process that is described behind its packets gets its name; sections have their own', () => {
  const one = section([[pidOption(5)]], [], [processBlock(5, [name('late')])])
  const two = section([[pidOption(5)]], [], [processBlock(5, [name('another')])])
  const read = readCapture(Buffer.concat([one, two]))
  expect(read.frames.map(({ app }) => app?.name)).toEqual(['late', 'another'])
})

test('Apple: packets refer to process blocks by their order; the process behind a service is the one named', () => {
  const read = readCapture(
    section(
      [
        [darwinOption(0)],
        [darwinOption(1)],
        [darwinOption(0), darwinOption(1, true)],
        [darwinOption(1, true), darwinOption(0)],
        [darwinOption(7)],
        [darwinOption(0), darwinOption(9, true)],
      ],
      [darwinProcessBlock(501, 'mDNSResponder'), darwinProcessBlock(77, 'Kitchen')],
    ),
  )
  expect(read.frames.map(({ app }) => app && `${app.pid} ${app.name}`)).toEqual([
    '501 mDNSResponder',
    '77 Kitchen',
    '77 Kitchen',
    '77 Kitchen',
    null,
    '501 mDNSResponder',
  ])
  expect(read.codes).toEqual({})
})

test('pymobiledevice3 and etl2pcapng: the comment names the process', () => {
  const read = readCapture(
    section([
      [comment('PID: 312, ProcName: mDNSResponder, EPID: 640, EProcName: Kitchen, SVC: 0')],
      [comment('PID: 640, ProcName: Kitchen, EPID: 0, EProcName: , SVC: 0')],
      [comment('PID=4242')],
      [comment('PID is what this comment is about')],
    ]),
  )
  expect(read.frames.map(({ app }) => app && `${app.pid} ${app.name}`)).toEqual([
    '640 Kitchen',
    '640 Kitchen',
    '4242 ',
    null,
  ])
  expect(read.counts.comments).toEqual(['PID is what this comment is about'])
})

test('blocks that are too short, and entries that lie, are said and name nobody', () => {
  const beyond = processBlock(5, [name('x')])
  beyond.writeUInt32LE(900, 16)
  const read = readCapture(
    section(
      [[pidOption(5)]],
      [pcapngBlock(0x80000001, Buffer.alloc(0)), pcapngBlock(0x0bad, Buffer.alloc(0)), beyond],
    ),
  )
  expect(read.codes).toEqual({ 'source.pcapng.short_block': 2, 'source.pcapng.odd_option': 1 })
  expect(read.frames[0]?.app).toMatchObject({ pid: 5 })
})

test('apps beyond the limit have no name, and it is said', () => {
  const log = new AnomalyLog()
  const table = new AppTable(log)
  for (let uid = 0; uid < limits.source.appsMax; uid++) expect(table.ofUid(uid)).toBe(uid + 1)
  expect(table.ofUid(limits.source.appsMax)).toBe(0)
  expect(table.ofProcess(1, 'x')).toBe(0)
  expect(table.ofUid(7)).toBe(8)
  expect(log.tallies.get('source.apps')?.count).toBe(2)
})

test('any damage to blocks and trailers: nothing throws, and the cuts of the input change nothing', () => {
  const files = [
    pcapFile([pcapdroidFrame(packet, 10_123, 'A'), pcapdroidFrame(packet6, 10_200, 'B'), packet]),
    section(
      [[comment('u-10123')], [pidOption(5)], [darwinOption(0), darwinOption(0, true)], [comment('PID=3')]],
      [uidMapBlock(10_123, 'com.example', 'Name'), processBlock(5, [name('x')]), darwinProcessBlock(1, 'y')],
    ),
  ]
  fc.assert(
    fc.property(
      fc.nat(1),
      fc.array(fc.tuple(fc.nat(900), fc.nat(255)), { maxLength: 6 }),
      fc.array(fc.nat(900), { maxLength: 5 }),
      (pick, writes, cuts) => {
        const bytes = Buffer.from(files[pick] as Buffer)
        for (const [place, value] of writes) if (place < bytes.length && place >= 24) bytes[place] = value
        const format = pick === 0 ? 'pcap' : 'pcapng'
        const whole = readCapture(bytes, [], format)
        const ends = cuts.filter((cut) => cut <= bytes.length).sort((left, right) => left - right)
        expect(readCapture(bytes, ends, format)).toEqual(whole)
        const { containerBytes, frameBytes, unreadBytes } = whole.counts
        expect(containerBytes + frameBytes + unreadBytes).toBe(bytes.length)
      },
    ),
    { numRuns: 300 },
  )
})

test('whatever the order in which processes of one number are described, the last that had started counts', () => {
  const starts = fc.array(fc.option(fc.record({ sec: fc.nat(6), nsec: fc.nat(2) })), {
    minLength: 1,
    maxLength: 12,
  })
  fc.assert(
    fc.property(starts, fc.nat(7), fc.nat(3), (described, sec, nsec) => {
      const processes = new ProcessTable(new AppTable())
      for (const start of described)
        processes.describe({ uid: null, pid: 500, name: '', path: '', packageName: '' }, start)
      // Numbers of apps are given in order of description.
      const told = described.map((start, index) => ({
        app: index + 1,
        at: start === null ? -Infinity : start.sec * 10 + start.nsec,
      }))
      const begun = told.filter(({ at: one }) => one <= sec * 10 + nsec)
      const latest = Math.max(...begun.map(({ at: one }) => one))
      const earliest = Math.min(...told.map(({ at: one }) => one))
      const expected =
        begun.length === 0
          ? told.find(({ at: one }) => one === earliest)
          : begun.findLast(({ at: one }) => one === latest)
      expect(processes.at(500, sec, nsec)).toBe(expected?.app)
    }),
  )
})
