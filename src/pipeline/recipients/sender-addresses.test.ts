/** MAC addresses in the phone's own IPv6 addresses: who is told, by which packet, how sure, and what is none. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  ethernetFrame,
  ipFragments,
  pcapFile,
  TcpConversation,
  tcpPacket,
  udpDatagram,
  udpPacket,
} from '../../../test/support/capture.ts'
import { dnsMessage, dnsQuestion } from '../../../test/support/dns-message.ts'
import { brokenSums, observedLines, scanCapture } from '../../../test/support/scan-capture.ts'
import { testFolder } from '../../../test/support/test-folder.ts'
import { clientHello, tlsRecord } from '../../../test/support/tls-hello.ts'
import type { Profile } from '../../device/types.ts'
import type { ScanResult } from '../scan-result.ts'
import { sliceComments } from '../../report/slice-comments.ts'
import { Traffic } from '../again/traffic.ts'

const folder = testFolder('sender')

const mac = 'a4:50:46:1b:2c:3d'
const normal = 'a450461b2c3d'
/** The same, as RFC 4291 makes an interface identifier of it. */
const phone = '2001:db8:77:1:a650:46ff:fe1b:2c3d'
const server = '2001:db8:99::20'

async function scanFrames(frames: readonly Buffer[], profile: Profile | null = null): Promise<ScanResult> {
  const path = join(folder, 'capture.pcap')
  writeFileSync(path, pcapFile(frames))
  const result = await scanCapture(path, profile)
  expect(brokenSums(result)).toEqual([])
  return result
}

const observed = async (frames: readonly Buffer[], profile: Profile | null = null): Promise<string[]> =>
  observedLines(await scanFrames(frames, profile))

function known(value: string, name = 'wifi-mac'): Profile {
  return { name: 'phone', identifiers: new Map([[name, [value]]]), places: [] }
}

/** A question to a resolver: one datagram. */
function question(options: Parameters<typeof udpPacket>[0] = {}): Buffer {
  const payload = dnsMessage({ id: 1, questions: [dnsQuestion('example.net', 1)] })
  return udpPacket({ source: phone, target: server, targetPort: 53, payload, ...options })
}

/** A connection with a ClientHello, of which nothing more can be read. */
function hello(sni: string, options: ConstructorParameters<typeof TcpConversation>[0] = {}): Buffer[] {
  const talk = new TcpConversation({ source: phone, target: server, targetPort: 443, ...options })
  talk.open().send(tlsRecord(clientHello({ sni })))
  for (let count = 0; count < 5; count++) talk.send(tlsRecord(Buffer.alloc(80, 0x9d), 23))
  return talk.frames
}

describe('a MAC address in the own IPv6 address', () => {
  test('is told to the server of an encrypted connection, once, by the packet that shows it', async () => {
    const frames = hello('track.example.net')
    const result = await scanFrames(frames)
    expect(observedLines(result)).toEqual([`wifi-mac ${normal} probable @track.example.net #4`])
    const { value, writtenAs, protection, spans, chain, by } = result.observations[0] ?? {}
    expect({ value, writtenAs, protection, by }).toEqual({
      value: mac,
      writtenAs: 'EUI-64 in an IPv6 address',
      protection: 'plaintext',
      by: 'recogniser:wifi-mac',
    })
    expect(chain).toEqual([{ step: 'source address', detail: '' }])
    const span = spans?.[0] ?? { start: 0, end: 0 }
    expect(frames[3]?.toString('hex', span.start, span.end)).toBe('a65046fffe1b2c3d')
    expect(result.findings.map(({ severity, title }) => [severity, title])).toEqual([
      ['high', 'wifi-mac sent in clear text'],
    ])
    expect(result.transmissions).toHaveLength(1)
  })

  test('is told to each recipient once, however many flows and packets there are', async () => {
    const frames = [
      ...hello('one.example.net', { sourcePort: 40_001 }),
      ...hello('two.example.net', { sourcePort: 40_002 }),
      ...hello('one.example.net', { sourcePort: 40_003 }),
    ]
    expect(await observed(frames)).toEqual([
      `wifi-mac ${normal} probable @one.example.net #4`,
      `wifi-mac ${normal} probable @two.example.net #13`,
    ])
  })

  test('is proven by the same address on the link around it', async () => {
    expect(await observed([question({ sourceMac: mac })])).toEqual([`wifi-mac ${normal} certain @ #1`])
    expect(await observed([question()])).toEqual([`wifi-mac ${normal} probable @ #1`])
  })

  test('is certain with a profile, also where software set it', async () => {
    expect(await observed([question()], known(mac))).toEqual([`wifi-mac ${normal} certain @ #1`])
    expect(await observed([question()], known('A450.461B.2C3D', 'bluetooth-mac'))).toEqual([
      `bluetooth-mac ${normal} certain @ #1`,
    ])
    const random = question({ source: '2001:db8:77:1:50:46ff:fe1b:2c3d' })
    expect(await observed([random], known('02:50:46:1b:2c:3d'))).toEqual([
      'wifi-mac 0250461b2c3d certain @ #1',
    ])
    expect(await observed([random])).toEqual([])
  })

  test('is seen in what comes from the server where nothing else was captured', async () => {
    const answer = udpPacket({
      source: server,
      sourcePort: 53,
      target: phone,
      targetPort: 40_000,
      payload: dnsMessage({ id: 1, flags: 0x8180, questions: [dnsQuestion('example.net', 1)] }),
    })
    expect(await observed([answer])).toEqual([`wifi-mac ${normal} probable @ #1`])
  })

  test('is seen around a datagram in fragments', async () => {
    const options = { source: phone, target: server, targetPort: 9_000, payload: Buffer.alloc(1_600, 0x41) }
    const frames = ipFragments(17, udpDatagram(options), [0, 800], options).map((one) => ethernetFrame(one))
    const result = await scanFrames(frames)
    expect(observedLines(result)).toEqual([`wifi-mac ${normal} possible @ #1`])
    const { start, end } = result.observations[0]?.spans[0] ?? { start: 0, end: 0 }
    expect(frames[0]?.subarray(start, end).includes(Buffer.from('a65046fffe1b2c3d', 'hex'))).toBe(true)
  })

  test('comes out of a slice as it came out of the capture', async () => {
    const frames = hello('track.example.net')
    const result = await scanFrames(frames)
    for (const extent of ['flows', 'observations'] as const) {
      const parts: Buffer[] = []
      await new Traffic(result, []).slice(0, {
        extent,
        keepsSecrets: false,
        ...sliceComments(result, '0'),
        put: (bytes) => void parts.push(bytes),
      })
      const path = join(folder, 'slice.pcapng')
      writeFileSync(path, Buffer.concat(parts))
      const again = await scanCapture(path)
      expect(again.observations.map((one) => one.normal)).toEqual([normal])
    }
  })
})

