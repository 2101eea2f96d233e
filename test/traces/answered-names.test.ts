/** A flow of DNS over UDP is over a few seconds after its last answer, others after two minutes. */
import { expect, test } from 'vitest'
import { limits } from '../../src/core/limits.ts'
import { udpPacket } from '../support/capture.ts'
import { dnsMessage, dnsQuestion, dnsRecord, dnsTypes } from '../support/dns-message.ts'
import { scanFrames } from '../support/scan-frames.ts'

const phone = '192.168.4.10'
const { closedSecondsMax, idleSecondsMax } = limits.stream

/** Who says something when: seconds from the start. */
type Said = readonly [at: number, side: '>' | '<', name: string, port?: number]

/** The flows of all that is said from the phone's port 40000 to 53 (or another port), with a neighbour that is heard each second. */
async function flowsOf(turns: readonly Said[], serverPort: number): Promise<number> {
  const ends = { '>': [phone, '192.168.4.53'], '<': ['192.168.4.53', phone] } as const
  const said = turns.map(([at, side, name]) => {
    const [source, target] = ends[side]
    const [sourcePort, targetPort] = side === '>' ? [40_000, serverPort] : [serverPort, 40_000]
    const id = name.length
    const questions = [dnsQuestion(name)]
    const answers = [dnsRecord(name, dnsTypes.a, Buffer.from([203, 0, 113, 9]))]
    const payload =
      side === '>'
        ? dnsMessage({ id, questions, flags: 0x0100 })
        : dnsMessage({ id, questions, answers, flags: 0x8180 })
    return { at, bytes: udpPacket({ source, target, sourcePort, targetPort, payload }) }
  })
  // The table is swept once in some dozens of packets.
  const heard = Array.from({ length: 200 * 20 }, (_, index) => ({
    at: Math.floor(index / 20),
    bytes: udpPacket({
      source: phone,
      target: '192.0.2.99',
      sourcePort: 9_000,
      targetPort: 9_000,
      payload: Buffer.from(`${index} ticks`),
    }),
  }))
  const frames = [...heard, ...said].toSorted((one, other) => one.at - other.at)
  const { coverage } = await scanFrames(
    frames.map(({ at, bytes }) => ({ bytes, sec: 1_550_000_000 + at, nsec: 0 })),
  )
  return coverage.flows.udp - 1
}

const asked = 'host.example.com'

test.each<[string, readonly Said[], number]>([
  [
    'answered, and asked again soon',
    [
      [0, '>', asked],
      [0, '<', asked],
      [closedSecondsMax, '>', asked],
    ],
    1,
  ],
  [
    'answered, and asked again later',
    [
      [0, '>', asked],
      [0, '<', asked],
      [30, '>', asked],
    ],
    2,
  ],
  [
    'answered late',
    [
      [0, '>', asked],
      [30, '<', asked],
    ],
    1,
  ],
  [
    'one of two answered',
    [
      [0, '>', asked],
      [0, '>', 'b.example'],
      [0, '<', asked],
      [30, '<', 'b.example'],
    ],
    1,
  ],
  [
    'asked again in time, and answered late',
    [
      [0, '>', asked],
      [1, '<', asked],
      [3, '>', 'b.example'],
      [40, '<', 'b.example'],
    ],
    1,
  ],
  [
    'never answered',
    [
      [0, '>', asked],
      [idleSecondsMax + 40, '>', asked],
    ],
    2,
  ],
])('a name that was %s', async (_, turns, flows) => {
  expect(await flowsOf(turns, 53)).toBe(flows)
})

test('neighbours that announce themselves go on', async () => {
  expect(
    await flowsOf(
      [
        [0, '>', asked],
        [0, '<', asked],
        [60, '<', asked],
      ],
      5_353,
    ),
  ).toBe(1)
})
