/** What no transport carries is searched, said to whom it went, and stays counted as what it is. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  ethernetFrame,
  ipFragment,
  ipFragments,
  ipPacket,
  pcapFile,
  tcpSegment,
  udpDatagram,
  udpPacket,
} from '../../../test/support/capture.ts'
import type { CapturedFrame, IpOptions } from '../../../test/support/capture.ts'
import { brokenSums, observedLines, scanCapture } from '../../../test/support/scan-capture.ts'
import { testFolder } from '../../../test/support/test-folder.ts'
import { SctpReader } from '../../packet/ip/sctp.ts'
import type { Profile } from '../../device/types.ts'
import { sliceComments } from '../../report/slice-comments.ts'
import { unreadTexts } from '../../report/unread.ts'
import type { ScanResult } from '../scan-result.ts'
import { Traffic } from '../again/traffic.ts'

const folder = testFolder('loose')

const imei = '357184092641738'
const said = `{"imei":"${imei}"}`
const profile: Profile = { name: 'phone', identifiers: new Map([['imei', [imei]]]), places: [] }
const v6 = { source: '2001:db8:1::9', target: '2001:db8:9::2' }
const back = { source: '198.51.100.20', target: '192.0.2.10' }

async function scanFrames(frames: readonly (Buffer | CapturedFrame)[]): Promise<ScanResult> {
  const path = join(folder, 'capture.pcap')
  writeFileSync(path, pcapFile(frames))
  const result = await scanCapture(path, profile)
  expect(brokenSums(result)).toEqual([])
  return result
}

function icmp(protocol: number, type: number, content: string, options: IpOptions = {}): Buffer {
  const header = Buffer.from([type, 0, 0, 0, 0, 1, 0, 1])
  return ethernetFrame(ipPacket(protocol, Buffer.concat([header, Buffer.from(content)]), options))
}

function fragments(protocol: number, payload: Buffer, options: IpOptions = {}): Buffer[] {
  return ipFragments(protocol, payload, [0, 800, 1600], options).map((one) => ethernetFrame(one))
}

const long = `${'x'.repeat(900)} ${said} ${'y'.repeat(900)}`

describe('loose bytes', () => {
  test.each([
    ['an echo request', icmp(1, 8, said)],
    ['an echo request of IPv6', icmp(58, 128, said, v6)],
    ['ICMP of a type that is not known', icmp(1, 200, said)],
    ['a fragment of ICMP', ethernetFrame(ipFragment(58, Buffer.from(said.padEnd(32)), 8, true, v6))],
    ['SCTP', ethernetFrame(ipPacket(132, Buffer.from(`000000000000${said}`)))],
    ['UDP-Lite', ethernetFrame(ipPacket(136, Buffer.from(`00000000${said}`), v6))],
    [
      'what follows the header behind which nothing follows',
      ethernetFrame(ipPacket(59, Buffer.from(said), v6)),
    ],
  ])('of %s are searched, and counted as before', async (_, frame) => {
    const result = await scanFrames([frame])
    expect(observedLines(result)).toEqual([`imei ${imei} certain @ #1`])
    expect(result.findings.map(({ severity }) => severity)).toEqual(['high'])
    const { frames, searched, summary } = result.coverage
    expect(Object.values(frames.unsupported)).toEqual([1])
    expect(searched.looseBytes).toBeGreaterThanOrEqual(said.length)
    expect(summary.payload).toBe(0)
    const [span] = result.observations[0]?.spans ?? []
    expect(frame.toString('latin1', span?.start, span?.end)).toBe(imei)
    expect(unreadTexts(result).join('\n')).toContain('searched as plain bytes all the same')
  })

  test('of an answer are received, also where the question was not captured', async () => {
    const answer = icmp(1, 0, said, back)
    for (const frames of [[answer], [icmp(1, 8, 'only this'), answer]]) {
      const result = await scanFrames(frames)
      expect(result.observations.map(({ direction }) => direction)).toEqual(['received'])
      expect(result.recipients.map(({ addresses }) => addresses[0]?.address)).toEqual(['198.51.100.20'])
      expect(result.findings).toEqual([])
    }
  })

  test('of a usual ping and of control messages are none', async () => {
    const ping = Buffer.from(Array.from({ length: 48 }, (_, index) => 0x10 + index)).toString('latin1')
    const result = await scanFrames([icmp(1, 8, ping), icmp(1, 3, said), icmp(58, 135, said, v6)])
    expect(result.coverage.searched.looseBytes).toBe(0)
    expect(result.recipients).toEqual([])
  })

  test.each([
    ['the first', [0], []],
    ['the second', [1], [1]],
    ['the first two', [0, 1], [1]],
    ['the first and the last', [0, 2], []],
  ])('of %s of three fragments of a datagram that never came whole', async (_, which, found) => {
    const all = fragments(17, udpDatagram({ payload: long, targetPort: 9_000 }))
    const frames = which.map((index) => all[index] as Buffer)
    const result = await scanFrames(frames)
    expect(observedLines(result)).toEqual(found.map(() => `imei ${imei} certain @ #${which.indexOf(1) + 1}`))
    expect(result.coverage.frameBytes.fragmentsLost).toBeGreaterThan(0)
    const protocols = result.transmissions.map(({ summary }) => summary.protocol)
    expect(protocols).toEqual(found.map(() => 'unrecognised'))
    const ports = result.transmissions.map(({ summary }) => summary.port)
    expect(ports).toEqual(found.map(() => (which.includes(0) ? 9_000 : 0)))
  })

  test('of fragments that are over two of them are found in both', async () => {
    const text = `${'x'.repeat(776)} ${said}${'y'.repeat(900)}`
    const [first, second] = fragments(17, udpDatagram({ payload: text, targetPort: 9_000 }))
    expect(observedLines(await scanFrames([first as Buffer, second as Buffer]))).toEqual([
      `imei ${imei} certain @ #1,2`,
    ])
  })

  test('of TCP in fragments and of fragments that the capture cut', async () => {
    const segment = tcpSegment({ payload: long, targetPort: 8_080, ...v6 })
    const [, second] = fragments(6, segment, v6)
    expect(observedLines(await scanFrames([second as Buffer]))).toEqual([`imei ${imei} certain @ #1`])
    const cut = (second as Buffer).subarray(0, 300)
    const frames = [{ bytes: cut, wireLength: (second as Buffer).length }]
    expect(observedLines(await scanFrames(frames))).toEqual([`imei ${imei} certain @ #1`])
  })

  test('of fragments of a protocol without ports name none', async () => {
    for (const protocol of [17, 47]) {
      const [first] = fragments(protocol, udpDatagram({ payload: said.padEnd(1_200), targetPort: 9_000 }))
      const result = await scanFrames([first as Buffer])
      const ports = result.transmissions.map(({ summary }) => summary.port)
      expect(ports).toEqual([protocol === 17 ? 9_000 : 0])
    }
  })

  test('of a datagram that came whole are not searched twice', async () => {
    const all = fragments(17, udpDatagram({ payload: long, targetPort: 9_000 }))
    const result = await scanFrames(all)
    expect(observedLines(result)).toEqual([`imei ${imei} certain @ #2`])
    expect(result.coverage.searched.looseBytes).toBe(0)
  })

  test('keep the numbers of exchanges in a slice', async () => {
    const frames = [
      icmp(1, 8, said),
      udpPacket({ payload: said, targetPort: 9_000 }),
      icmp(1, 8, 'only this'),
    ]
    const result = await scanFrames(frames)
    expect(observedLines(result)).toEqual([`imei ${imei} certain @ #1`, `imei ${imei} certain @ #2`])
    const parts: Buffer[] = []
    const slice = await new Traffic(result, []).slice(0, {
      extent: 'flows',
      keepsSecrets: false,
      ...sliceComments(result, '0'),
      put: (bytes) => void parts.push(bytes),
    })
    expect(slice.frames).toEqual([1, 2])
    const path = join(folder, 'slice.pcapng')
    writeFileSync(path, Buffer.concat(parts))
    expect(observedLines(await scanCapture(path, profile))).toEqual(observedLines(result))
  })
})

describe('fragments that a datagram has no place for', () => {
  const clean = udpDatagram({ payload: 'x'.repeat(400) })
  const other = Buffer.concat([Buffer.alloc(80, 'y'), Buffer.from(said.padEnd(160, 'y'))])
  const first = ethernetFrame(ipFragment(17, clean.subarray(0, 240), 0, true))
  const last = ethernetFrame(ipFragment(17, clean.subarray(240), 240, false))
  const second = ethernetFrame(ipFragment(17, other, 0, true))

  test('are searched where other bytes came first, or came last', async () => {
    for (const [frames, place] of [
      [[first, second, last], 2],
      [[second, first, last], 1],
      [[first, ethernetFrame(ipFragment(17, other, 96, true)), last], 2],
    ] as const) {
      const { observations } = await scanFrames(frames)
      expect(observations.map(({ spans }) => spans.map(({ frame }) => frame))).toEqual([[place]])
    }
  })

  test('are searched where they lie beyond the end, or their length cannot be', async () => {
    for (const fragment of [
      ipFragment(17, other.subarray(0, 237), 96, true),
      ipFragment(17, other, 408, false),
      ipFragment(17, other, 65_400, true),
    ]) {
      const { observations } = await scanFrames([last, ethernetFrame(fragment), first])
      expect(observations.map(({ spans }) => spans.map(({ frame }) => frame))).toEqual([[2]])
    }
  })
})

describe('SCTP', () => {
  interface Chunk {
    number: number
    flags: number
    text: string
  }
  const first = 2
  const last = 1
  const packet = (...chunks: readonly Chunk[]): Buffer => {
    const header = Buffer.alloc(12)
    header.writeUInt16BE(40_000, 0)
    header.writeUInt16BE(2_905, 2)
    const parts = chunks.map(({ number, flags, text }) => {
      const chunk = Buffer.alloc((16 + text.length + 3) & ~3)
      chunk[1] = flags
      chunk.writeUInt16BE(16 + text.length, 2)
      chunk.writeUInt32BE(number, 4)
      chunk.writeUInt16BE(5, 8)
      chunk.write(text, 16)
      return chunk
    })
    return ethernetFrame(ipPacket(132, Buffer.concat([header, ...parts])))
  }
  const [head, middle, tail] = [said.slice(0, 12), said.slice(12, 18), said.slice(18)] as [
    string,
    string,
    string,
  ]
  const found = [`imei ${imei}`]
  const seen = async (frames: readonly Buffer[]): Promise<string[]> =>
    (await scanFrames(frames)).observations.map(({ identifier, normal }) => `${identifier} ${normal}`)

  test('a message in several chunks and packets is put together', async () => {
    const frames = [
      packet({ number: 0xffff_ffff, flags: first, text: head }),
      packet({ number: 0, flags: 0, text: middle }, { number: 1, flags: last, text: tail }),
    ]
    const result = await scanFrames(frames)
    const [observation] = result.observations
    expect(observation).toMatchObject({ normal: imei })
    // Two pieces of the second frame, and one of the first.
    expect(observation?.spans.map(({ frame }) => frame)).toEqual([1, 2, 2])
    expect(result.recipients.map(({ ports }) => ports)).toEqual([[2_905]])
    expect(result.coverage.frames.unsupported).toEqual({ 'ip protocol 132': 2 })
  })

  test('a whole one, one that never ends, and pieces out of order are searched as they are', async () => {
    expect(await seen([packet({ number: 7, flags: first | last, text: said })])).toEqual(found)
    expect(await seen([packet({ number: 7, flags: first, text: said })])).toEqual(found)
    expect(await seen([packet({ number: 9, flags: 0, text: said })])).toEqual(found)
    const apart = [
      packet({ number: 7, flags: first, text: head }),
      packet({ number: 9, flags: last, text: tail }),
    ]
    expect(await seen(apart)).toEqual([])
  })

  test('chunks without data in a message are not kept', async () => {
    const empty = Array.from({ length: 50 }, (_, at) => ({ number: 8 + at, flags: 0, text: '' }))
    const frames = [
      packet({ number: 7, flags: first, text: head }, ...empty),
      packet({ number: 58, flags: last, text: middle + tail }),
    ]
    const result = await scanFrames(frames)
    expect(result.observations.map(({ normal, spans }) => [normal, spans.length])).toEqual([[imei, 2]])
  })

  test('many that are begun are searched, and forgotten', async () => {
    const begun = Array.from({ length: 200 }, (_, number) => packet({ number, flags: first, text: said }))
    expect(await seen(begun)).toHaveLength(200)
  })

  test('a chunk whose length lies behind one that was read is searched, too', async () => {
    const lies = packet(
      { number: 7, flags: first | last, text: 'only this' },
      { number: 8, flags: first | last, text: said },
    )
    lies.writeUInt16BE(2_000, 14 + 20 + 12 + 28 + 2)
    expect(await seen([lies])).toEqual(found)
  })

  test('a message that never ends is handed on in parts, each as it is full', () => {
    const parts: number[] = []
    const reader = new SctpReader({ loose: ({ start, end }) => void parts.push(end - start) })
    const about: Parameters<SctpReader['read']>[3] = {
      protocol: 132,
      isAnswer: false,
      protection: 'plaintext',
      source: [0, 0, 0xffff, 1],
      target: [0, 0, 0xffff, 2],
      sourcePort: 40_000,
      targetPort: 2_905,
      frame: 1,
      sec: 0,
      nsec: 0,
      app: 0,
    }
    const text = 'x'.repeat(1_200)
    for (let number = 0; number < 60; number++) {
      const bytes = packet({ number, flags: number === 0 ? first : 0, text }).subarray(14 + 20)
      reader.read(bytes, 0, bytes.length, about, () => {})
    }
    expect(parts).toEqual([55 * 1_200, ...Array.from({ length: 5 }, () => 1_200)])
  })

  test('chunks whose lengths lie are searched as they are', async () => {
    const lies = packet({ number: 7, flags: first | last, text: said })
    lies.writeUInt16BE(2_000, 14 + 20 + 12 + 2)
    expect(await seen([lies])).toEqual(found)
    lies.writeUInt16BE(0, 14 + 20 + 12 + 2)
    expect(await seen([lies])).toEqual(found)
  })
})
