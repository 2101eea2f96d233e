import { describe, expect, test } from 'vitest'
import { expectBalanced } from '../../../test/support/conform.ts'
import type { Step } from '../../../test/support/playbook.ts'
import { client, playLayer, server, testFlow } from '../../../test/support/playbook.ts'
import { sealedBytes } from '../../../test/support/sealed-bytes.ts'
import { verdicts } from '../../core/verdict.ts'

function words(write: 'writeUInt32LE' | 'writeUInt32BE', ...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4)
  values.forEach((value, index) => bytes[write](value, index * 4))
  return bytes
}

/** Both end in the place of a cookie, zeros where nobody gave one. */
const begun = Buffer.concat([words('writeUInt32LE', 1), sealedBytes(128, 'begun'), Buffer.alloc(16)])
const answered = Buffer.concat([words('writeUInt32LE', 2), sealedBytes(72, 'answered'), Buffer.alloc(16)])

function wireGuard(index: number, number: number, length: number): Buffer {
  return Buffer.concat([
    words('writeUInt32LE', 4, index, number, 0),
    sealedBytes(length, `${index} ${number}`),
  ])
}

function esp(association: number, number: number, length: number): Buffer {
  return Buffer.concat([
    words('writeUInt32BE', association, number),
    sealedBytes(length, `${association} ${number}`),
  ])
}

function ike(exchange: number, length: number): Buffer {
  const header = Buffer.concat([sealedBytes(16, 'spis'), Buffer.from([46, 0x20, exchange, 8])])
  return Buffer.concat([
    Buffer.alloc(4),
    header,
    words('writeUInt32BE', 1, 28 + length),
    sealedBytes(length, 'ike'),
  ])
}

/** Of IKEv1, encrypted but for the first. */
function oldIke(isEncrypted: boolean, length: number): Buffer {
  const header = Buffer.concat([sealedBytes(16, 'spis'), Buffer.from([1, 0x10, 2, isEncrypted ? 1 : 0])])
  return Buffer.concat([
    Buffer.alloc(4),
    header,
    words('writeUInt32BE', 0, 28 + length),
    sealedBytes(length, `ike ${length}`),
  ])
}

/** Three bytes of a service where WireGuard has zeros. */
function marked(datagram: Buffer): Buffer {
  const bytes = Buffer.from(datagram)
  bytes.set([0x61, 0x9c, 0x0d], 1)
  return bytes
}

/** The answer to `begun`, which names it. */
const namingAnswer = Buffer.from(answered)
begun.copy(namingAnswer, 8, 4, 8)

/** Under a cipher whose packets have no number in clear. */
function blockVpn(number: number, length: number): Buffer {
  return Buffer.concat([Buffer.from([9 << 3, 0, 0, 1]), sealedBytes(length, `block ${number} ${length}`)])
}

function talk(count: number, from: (number: number) => Buffer, to: (number: number) => Buffer): Step[] {
  return Array.from({ length: count }, (_, index) => [client(from(index)), server(to(index))]).flat()
}

function openVpn(number: number, length: number): Buffer {
  const header = Buffer.from([9 << 3, 0, 0, 1])
  return Buffer.concat([header, words('writeUInt32BE', number), sealedBytes(length, `vpn ${number}`)])
}

const session = Buffer.from('c1c2c3c4c5c6c7c8', 'hex')
const reset = Buffer.concat([Buffer.from([7 << 3]), session, Buffer.alloc(5)])
const resetAnswer = Buffer.concat([Buffer.from([8 << 3]), session, Buffer.from([1]), Buffer.alloc(16)])
const control = Buffer.concat([Buffer.from([4 << 3]), session, Buffer.from('hello in clear, as TLS says it')])
const vpnPackets = talk(
  5,
  (number) => openVpn(number + 1, 96),
  (number) => openVpn(number + 1, 200),
)

const onPort = testFlow('udp', { serverPort: 4500 })
const onKeyPort = testFlow('udp', { serverPort: 500 })
const elsewhere = testFlow('udp', { serverPort: 51_820 })
const packets = talk(
  3,
  (number) => wireGuard(7, number, 112),
  (number) => wireGuard(9, number, 64),
)
const sealedPackets = talk(
  3,
  (number) => esp(0xc1234567, number + 1, 96),
  (number) => esp(0x45678901, number + 1, 100),
)

