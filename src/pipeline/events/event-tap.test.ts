import { describe, expect, test } from 'vitest'
import { Part } from '../../message/types.ts'
import { corpusFile, hasCorpus } from '../../../test/support/corpus.ts'
import { scanCapture } from '../../../test/support/scan-capture.ts'
import { AnomalyLog } from '../../core/anomaly.ts'
import { limits } from '../../core/limits.ts'
import { PacketView } from '../../packet/types.ts'
import type { FrameContext } from '../../source/types.ts'
import { PacketTaps } from '../packets/packet-taps.ts'
import { PayloadChecks } from '../packets/payload-checks.ts'
import { UrgentPlaces } from '../packets/urgent-places.ts'
import { BootWatch } from './boot-times.ts'
import type { Tick } from './boot-times.ts'
import { EventTap } from './event-tap.ts'
import { TrafficEvents, trafficEventAnomalies } from './traffic-events.ts'

class Bench {
  readonly log = new AnomalyLog()
  readonly found = new TrafficEvents(this.log)
  passed = 0
  private readonly tap = new PacketTaps(
    { tcp: () => this.passed++, udp: () => this.passed++ },
    new EventTap(this.found),
    new UrgentPlaces(),
    new PayloadChecks(this.log),
  )
  private number = 0

  udp(sec: number, sourcePort: number, targetPort: number, payload: Buffer): void {
    const packet = new PacketView()
    packet.buf = payload
    packet.payloadStart = 0
    packet.payloadEnd = payload.length
    packet.sourcePort = sourcePort
    packet.targetPort = targetPort
    this.tap.udp(packet, this.context(sec))
  }

  syn(sec: number, header: Buffer, server = 1): void {
    const packet = new PacketView()
    packet.buf = header
    packet.payloadStart = header.length
    packet.payloadEnd = header.length
    packet.sourcePort = header.readUInt16BE(0)
    packet.targetPort = header.readUInt16BE(2)
    packet.target3 = server
    packet.tcpFlags = 2
    this.tap.tcp(packet, this.context(sec))
  }

  private context(sec: number): FrameContext {
    return { sec: Math.floor(sec), nsec: Math.round((sec % 1) * 1e9), number: ++this.number } as FrameContext
  }
}

function dhcp(type: number, address = 0): Buffer {
  const message = Buffer.alloc(300)
  message[0] = 1
  message.writeUInt32BE(address, 12)
  message.writeUInt32BE(0x63825363, 236)
  message.set([0, 53, 1, type, 255], 240)
  return message
}

function synHeader(value: number): Buffer {
  const header = Buffer.alloc(40)
  header.writeUInt16BE(40_000, 0)
  header.writeUInt16BE(443, 2)
  header[12] = 0xa0
  header[13] = 2
  // Maximum segment size, selective acknowledgements, then the time stamps.
  header.set([2, 4, 5, 0xb4, 4, 2, 8, 10], 20)
  header.writeUInt32BE(value >>> 0, 28)
  return header
}

test('a join is one event, whatever signs it leaves; a renewal of the address is none', () => {
  const bench = new Bench()
  bench.udp(1_000, 68, 67, dhcp(1))
  bench.udp(1_000.2, 68, 67, dhcp(3))
  bench.udp(1_001, 546, 547, Buffer.from([1, 0, 0, 1]))
  bench.udp(1_500, 68, 67, dhcp(3, 0x0a000002))
  bench.udp(1_520, 546, 547, Buffer.from([5, 0, 0, 1]))
  bench.udp(1_540, 40_000, 53, Buffer.alloc(20))
  bench.udp(2_000, 40_000, 53, Buffer.alloc(20))
  const events = bench.found.all()
  // A question to DNS after minutes of silence is none: whatever is sent next would follow it.
  expect(events.map((event) => `${event.at.sec} ${event.kind} ${event.source}`)).toEqual([
    '1000 network-up traffic: DHCP',
  ])
  expect(events.every((event) => event.derived !== undefined && event.derived.meaning !== '')).toBe(true)
  expect(bench.passed).toBe(7)
})

test('cut and odd datagrams of these ports are no event and no trouble', () => {
  const bench = new Bench()
  for (const port of [53, 67, 547, 123]) {
    for (let length = 0; length <= 300; length += 13) bench.udp(10, 123, port, Buffer.alloc(length, length))
  }
  for (let length = 20; length <= 40; length++) bench.syn(20, Buffer.alloc(length, 0xff))
  expect(bench.found.events.filter((event) => event.source === 'traffic: DHCP')).toEqual([])
})

test('an answer of a time server compares the clocks', () => {
  const bench = new Bench()
  const answer = Buffer.alloc(48)
  answer[0] = 0x24
  answer[1] = 2
  for (const at of [32, 40]) answer.writeUInt32BE(1_700_000_000 + 2_208_988_800, at)
  bench.udp(1_700_000_003, 123, 50_000, answer)
  expect(bench.found.anchors).toMatchObject([{ offset: 3, at: 1_700_000_003 }])
})

test('of the dates of web servers the latest counts, where no time server answered', () => {
  const bench = new Bench()
  bench.found.date(1_700_000_010.4, 1_700_000_000)
  expect(bench.found.clocks()).toEqual([])
  // A copy from a cache is older; a date of another year says nothing.
  bench.found.date(1_700_000_050, 1_699_999_000)
  bench.found.date(1_700_000_060, 1_600_000_000)
  expect(bench.found.clocks()).toMatchObject([{ uncertainty: 1 }])
  expect(bench.found.clocks()[0]?.offset).toBeCloseTo(9.9, 6)
})

