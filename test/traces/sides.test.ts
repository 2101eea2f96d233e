/** Who is the phone where no handshake says it: a packet more at the front changes nothing but what it holds itself. */
import { describe, expect, test } from 'vitest'
import { TcpConversation, udpPacket } from '../support/capture.ts'
import type { ScanResult } from '../../src/pipeline/scan-result.ts'
import { anomalyCodes, scanFrames } from '../support/scan-frames.ts'

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

const apart: readonly (readonly [string, Ends])[] = [
  ['registered', { phone: ['2001:db8:1::5', 43_000], host: ['2001:db8:2::9', 6_969] }],
  ['given out to clients', { phone: ['2001:db8:1::5', 43_000], host: ['2001:db8:2::9', 50_000] }],
  ['the same', { phone: ['192.0.2.10', 7_000], host: ['203.0.113.9', 7_000] }],
  ['of neighbours', { phone: ['192.168.1.7', 43_000], host: ['192.168.1.9', 50_000] }],
]

describe.each(apart)('between two addresses of the same kind, ports %s', (_, ends) => {
  const sent = `imei sent ${ends.host[0]}`

  test.each([null, `identifiers:\n  imei: "${imei}"\n`])(
    'an answer before all else hides nothing and turns nothing',
    async (profile) => {
      const options = profile === null ? {} : { profile }
      const whole = await scanFrames(datagrams(ends, turns), options)
      const joined = await scanFrames(datagrams(ends, [['<', 'ack 1'], ...turns]), options)
      expect(told(whole).slice(0, 3)).toEqual([sent, sent, sent])
      expect(told(joined)).toEqual([sent, sent, sent, `${ends.host[0]} ${3 * json.length} 20`])
      expect(joined.findings.map(({ severity }) => severity)).toEqual(
        whole.findings.map(({ severity }) => severity),
      )
      expect(joined.transmissions.map(({ summary }) => summary.port)).toEqual(
        whole.transmissions.map(({ summary }) => summary.port),
      )
      expect(anomalyCodes(joined)).toEqual(['stream.udp.direction_guessed'])
    },
  )

  test('what else the phone does settles it, before or behind', async () => {
    const own = datagrams({ phone: [ends.phone[0], 41_000], host: ['198.51.100.53', 123] }, [['>', 'time?']])
    const joined = datagrams(ends, [['<', 'ack 1'], ...turns])
    for (const frames of [
      [...own, ...joined],
      [...joined, ...own],
    ]) {
      const { findings } = await scanFrames(frames)
      expect(findings.map(({ transmissions, counterEvidence }) => [transmissions, counterEvidence])).toEqual([
        [3, findings[0]?.counterEvidence.filter((reason) => !reason.includes('nothing but'))],
      ])
    }
  })

  test('what it is told before all else is received from who sent it', async () => {
    const pushed = datagrams(ends, [
      ['<', json],
      ['>', 'ack'],
    ])
    const own = datagrams({ phone: [ends.phone[0], 41_000], host: ['198.51.100.53', 123] }, [['>', 'time?']])
    const result = await scanFrames([...pushed, ...own], { profile: `identifiers:\n  imei: "${imei}"\n` })
    expect(told(result)[0]).toBe(`imei received ${ends.host[0]}`)
  })
})

test('of a connection joined in the middle, between ports that say nothing, too', async () => {
  const ends = { source: '2001:db8:1::5', sourcePort: 43_000, target: '2001:db8:2::9', targetPort: 50_000 }
  const frames = new TcpConversation(ends).reply('\0\x04 hello').send(json).reply('\0\x04').frames
  expect(told(await scanFrames(frames))[0]).toBe('imei sent 2001:db8:2::9')
})

describe('SIP', () => {
  const imsi = '240075811111111'
  const said = (start: string, method: string): string =>
    [
      start,
      'Via: SIP/2.0/UDP [2001:db8:1::5]:5060;branch=z9hG4bK1',
      `From: <sip:${imsi}@ims.mnc007.mcc240.3gppnetwork.org>;tag=a`,
      `To: <sip:${imsi}@ims.mnc007.mcc240.3gppnetwork.org>;tag=b`,
      'Call-ID: 1',
      `CSeq: 1 ${method}`,
      'Content-Length: 0',
      '',
      '',
    ].join('\r\n')
  const register = said('REGISTER sip:ims.mnc007.mcc240.3gppnetwork.org SIP/2.0', 'REGISTER')
  const profile = `identifiers:\n  imsi: "${imsi}"\n`
  const v6: Ends = { phone: ['2001:db8:1::5', 5_060], host: ['2001:db8:2::8', 5_060] }
  const v4: Ends = { phone: ['10.20.30.40', 5_060], host: ['203.0.113.8', 5_060] }

  test.each([v6, v4])('an answer goes to who asked: alone it accuses nobody', async (ends) => {
    for (const method of ['REGISTER', 'MESSAGE', 'OPTIONS']) {
      const result = await scanFrames(datagrams(ends, [['<', said('SIP/2.0 200 OK', method)]]), { profile })
      const directions = new Set(result.observations.map(({ direction }) => direction))
      expect([result.findings, [...directions]]).toEqual([[], ['received']])
      expect(told(result).at(-1)).toMatch(new RegExp(`^${ends.host[0]} 0 \\d+$`))
    }
  })

  test.each([v6, v4])('an answer before its question takes nothing from that', async (ends) => {
    const answer = said('SIP/2.0 200 OK', 'REGISTER')
    const result = await scanFrames(
      datagrams(ends, [
        ['<', answer],
        ['>', register],
        ['<', answer],
      ]),
      { profile },
    )
    expect(result.findings.map(({ transmissions }) => transmissions)).toEqual([1])
    expect(result.transmissions.map(({ receipt }) => receipt?.status)).toEqual([200])
    expect(anomalyCodes(result)).toEqual([])
  })

  test('of a connection joined in the middle, too', async () => {
    const ends = { source: v6.phone[0], sourcePort: 50_060, target: v6.host[0], targetPort: 50_061 }
    const frames = new TcpConversation(ends).reply(said('SIP/2.0 200 OK', 'REGISTER')).send(register).frames
    const result = await scanFrames(frames, { profile })
    expect(result.findings.map(({ transmissions }) => transmissions)).toEqual([1])
    expect(anomalyCodes(result)).toEqual([])
  })
})