describe('an encrypted tunnel counts as encrypted from its first datagram on, is said, and is searched all the same', () => {
  test.each<[name: string, protocol: string, steps: readonly Step[], flow: ReturnType<typeof testFlow>]>([
    ['WireGuard', 'wireguard', [client(begun), server(answered), ...packets], elsewhere],
    ['WireGuard that began before the capture', 'wireguard', packets, elsewhere],
    ['WireGuard on the port of IPsec', 'wireguard', packets, onPort],
    [
      'WireGuard of which one end is captured',
      'wireguard',
      packets.filter((_, at) => at % 2 === 0).concat(client(wireGuard(7, 3, 64))),
      elsewhere,
    ],
    [
      'WireGuard that began before the capture, with packets that fill the link',
      'wireguard',
      talk(
        3,
        (number) => wireGuard(7, number, 1_436),
        (number) => wireGuard(9, number, 1_436),
      ),
      elsewhere,
    ],
    [
      'WireGuard with bytes of a service in its header',
      'wireguard',
      [
        client(marked(begun)),
        server(marked(namingAnswer)),
        ...talk(
          3,
          (number) => marked(wireGuard(7, number, 112)),
          (number) => marked(wireGuard(9, number, 64)),
        ),
      ],
      elsewhere,
    ],
    [
      'WireGuard on the port of IPsec of which one end is captured',
      'wireguard',
      [0, 1, 2, 3, 4].map((number) => client(wireGuard(7, number, 112))),
      onPort,
    ],
    [
      'OpenVPN under a cipher without numbers in clear',
      'openvpn',
      [
        client(reset),
        server(resetAnswer),
        client(control),
        ...talk(
          3,
          (number) => blockVpn(number, 84),
          (number) => blockVpn(number, 100),
        ),
      ],
      elsewhere,
    ],
    [
      'WireGuard among datagrams that find the way',
      'wireguard',
      [
        client(Buffer.concat([Buffer.from('TS\u{1f4ac}'), sealedBytes(100, 'find')])),
        server(Buffer.concat([Buffer.from('TS\u{1f4ac}'), sealedBytes(110, 'found')])),
        ...packets,
      ],
      elsewhere,
    ],
    [
      'OpenVPN whose client brings its key along',
      'openvpn',
      [
        client(Buffer.concat([Buffer.from([10 << 3]), session, sealedBytes(700, 'key')])),
        server(resetAnswer),
        ...vpnPackets,
      ],
      elsewhere,
    ],
    [
      'IPsec whose association is numbered as OpenVPN begins',
      'ipsec',
      [1, 2, 3, 4].map((number) => client(esp(0x48123456, number, 96))),
      onPort,
    ],
    [
      'IPsec behind the key exchange of version 1',
      'ipsec',
      [client(oldIke(false, 200)), server(oldIke(true, 300)), client(oldIke(true, 304)), ...sealedPackets],
      onPort,
    ],
    ['OpenVPN', 'openvpn', [client(reset), server(resetAnswer), client(control), ...vpnPackets], elsewhere],
    ['OpenVPN that began before the capture', 'openvpn', vpnPackets, elsewhere],
    ['IPsec', 'ipsec', sealedPackets, onPort],
    [
      'IPsec behind its key exchange',
      'ipsec',
      [client(ike(34, 400)), server(ike(34, 380)), client(ike(35, 300)), server(ike(35, 200))],
      onPort,
    ],
    [
      'the key exchange of IPsec on its own port',
      'ipsec',
      [ike(34, 400), ike(34, 380), ike(35, 300), ike(35, 200)].map((message, at) =>
        at % 2 === 0 ? client(message.subarray(4)) : server(message.subarray(4)),
      ),
      onKeyPort,
    ],
    [
      'the key exchange of version 1 on its own port',
      'ipsec',
      [
        client(oldIke(false, 200).subarray(4)),
        ...[300, 304].map((length) => server(oldIke(true, length).subarray(4))),
      ],
      onKeyPort,
    ],
    ['IPsec that is kept open', 'ipsec', [client(Buffer.from([0xff])), ...sealedPackets], onPort],
  ])('%s', (_, protocol, steps, flow) => {
    const outcome = playLayer(steps, undefined, flow)
    expect(outcome.counts).toMatchObject({ undecryptableBytes: outcome.givenBytes, unrecognisedReadBytes: 0 })
    expect(outcome.messages).toHaveLength(steps.length)
    expect(outcome.anomalies).toEqual({ 'message.tunnel.encrypted': 1 })
    expect(outcome.events).toContainEqual({ kind: 'recognised', protocol })
    expectBalanced(outcome)
  })

  test('beyond what is searched, too', () => {
    const steps = talk(
      60,
      (number) => wireGuard(7, number, 1_424),
      (number) => wireGuard(9, number, 1_424),
    )
    const outcome = playLayer(steps, undefined, elsewhere)
    expect(outcome.counts).toMatchObject({ unrecognisedReadBytes: 0, unrecognisedSkippedBytes: 0 })
    expect(outcome.verdict).toBe(verdicts.undecryptable)
    expectBalanced(outcome)
  })
})