test('a date is read from the head of an answer, but not of one that a cache gave', () => {
  const head = (...fields: string[]): Part => {
    const part = new Part()
    part.buf = Buffer.from(['HTTP/1.1 200 OK', ...fields, '', ''].join('\r\n'))
    part.end = part.buf.length
    return part
  }
  const date = 'Date: Tue, 14 Nov 2023 22:13:20 GMT'
  const offsets = (...fields: string[]): number[] => {
    const { found } = new Bench()
    for (const later of [5, 7]) found.answerHead(head(...fields), 1_700_000_000 + later)
    return found.clocks().map(({ offset }) => offset)
  }
  expect(offsets(date)).toEqual([4.5])
  expect(offsets('Server: a', date.toLowerCase(), 'Vary: *')).toEqual([4.5])
  expect(offsets(date, 'Age: 3')).toEqual([])
  expect(offsets('Date: soon')).toEqual([])
  expect(offsets('Expires: Tue, 14 Nov 2023 22:13:20 GMT')).toEqual([])
})

/** When devices were started, in whole seconds, by their SYNs. */
function bootsOf(ticks: readonly Tick[], held = 20_000): number[] {
  const watch = new BootWatch(held)
  for (const tick of ticks) watch.tick(tick)
  return watch.all().map((event) => event.at.sec)
}

describe('starts of the phone by TCP time stamps', () => {
  const boot = 1_700_000_000.25

  test('an old kernel: every SYN lies on one line, also where the counter overflows', () => {
    const bench = new Bench()
    for (const [index, after] of [90, 95, 299, 301, 400].entries())
      bench.syn(boot + after, synHeader(Math.round((after - 300) * 250)), index + 1)
    const [event] = bench.found.all()
    expect(event?.kind).toBe('boot')
    expect(Math.abs((event?.at.sec ?? 0) + (event?.at.nsec ?? 0) / 1e9 - boot)).toBeLessThan(0.05)
    expect(event?.note).toContain('250 ticks')
  })

  test('a new kernel adds a random number for each connection: nothing is said', () => {
    const bench = new Bench()
    for (let index = 0; index < 30; index++)
      bench.syn(boot + index, synHeader(Math.imul(index + 1, 0x9e3779b1)), index)
    expect(bench.found.all()).toEqual([])
  })

  test('a restart is another start; one server alone proves nothing', () => {
    const ticks = (from: number, servers: number): Tick[] =>
      Array.from({ length: 6 }, (_, index) => ({
        at: from + 30 + index * 5,
        value: ((30 + index * 5 - 300) * 100) >>> 0,
        device: 'a',
        server: String(index % servers),
      }))
    expect(bootsOf([...ticks(boot, 3), ...ticks(boot + 5_000, 3)])).toEqual([1_700_000_000, 1_700_005_000])
    expect(bootsOf(ticks(boot, 1))).toEqual([])
  })

  test('a long capture tells the same starts, each once, however few SYNs are held', () => {
    // A SYN a minute for eight days, a restart every other day, and another device whose counter tells nothing.
    const minutes = 8 * 24 * 60
    const day = 86_400
    const ticks = Array.from({ length: minutes }, (_, minute): Tick[] => {
      const at = boot + 100 + minute * 60
      const started = boot + Math.floor((at - boot) / (2 * day)) * 2 * day
      // Its clock is fast by 20 millionths.
      const value = Math.round((at - started - 300) * 250 * 1.00002) >>> 0
      const own = { at, value, device: 'a', server: String(minute % 7) }
      return [own, { ...own, device: 'b', value: Math.imul(minute + 1, 0x9e3779b1) >>> 0 }]
    }).flat()
    const starts = [0, 2, 4, 6].map((days) => Math.floor(boot) + days * day)
    for (const held of [300, 2_000, 1_000_000]) expect(bootsOf(ticks, held), `${held} held`).toEqual(starts)
  })
})

test('more events than the limit are noted', () => {
  const bench = new Bench()
  for (let index = 0; index <= limits.device.derivedEventsMax; index++)
    bench.udp(1_000 + index * 60, 68, 67, dhcp(1))
  expect(bench.found.events).toHaveLength(limits.device.derivedEventsMax)
  expect(bench.log.count(trafficEventAnomalies.tooMany)).toBe(1)
})

test.runIf(hasCorpus)('a real phone that starts and joins: start 87.9 s before the join', async () => {
  const { correlation } = await scanCapture(corpusFile('phone/nokia-2.2-boot-wifi.pcap'))
  const times = (kind: string): readonly number[] => [
    ...(correlation.aligned.find((one) => one.kind === kind)?.times ?? []),
  ]
  expect(times('boot')).toHaveLength(1)
  const join = times('network-up').find((at) => at > (times('boot')[0] as number) + 60)
  expect(Math.abs((join ?? 0) - (times('boot')[0] as number) - 87.9)).toBeLessThan(0.5)
})

test.runIf(hasCorpus)('a phone with Android 10, started 246 s before the capture', async () => {
  const { correlation, captures } = await scanCapture(corpusFile('phone/android10-private-dns-dot.pcap'))
  const first = captures[0]?.first
  const boot = correlation.aligned.find((one) => one.kind === 'boot')?.times[0] ?? 0
  expect(Math.abs((first?.sec ?? 0) + (first?.nsec ?? 0) / 1e9 - boot - 246)).toBeLessThan(0.5)
})
