/** Who is the phone where no handshake says it: a packet more at the front changes nothing but what it holds itself. */
import { expect, test } from 'vitest'
import { udpPacket } from '../support/capture.ts'
import type { ScanResult } from '../../src/pipeline/scan.ts'
import { anomalyCodes, scanFrames } from './scan-frames.ts'

const imei = '352099001761481'
const json = JSON.stringify({ imei, os: 'android' })

interface Ends {
  readonly phone: readonly [address: string, port: number]
  readonly host: readonly [address: string, port: number]
}

/** Datagrams between two ends: `>` is sent by the phone. */
function datagrams({ phone, host }: Ends, said: readonly (readonly ['>' | '<', string])[]): Buffer[] {
  return said.map(([way, payload]) => {
    const [from, to] = way === '>' ? [phone, host] : [host, phone]
    return udpPacket({
      source: from[0],
      sourcePort: from[1],
      target: to[0],
      targetPort: to[1],
      payload,
    })
  })
}

/** What each recipient was sent or sent itself, and the bytes to and from each. */
function told({ observations, recipients }: ScanResult): string[] {
  const nameOf = (id: string): string => {
    const found = recipients.find((one) => one.id === id)
    return (found?.host ?? '') || (found?.addresses[0]?.address ?? '')
  }
  return [
    ...observations.map(
      ({ identifier, direction, recipient }) => `${identifier} ${direction} ${nameOf(recipient)}`,
    ),
    ...recipients.map(({ id, bytesToServer, bytesToClient }) =>
      [nameOf(id), bytesToServer, bytesToClient].join(' '),
    ),
  ]
}

const turns = Array.from({ length: 3 }, () => [['>', json] as const, ['<', 'ack 2'] as const]).flat()
const byAddress: readonly (readonly [string, Ends])[] = [
  ['registered', { phone: ['10.20.30.40', 43_000], host: ['203.0.113.9', 6_969] }],
  ['given out to clients', { phone: ['192.168.1.7', 43_000], host: ['203.0.113.9', 50_000] }],
  ['the same', { phone: ['fd00::7', 7_000], host: ['2001:db8::9', 7_000] }],
  ['turned round', { phone: ['100.64.0.7', 5_000], host: ['203.0.113.9', 50_000] }],
]

test.each(byAddress)(
  'an answer before all else hides nothing of what a private address sends: ports %s',
  async (_, ends) => {
    const sent = await scanFrames(datagrams(ends, turns))
    const joined = await scanFrames(datagrams(ends, [['<', 'ack 1'], ...turns]))
    expect(sent.findings).toHaveLength(1)
    const sides = (result: ScanResult): string[] => told(result).map((line) => line.replace(/\d+$/, ''))
    expect(sides(joined)).toEqual(sides(sent))
    expect(joined.findings[0]?.severity).toBe(sent.findings[0]?.severity)
    expect(joined.findings[0]?.counterEvidence).toEqual(sent.findings[0]?.counterEvidence)
    expect([anomalyCodes(sent), anomalyCodes(joined)]).toEqual([[], ['stream.udp.direction_guessed']])
  },
)

test('what a private address is told is received from who sent it', async () => {
  const [, ends] = byAddress[0] as (typeof byAddress)[number]
  const result = await scanFrames(datagrams(ends, [['<', json]]), {
    profile: `identifiers:\n  imei: "${imei}"\n`,
  })
  expect(told(result)).toEqual(['imei received 203.0.113.9', `203.0.113.9 0 ${json.length}`])
})

test('a group or a whole network is never the phone', async () => {
  const home = '192.168.1.7'
  for (const group of ['239.1.2.3', '255.255.255.255', '192.168.1.255', 'ff02::1']) {
    const ends: Ends = { phone: [group.includes(':') ? 'fe80::7' : home, 5_000], host: [group, 40_000] }
    expect(anomalyCodes(await scanFrames(datagrams(ends, [['>', json]])))).toEqual([])
  }
})