type Push = Extract<Step, { kind: 'push' }>

function say(direction: 0 | 1, bytes: Buffer): Push {
  return (direction === 0 ? client(bytes) : server(bytes)) as Push
}

describe('OpenVPN over TCP', () => {
  const over = testFlow('tcp', { serverPort: 1194 })
  const framed = (step: Step): Push => {
    const { direction, bytes } = step as Push
    const length = Buffer.alloc(2)
    length.writeUInt16BE(bytes.length)
    return say(direction, Buffer.concat([length, bytes]))
  }
  const whole = [client(reset), server(resetAnswer), client(control), ...vpnPackets].map(framed)
  const inPieces = whole.flatMap(({ direction, bytes }) =>
    [bytes.subarray(0, 1), bytes.subarray(1, 7), bytes.subarray(7)].map((piece) => say(direction, piece)),
  )
  const joined = ([0, 1] as const).map((direction) =>
    say(
      direction,
      Buffer.concat(
        vpnPackets
          .map(framed)
          .filter((step) => step.direction === direction)
          .map(({ bytes }) => bytes),
      ),
    ),
  )

  test.each<[name: string, steps: readonly Step[]]>([
    ['packet by packet', whole],
    ['cut anywhere', inPieces],
    ['that began before the capture, in few segments', joined],
  ])('%s', (_, steps) => {
    const outcome = playLayer(steps, undefined, over)
    expect(outcome.counts).toMatchObject({ undecryptableBytes: outcome.givenBytes, unrecognisedReadBytes: 0 })
    expect(outcome.anomalies).toEqual({ 'message.tunnel.encrypted': 1 })
    expect(outcome.events).toContainEqual({ kind: 'recognised', protocol: 'openvpn' })
    expectBalanced(outcome)
  })

  test('beyond what is searched, too', () => {
    const steps = talk(
      60,
      (number) => openVpn(number + 1, 1_424),
      (number) => openVpn(number + 1_001, 1_424),
    ).map(framed)
    const outcome = playLayer(steps, undefined, over)
    expect(outcome.counts).toMatchObject({ unrecognisedReadBytes: 0, unrecognisedSkippedBytes: 0 })
    expect(outcome.verdict).toBe(verdicts.undecryptable)
    expectBalanced(outcome)
  })

  test('IPsec over TCP', () => {
    const there = testFlow('tcp', { serverPort: 4500 })
    const inTcp = (step: Step): Push => {
      const { direction, bytes } = step as Push
      const length = Buffer.alloc(2)
      length.writeUInt16BE(bytes.length + 2)
      return say(direction, Buffer.concat([length, bytes]))
    }
    const begun = [client(ike(34, 400)), server(ike(34, 380)), client(ike(35, 300)), server(ike(35, 200))]
    const conversation = [...begun, ...sealedPackets].map(inTcp)
    for (const steps of [
      [client(Buffer.from('IKETCP')), ...conversation],
      [client(Buffer.from('IKE')), client(Buffer.from('TCP')), ...conversation],
      sealedPackets.map(inTcp),
    ]) {
      const outcome = playLayer(steps, undefined, there)
      expect(outcome.counts).toMatchObject({
        undecryptableBytes: outcome.givenBytes,
        unrecognisedReadBytes: 0,
      })
      expect(outcome.events).toContainEqual({ kind: 'recognised', protocol: 'ipsec' })
      expectBalanced(outcome)
    }
    const other = playLayer([client(Buffer.from('IKEA, imei=356938035643809'))], undefined, there)
    expect(other.counts).toMatchObject({ undecryptableBytes: 0 })
  })

  test('clear text behind such headers is none', () => {
    const clear = (number: number): Buffer =>
      Buffer.concat([
        openVpn(number, 0),
        Buffer.from('temperature is well and nothing is to be said '.repeat(3)),
      ])
    const outcome = playLayer(talk(9, clear, clear).map(framed), undefined, over)
    expect(outcome.counts).toMatchObject({ undecryptableBytes: 0 })
    expect(outcome.anomalies).toEqual({})
    expectBalanced(outcome)
  })
})