describe('no tell to a stranger', () => {
  test.each([
    ['a random interface identifier', { source: '2001:db8:77:1:8d50:4612:7e1b:2c3d' }],
    ['a link-local address', { source: 'fe80::a650:46ff:fe1b:2c3d' }],
    ['a unique local address', { source: 'fd00:77::a650:46ff:fe1b:2c3d' }],
    ['a group of the local network', { target: 'ff02::fb', sourcePort: 5353, targetPort: 5353 }],
    ['a neighbour', { target: '2001:db8:77:1::1' }],
    ['a server behind NAT64, which sees the translator', { target: '64:ff9b::c633:6414' }],
    ['Teredo', { source: '2001:0:c633:6414:a650:46ff:fe1b:2c3d' }],
    ['an address of a server', { source: '2001:db8:77:1::9', target: '2001:db8:99::a650:46ff:fe1b:2c3d' }],
  ])('%s', async (_, options) => {
    expect(await observed([question(options)])).toEqual([])
  })

  test('a placeholder is dismissed by its name', async () => {
    const result = await scanFrames([question({ source: '2001:db8:77:1:200:5eff:fe00:5301' })])
    expect(result.observations).toEqual([])
    expect(result.dismissals.map(({ identifier, value, reason }) => [identifier, value, reason])).toEqual([
      ['wifi-mac', '00005e005301', 'an address of IANA, for documentation or router groups'],
    ])
  })

  test('a handshake that carried nothing', async () => {
    const talk = new TcpConversation({ source: phone, target: server })
    expect(await observed(talk.open().frames)).toEqual([])
  })

  test('who asks the phone: that address is not the phone’s', async () => {
    const own = '2001:db8:77:1::9'
    const frames = [
      ...hello('one.example.net', { source: own, sourcePort: 40_001 }),
      ...hello('two.example.net', { source: own, sourcePort: 40_002, target: '2001:db8:99::21' }),
      ...hello('phone.example.net', { target: own, sourcePort: 40_003 }),
    ]
    expect(await observed(frames)).toEqual([])
  })
})

test('what the address tells is no send of its own: periods are those of the sends', async () => {
  const periods = async (source: string): Promise<unknown> => {
    const payload = '{"imei":"357184092641738"}'
    const options = { source, target: server, targetPort: 9_000, payload }
    const frames = Array.from({ length: 20 }, (_, index) => ({
      bytes: udpPacket(options),
      sec: 1_549_864_800 + index * 90,
    }))
    const path = join(folder, 'periods.pcap')
    writeFileSync(path, pcapFile(frames))
    const { correlation, observations } = await scanCapture(path)
    expect(observations.some(({ normal: value }) => value === normal)).toBe(source === phone)
    expect(correlation.periods).toHaveLength(1)
    return correlation.periods
  }
  expect(await periods(phone)).toEqual(await periods('2001:db8:77:1::9'))
})

test('where it turns out later who is client, the address is told to the other', async () => {
  const up = { source: phone, target: server, sourcePort: 40_000, targetPort: 50_000 }
  const down = { source: server, target: phone, sourcePort: 50_000, targetPort: 40_000 }
  const frames = [
    tcpPacket({ ...down, sequence: 9, payload: 'the rest of a body' }),
    tcpPacket({ ...up, sequence: 70, payload: 'GET /a HTTP/1.1\r\nHost: a.example.net\r\n\r\n' }),
  ]
  expect(await observed(frames)).toEqual([`wifi-mac ${normal} possible @a.example.net #2`])
})

test('an answer to the address is its receipt', async () => {
  const answer = udpPacket({
    source: server,
    sourcePort: 53,
    target: phone,
    targetPort: 40_000,
    payload: 'x',
  })
  const receipts = async (frames: Buffer[]): Promise<unknown> =>
    (await scanFrames(frames)).transmissions.map(({ receipt }) => receipt?.reason ?? null)
  expect(await receipts([question()])).toEqual([null])
  expect(await receipts([question(), answer])).toEqual(['the server answered to this address'])
})
