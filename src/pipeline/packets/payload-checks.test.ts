import { describe, expect, test } from 'vitest'
import { tcpFlags, tcpPacket } from '../../../test/support/capture.ts'
import { giveFrames } from '../../../test/support/dissect.ts'
import type { TcpOptions } from '../../../test/support/capture.ts'
import { AnomalyLog } from '../../core/anomaly.ts'
import { Dissector } from '../../packet/dissector.ts'
import { streamAnomalies } from '../../stream/anomalies.ts'
import { EventTap } from '../events/event-tap.ts'
import { TrafficEvents } from '../events/traffic-events.ts'
import { PacketTaps } from './packet-taps.ts'
import { PayloadChecks } from './payload-checks.ts'
import { UrgentPlaces } from './urgent-places.ts'

/** The segments of one test lie one behind the other. */
let sequence = 1
const segment = (more: TcpOptions = {}): Buffer =>
  tcpPacket({ payload: 'imei=356938035643809', sequence: (sequence += 100), ...more })

function damaged(more: TcpOptions = {}): Buffer {
  const bytes = segment(more)
  const at = bytes.length - 3
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at)
  return bytes
}

/** As it is seen before the card has filled its checksum in. */
function unfilled(): Buffer {
  const bytes = segment()
  bytes.writeUInt16BE(0, 50)
  return bytes
}

/** Frames that were told of, and how many packets were passed on. */
function read(frames: readonly Buffer[]): { told: number[]; passed: number } {
  const log = new AnomalyLog()
  let passed = 0
  const pass = (): void => {
    passed++
  }
  const checks = new PayloadChecks(log)
  const events = new EventTap(new TrafficEvents(log))
  const taps = new PacketTaps({ tcp: pass, udp: pass }, events, new UrgentPlaces(), checks)
  const dissector = new Dissector(taps, new AnomalyLog())
  giveFrames(dissector, frames)
  checks.end()
  const told = [...log.tallies.values()].flatMap(({ code, samples }) =>
    code === streamAnomalies.damagedPayload ? samples.map(({ frame }) => frame) : [],
  )
  return { told, passed }
}

const right = [segment(), segment(), segment()]

describe('a segment whose checksum is wrong is told', () => {
  test('behind right ones of its sender, and in front of them', () => {
    expect(read([...right, damaged()])).toEqual({ told: [4], passed: 4 })
    expect(read([damaged(), ...right]).told).toEqual([1])
    expect(read([damaged(), segment()]).told).toEqual([])
    // SYN and FIN vouch for their sender, too.
    const edge = (flags: number): Buffer => tcpPacket({ flags, payload: '' })
    expect(read([edge(tcpFlags.syn), damaged(), edge(tcpFlags.fin)]).told).toEqual([2])
    expect(read([edge(tcpFlags.ack), damaged(), edge(tcpFlags.ack)]).told).toEqual([])
  })

  test('but for one that comes again, and whole', () => {
    expect(read([...right, damaged({ sequence: 9 }), segment({ sequence: 9 })]).told).toEqual([])
    expect(read([damaged({ sequence: 9 }), ...right, segment({ sequence: 9 })]).told).toEqual([])
  })

  test('each of many', () => {
    const many = Array.from({ length: 100 }, () => segment())
    const hurt = Array.from({ length: 80 }, () => damaged())
    const log = read([...many, ...hurt])
    expect(log.passed).toBe(180)
    expect(log.told.length).toBeGreaterThan(0)
  })

  test.each<[string, TcpOptions]>([
    ['of another sender', { source: '192.0.2.11' }],
    ['to another address', { target: '198.51.100.21' }],
    ['of a server', { sourcePort: 80 }],
    ['at a port of TLS', { targetPort: 443 }],
    ['larger than any packet', { payload: Buffer.alloc(3_000, 0x61) }],
  ])('but for one %s', (_, more) => {
    expect(read([...right, damaged(more)])).toEqual({ told: [], passed: 4 })
  })

  test('but for those of a client whose card fills them in', () => {
    const sent = Array.from({ length: 8 }, unfilled)
    expect(read([...sent, ...right, damaged()])).toEqual({ told: [], passed: 12 })
    expect(read([...Array.from({ length: 20 }, () => damaged()), ...right]).told).toEqual([])
  })
})