describe('what it is not', () => {
  const text = 'imei=356938035643809 temperature is well and nothing is to be said '
  test.each<[name: string, steps: readonly Step[], flow: ReturnType<typeof testFlow>]>([
    [
      'clear text behind the header of WireGuard',
      talk(
        9,
        (number) =>
          Buffer.concat([words('writeUInt32LE', 4, 7, number, 0), Buffer.from(text.repeat(3).slice(0, 192))]),
        (number) => wireGuard(9, number, 64).fill(0x61, 16),
      ),
      elsewhere,
    ],
    [
      'numbers that no counter gives',
      talk(
        9,
        (number) => wireGuard(number * 77_777, number, 64),
        (number) => wireGuard(number * 99_999, number, 64),
      ).slice(0, 8),
      elsewhere,
    ],
    [
      'another datagram among those of WireGuard',
      [client(Buffer.from('hello, and no more than this is said')), ...packets],
      elsewhere,
    ],
    ['the first exchange of keys, which is in clear', [client(ike(34, 400)), server(ike(34, 380))], onPort],
    [
      'clear text behind the header of OpenVPN',
      talk(
        9,
        (number) => Buffer.concat([openVpn(number, 0), Buffer.from(text)]),
        (number) => Buffer.concat([openVpn(number, 0), Buffer.from(text)]),
      ),
      elsewhere,
    ],
    [
      'sealed bytes behind what never changes',
      talk(
        9,
        (number) => Buffer.concat([Buffer.from('4b11223344556677', 'hex'), sealedBytes(90, `q ${number}`)]),
        () => Buffer.from('4b88776655443322'.repeat(6), 'hex'),
      ),
      elsewhere,
    ],
    [
      'other bytes in the header of WireGuard, with no answer that names what it answers',
      [client(marked(begun)), server(marked(answered)), ...packets],
      elsewhere,
    ],
    [
      'the first messages of IKEv1, which are in clear',
      [client(oldIke(false, 400)), server(oldIke(false, 380))],
      onPort,
    ],
    [
      'small datagrams of QUIC, as those that only acknowledge',
      [0, 3, 9, 1, 17, 12, 10, 2, 29, 8, 16, 11].map((low) =>
        client(Buffer.concat([Buffer.from([0x40 | low]), session, sealedBytes(22, `ack ${low}`)])),
      ),
      elsewhere,
    ],
    ['what only begins as OpenVPN does', [client(reset), server(resetAnswer), client(control)], elsewhere],
    ['what looks like IPsec on another port', sealedPackets, elsewhere],
    [
      'text on the port of IPsec',
      talk(
        9,
        (number) => Buffer.from(`LOG ${number} ${text}`.slice(0, 64)),
        () => Buffer.from('ALL IS WELL, AND NO MORE IS SAID'),
      ),
      onPort,
    ],
    [
      'clear text behind the header of IPsec',
      talk(
        9,
        (number) => Buffer.concat([words('writeUInt32BE', 9, number), Buffer.from(text.slice(0, 64))]),
        (number) => Buffer.concat([words('writeUInt32BE', 8, number), Buffer.from(text.slice(0, 64))]),
      ),
      onPort,
    ],
  ])('%s', (_, steps, flow) => {
    const outcome = playLayer(steps, undefined, flow)
    expect(outcome.counts).toMatchObject({ undecryptableBytes: 0 })
    expect(outcome.anomalies).toEqual({})
    expectBalanced(outcome)
  })
})
