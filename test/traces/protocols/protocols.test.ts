/** What identifies is found whatever protocol carries it, at its place in the frames, and named with that protocol. */
import { describe, expect, test } from 'vitest'
import type { ScanResult } from '../../../src/pipeline/scan-result.ts'
import { ethernetFrame, ipFragments, TcpConversation, udpDatagram, udpPacket } from '../../support/capture.ts'
import { mqttPacket, mqttString } from '../../support/mqtt-packet.ts'
import { dnsMessage, dnsQuestion, dnsRecord, dnsTypes } from '../../support/dns-message.ts'
import { ntpPacket } from '../../support/ntp-packet.ts'
import { protocolSamples } from '../../support/protocol-samples.ts'
import { protobufBytes } from '../../support/protobuf-fields.ts'
import { stunMessage } from '../../support/stun-message.ts'
import { proxyHeader, proxyLine } from '../../support/samples/proxy-protocol.ts'
import { socksDatagram } from '../../support/samples/socks.ts'
import { suplStart } from '../../support/supl-message.ts'
import { clientHello, tlsRecord } from '../../support/tls-hello.ts'
import { xiaomiFrame } from '../../support/xiaomi-frame.ts'
import { observed, scanFrames } from '../../support/scan-frames.ts'

const imei = '356938035643809'

/** Protocols by which the recipients were reached. */
function protocolsOf(result: ScanResult): string[] {
  return [...new Set(result.recipients.flatMap(({ protocols }) => protocols))].sort()
}

/** The bytes of the frames that the observations name. */
function evidence(result: ScanResult, frames: readonly Buffer[]): string[] {
  return result.observations.map(({ spans }) =>
    Buffer.concat(
      spans.map(({ frame, start, end }) => (frames[frame - 1] as Buffer).subarray(start, end)),
    ).toString('latin1'),
  )
}

describe('MQTT', () => {
  const { frames } = new TcpConversation({ targetPort: 1883 })
    .open()
    .send(
      mqttPacket(0x10, [
        mqttString('MQTT'),
        Buffer.from([4, 0xc2, 0, 60]),
        mqttString(imei),
        mqttString('phone-7'),
        mqttString('correct horse battery'),
      ]),
    )
    .reply(Buffer.from([0x20, 2, 0, 0]))
    .send(mqttPacket(0x30, [mqttString('d/7'), Buffer.from('{"imsi":"240075811111111"}')]), 11)
    .close()

  test('client id, password and payload, each at its place', async () => {
    const result = await scanFrames(frames)
    expect(observed(result)).toEqual([
      'account-credential correct horse battery certain',
      `imei ${imei} possible`,
      'imsi 240075811111111 probable',
      'user-id phone-7 possible',
    ])
    expect(protocolsOf(result)).toEqual(['mqtt'])
    expect(evidence(result, frames).sort()).toEqual([
      '240075811111111',
      imei,
      'correct horse battery',
      'phone-7',
    ])
    expect(
      result.transmissions.map(({ summary }) => `${summary.protocol} ${summary.method} ${summary.path}`),
    ).toEqual(['mqtt CONNECT ', 'mqtt PUBLISH d/7'])
  })

  test('what fits nowhere behind a will was sent with it, once', async () => {
    const connect = [
      mqttString('MQTT'),
      Buffer.from([4, 6, 0, 60]),
      mqttString('phone-7'),
      mqttString('will/7'),
      mqttString(`imei=${imei}`),
      Buffer.from('EXTRA imsi=240075811111111'),
    ]
    const { transmissions } = await scanFrames(
      new TcpConversation({ targetPort: 1883 })
        .open()
        .send(mqttPacket(0x10, connect))
        .reply(Buffer.from([0x20, 2, 0, 0]))
        .close().frames,
    )
    expect(transmissions).toMatchObject([{ identifiers: ['imei', 'imsi'], receipt: { status: 0 } }])
  })
})

describe('SIP', () => {
  /** What a phone sends to the IMS of its operator: IMSI, IMEI and cell (3GPP TS 24.229). */
  const register = [
    'REGISTER sip:240075811111111@ims.mnc007.mcc240.3gppnetwork.org SIP/2.0',
    'To: <sip:240075811111111@ims.mnc007.mcc240.3gppnetwork.org>',
    'From: <sip:240075811111111@ims.mnc007.mcc240.3gppnetwork.org>;tag=a',
    'Call-ID: one',
    'CSeq: 1 REGISTER',
    'Contact: <sip:192.0.2.10:5060>;+sip.instance="<urn:gsma:imei:35693803-564380-0>"',
    'Authorization: Digest username="240075811111111@ims.mnc007.mcc240.3gppnetwork.org",response="0123456789abcdef"',
    'P-Access-Network-Info: 3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=2400700011a2d001',
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n')
  const found = [
    'cell-id 240-07-0001-1a2d001 probable',
    'imei 356938035643809 certain',
    'imsi 240075811111111 certain',
  ]

  test('over TCP and UDP: IMSI, IMEI and cell, as signalling to the operator', async () => {
    const tcp = new TcpConversation({ targetPort: 5060, target: '10.1.2.3' })
      .open()
      .send(register, 100).frames
    const udp = [udpPacket({ targetPort: 5060, target: '10.1.2.3', payload: register })]
    for (const frames of [tcp, udp]) {
      const result = await scanFrames(frames)
      expect(observed(result)).toEqual(found)
      expect(protocolsOf(result)).toEqual(['sip'])
      expect(result.recipients.map(({ host }) => host)).toContain('ims.mnc007.mcc240.3gppnetwork.org')
      expect(result.findings.map(({ family, severity }) => `${family} ${severity}`)).toEqual([
        'ims-registration low',
      ])
      expect(result.findings[0]?.reasons.join()).toContain('operator')
    }
  })

  test('the account of a program for telephony, at a server that is known by its address: each time it registers, and whom it calls', async () => {
    const own = '<sip:45191@10.20.1.75;transport=UDP>'
    const said = (line: string, from: string, to: string, at: number): Buffer =>
      udpPacket({
        targetPort: 5060,
        target: '10.20.1.75',
        payload: [
          `${line} SIP/2.0`,
          `Via: SIP/2.0/UDP 192.0.2.10:64538;branch=z9hG4bK-${at};rport`,
          `Contact: <sip:45191@192.0.2.10:64538;rinstance=7a46f1e12702e7fb;transport=UDP>`,
          `To: ${to}`,
          `From: ${from};tag=d3833767`,
          'Call-ID: KopLTw9xs_lEpCtiPa07bQ..',
          `CSeq: ${at} ${line.split(' ', 1)[0]}`,
          'Content-Length: 0',
          '',
          '',
        ].join('\r\n'),
      })
    const registers = [4, 5, 6].map((at) => said('REGISTER sip:10.20.1.75;transport=UDP', own, own, at))
    const calls = said('INVITE sip:22471122@10.20.1.75', own, '<sip:22471122@10.20.1.75>', 7)
    const result = await scanFrames([...registers, calls])
    expect(observed(result)).toEqual([
      'contacts 22471122@10.20.1.75 possible',
      'user-id 45191@10.20.1.75 probable',
    ])
    expect(result.transmissions.map(({ identifiers }) => identifiers.join())).toEqual([
      'user-id',
      'user-id',
      'user-id',
      'contacts,user-id',
    ])
  })

  test('where the operator is heard first: what the phone says is the phone’s all the same', async () => {
    const phone = { source: '192.0.2.10', sourcePort: 5060, target: '10.1.2.3', targetPort: 5060 }
    const operator = { source: '10.1.2.3', sourcePort: 5060, target: '192.0.2.10', targetPort: 5060 }
    const asks =
      'OPTIONS sip:192.0.2.10 SIP/2.0\r\nCall-ID: n\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n'
    const calls = asks
      .replaceAll('OPTIONS', 'INVITE')
      .replace('CSeq', 'P-Called-Party-ID: <tel:+4790000001>\r\nCSeq')
    const rings = `SIP/2.0 180 Ringing\r\nCall-ID: n\r\nCSeq: 1 INVITE\r\n${register.split('\r\n').slice(5).join('\r\n')}`
    const registered = [
      udpPacket({ ...operator, payload: asks }),
      udpPacket({ ...phone, payload: register }),
      udpPacket({ ...phone, payload: register }),
    ]
    expect(observed(await scanFrames(registered))).toEqual(found)
    const called = [udpPacket({ ...operator, payload: calls }), udpPacket({ ...phone, payload: rings })]
    const result = await scanFrames(called)
    expect(observed(result)).toEqual(expect.arrayContaining(found))
    expect(result.recipients.flatMap(({ addresses }) => addresses.map(({ address }) => address))).toEqual([
      '10.1.2.3',
    ])
  })

  test('in fragments of IP: the evidence lies in the frame that carries it', async () => {
    const ends = { target: '10.1.2.3', targetPort: 5060 }
    const datagram = udpDatagram({ ...ends, payload: register })
    const fragments = ipFragments(17, datagram, [0, 200, 400], ends).map((packet) => ethernetFrame(packet))
    const frames = [fragments[1], fragments[2], fragments[0]] as Buffer[]
    const result = await scanFrames(frames)
    expect(observed(result)).toEqual(found)
    const instance = result.observations.find(({ identifier }) => identifier === 'imei')
    expect(instance?.spans.map(({ frame }) => frame)).toEqual([1])
    expect(evidence(result, frames)).toContain('35693803-564380-0')
  })

  test('what follows to the same private address, on other ports, is signalling, too; alone it is not', async () => {
    const message = register
      .replace(/^REGISTER \S+/, 'MESSAGE tel:+4790000001')
      .replaceAll(/^(To|From|Authorization).*\r\n/gm, '')
    const families = async (target: string, ...before: Buffer[]): Promise<string[]> =>
      (await scanFrames([...before, udpPacket({ targetPort: 6060, target, payload: message })])).findings.map(
        ({ family, severity }) => `${family} ${severity}`,
      )
    const registered = udpPacket({ targetPort: 5060, target: '10.1.2.3', payload: register })
    expect(await families('10.1.2.3', registered)).toEqual(['ims-registration low'])
    expect(await families('10.1.2.3')).toEqual(['ims-registration medium'])
    expect(await families('198.51.100.20', registered)).toEqual([' high', 'ims-registration low'])
  })

  /** The name of who is told what is said to an address ('' where none is known), after a REGISTER with each domain on a port of its own. */
  async function toldOf(message: string, source: string, ...domains: string[]): Promise<string[]> {
    const target = '203.0.113.5'
    const frames = domains.map((domain, at) =>
      udpPacket({
        target,
        targetPort: 5060,
        sourcePort: 5070 + at,
        payload: register.replaceAll('ims.mnc007.mcc240.3gppnetwork.org', domain),
      }),
    )
    const last = udpPacket({ source, target, targetPort: 5060, sourcePort: 5090, payload: message })
    const { recipients, transmissions } = await scanFrames([...frames, last])
    const told = transmissions.toSorted((a, b) => a.exchange - b.exchange).at(-1)
    return recipients.filter(({ id }) => id === told?.recipient).map(({ host }) => host)
  }

  test('what follows on other ports is for the registrar only where the same client registered with no other, by its account', async () => {
    const phone = '192.0.2.10'
    const said = register
      .replace(/^REGISTER \S+/, 'MESSAGE sip:carl@voip-b.example.org')
      .replace(
        'To: <sip:240075811111111@ims.mnc007.mcc240.3gppnetwork.org>',
        'To: <sip:carl@voip-b.example.org>',
      )
    const byAnna = said.replace(/^From: .*/m, 'f: "A <b>" <sip:anna@voip-a.example.net:5060>;tag=a')
    const byDora = said.replace(/^From: .*/m, 'From: sip:dora@third-c.example.com;tag=a')
    const hidden = said.replace(/^From: .*/m, 'From: "Anonymous" <sip:anonymous@anonymous.invalid>;tag=a')
    expect(await toldOf(byAnna, phone, 'voip-a.example.net')).toEqual(['voip-a.example.net'])
    expect(await toldOf(hidden, phone, 'voip-a.example.net')).toEqual(['voip-a.example.net'])
    expect(await toldOf(byAnna, phone, 'voip-a.example.net', 'voip-b.example.org')).toEqual([''])
    expect(await toldOf(byAnna, '192.0.2.11', 'voip-a.example.net')).toEqual([''])
    expect(await toldOf(byDora, phone, 'voip-a.example.net')).toEqual([''])
  })

  /** DNS told the phone that this name has the address to which it sends its REGISTER. */
  async function registeredAt(name: string, message: string = register): Promise<ScanResult> {
    const target = '198.51.100.20'
    const answer = dnsMessage({
      flags: 0x8180,
      questions: [dnsQuestion(name)],
      answers: [dnsRecord(name, dnsTypes.a, Buffer.from(target.split('.').map(Number)))],
    })
    const resolver = { source: '203.0.113.53', sourcePort: 53, target: '192.0.2.10', targetPort: 40_000 }
    return scanFrames([
      udpPacket({ ...resolver, payload: answer }),
      udpPacket({ target, targetPort: 5060, payload: message }),
    ])
  }

  test('whom a REGISTER is for need not be whom it goes to: DNS names that one', async () => {
    const result = await registeredAt('sbc.example.net')
    expect(observed(result)).toEqual(found)
    const [finding] = result.findings
    const recipient = result.recipients.find(({ id }) => id === finding?.recipient)
    expect(recipient).toMatchObject({ host: 'sbc.example.net', nameEvidence: 'dns-answer' })
    expect(finding).toMatchObject({ family: '', severity: 'critical' })
    expect(finding?.counterEvidence.join()).toContain(
      'what was sent there asks to be registered with ims.mnc007.mcc240.3gppnetwork.org',
    )
    expect(result.recipients.map(({ host }) => host)).not.toContain('ims.mnc007.mcc240.3gppnetwork.org')
  })

  test.each([
    'ims.mnc007.mcc240.3gppnetwork.org',
    'pcscf1.ims.mnc007.mcc240.3gppnetwork.org',
    'pcscf1.epc.mnc007.mcc240.pub.3gppnetwork.org',
  ])('to the operator by its own name %s it is signalling', async (name) => {
    const { findings, recipients } = await registeredAt(name)
    expect(findings.map(({ family, severity }) => `${family} ${severity}`)).toEqual(['ims-registration high'])
    const recipient = recipients.find(({ id }) => id === findings[0]?.recipient)
    expect(recipient?.host).toBe('ims.mnc007.mcc240.3gppnetwork.org')
    expect(findings[0]?.counterEvidence.join()).not.toContain('registered with')
  })

  test('with the IMSI of another operator it is not the phone’s own', async () => {
    const foreign = register.replaceAll('ims.mnc007.mcc240', 'ims.mnc011.mcc460')
    const frames = [udpPacket({ target: '10.1.2.3', targetPort: 5060, payload: foreign })]
    const [finding] = (await scanFrames(frames)).findings
    expect(finding).toMatchObject({ family: 'ims-registration', severity: 'high' })
    expect(finding?.reasons.join()).not.toContain('own operator')
    expect(finding?.counterEvidence.join()).not.toContain('the operator knows')
    expect(finding?.counterEvidence).toContain(
      'an IMSI of another operator was sent there: the recipient is not the phone’s own operator',
    )
  })

  test('nor is another operator’s network the operator’s', async () => {
    const { findings } = await registeredAt('pcscf1.ims.mnc011.mcc460.3gppnetwork.org')
    expect(findings.map(({ family }) => family)).toEqual([''])
  })

  test('in the country of another the address speaks against it', async () => {
    const frames = [udpPacket({ target: '47.92.1.1', targetPort: 5060, payload: register })]
    const [finding] = (await scanFrames(frames)).findings
    expect(finding).toMatchObject({ family: 'ims-registration', severity: 'critical' })
    expect(finding?.reasons.join()).not.toContain('own operator')
    expect(finding?.counterEvidence.join()).toContain('only the message names the operator')
  })

  test('to somebody else it is no signalling of an operator', async () => {
    const other = register.replaceAll('ims.mnc007.mcc240.3gppnetwork.org', 'voip.example.com')
    const result = await scanFrames([udpPacket({ targetPort: 5060, payload: other })])
    expect(observed(result)).toContain('imei 356938035643809 certain')
    expect(result.findings.map(({ family }) => family)).toEqual([''])
  })
})

test('STUN: the user name, over UDP and TCP', async () => {
  const request = stunMessage(0x0003, [[0x0006, Buffer.from('anna@telenor.no')]])
  for (const frames of [
    [udpPacket({ targetPort: 3478, payload: request })],
    new TcpConversation({ targetPort: 9_000 }).open().send(request, 30).frames,
  ]) {
    const result = await scanFrames(frames)
    expect(observed(result).map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
      'email anna@telenor.no',
    ])
    expect(protocolsOf(result)).toEqual(['stun'])
    expect(evidence(result, frames)).toEqual(['anna@telenor.no'])
  }
})

test('NTP and SSDP are recognised, and say nothing of the user', async () => {
  const result = await scanFrames([
    udpPacket({ targetPort: 123, payload: ntpPacket(0x23, 0) }),
    udpPacket({
      target: '239.255.255.250',
      targetPort: 1900,
      payload: 'M-SEARCH * HTTP/1.1\r\nST: ssdp:all\r\nUSER-AGENT: Phone/1\r\n\r\n',
    }),
  ])
  expect(protocolsOf(result)).toEqual(['ntp', 'ssdp'])
  expect(result.findings).toEqual([])
  expect(result.localNames.map(({ value }) => value)).toEqual(['Phone/1'])
})

test('CoAP: an identifier that is cut by the blocks of a body', async () => {
  const text = JSON.stringify({ imei })
  const frames = Array.from({ length: Math.ceil(text.length / 16) }, (_, number) => {
    const isLast = (number + 1) * 16 >= text.length
    return udpPacket({
      targetPort: 5683,
      payload: Buffer.concat([
        // POST, one byte of token; Uri-Path nb; Block1 with blocks of 16 bytes.
        Buffer.from([
          0x41,
          2,
          0,
          number,
          number,
          0xb2,
          0x6e,
          0x62,
          0xd1,
          3,
          (number << 4) | (isLast ? 0 : 8),
          0xff,
        ]),
        Buffer.from(text.slice(number * 16, number * 16 + 16)),
      ]),
    })
  })
  const result = await scanFrames(frames)
  expect(observed(result)).toEqual([`imei ${imei} probable`])
  expect(evidence(result, frames)).toEqual([imei])
  expect(new Set(result.observations[0]?.spans.map(({ frame }) => frame))).toEqual(new Set([1, 2]))
  expect(protocolsOf(result)).toEqual(['coap'])
})

test('MCS: the number of the device at Google', async () => {
  const content = Buffer.concat([
    protobufBytes(1, 'android-17'),
    protobufBytes(2, 'mcs.android.com'),
    protobufBytes(3, '3812345678901234567'),
  ])
  const { frames } = new TcpConversation({ targetPort: 5228 })
    .open()
    .send(Buffer.concat([Buffer.from([41, 2, content.length]), content]), 20)
  const result = await scanFrames(frames)
  expect(observed(result)).toEqual(['gsf-id 34e82c323fe74b87 probable'])
  expect(evidence(result, frames)).toEqual(['3812345678901234567'])
  expect(protocolsOf(result)).toEqual(['mcs'])
})

test('Xiaomi’s push channel: the number of the device in the first frame, and what is encrypted is counted', async () => {
  const deviceId = `a-${'0123456789abcdef'.repeat(3).slice(0, 40)}`
  const header = Buffer.concat([protobufBytes(2, 'xiaomi.com'), protobufBytes(5, 'CONN')])
  const { frames } = new TcpConversation({ targetPort: 5222 })
    .open()
    .send(
      xiaomiFrame(Buffer.concat([Buffer.from([0, 2, 0, header.length]), header, protobufBytes(4, deviceId)])),
    )
    .send(xiaomiFrame(Buffer.alloc(100, 0x9e)))
  const result = await scanFrames(frames)
  expect(observed(result)).toEqual([`device-id ${deviceId} probable`])
  expect(protocolsOf(result)).toEqual(['xiaomi-push'])
  expect(result.coverage.summary.undecryptable).toBe(100)
})

describe('tunnels through a proxy', () => {
  const request = `GET /?imei=${imei} HTTP/1.1\r\nHost: inner.example.com\r\n\r\n`

  test('SOCKS 5: the destination is who was named, not the proxy', async () => {
    const conversation = new TcpConversation({ targetPort: 1080, target: '10.0.0.1' })
      .open()
      .send(Buffer.from([5, 1, 0]))
      .reply(Buffer.from([5, 0]))
      .send(Buffer.from('\x05\x01\0\x03\x0fwww.example.com\0\x50', 'latin1'))
      .reply(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]))
      .send(Buffer.from('\x01\x02\x03 unknown imei=').toString('latin1') + imei)
      .close()
    const result = await scanFrames(conversation.frames)
    expect(observed(result)).toEqual([`imei ${imei} probable`])
    const recipient = result.recipients.find(({ id }) => id === result.observations[0]?.recipient)
    expect(recipient?.host).toBe('www.example.com')
  })

  test('UDP through SOCKS 5: the destination is who was named', async () => {
    const to = (host: string, content: string): Buffer =>
      udpPacket({
        source: '10.0.0.7',
        target: '10.0.0.1',
        sourcePort: 40_000,
        targetPort: 40_001,
        payload: socksDatagram(host, 4_000, content),
      })
    const result = await scanFrames([to('a.example.com', 'hello'), to('b.example.com', `imei=${imei}`)])
    expect(observed(result)).toEqual([`imei ${imei} probable`])
    const recipient = result.recipients.find(({ id }) => id === result.observations[0]?.recipient)
    expect(recipient?.host).toBe('b.example.com')
  })

  test('UDP through SOCKS 5 in fragments of IP: the evidence lies in the frame that carries it', async () => {
    const ends = { source: '10.0.0.7', target: '10.0.0.1', sourcePort: 40_000, targetPort: 40_001 }
    const content = `${'hello world '.repeat(40)}imei=${imei}`
    const datagram = udpDatagram({ ...ends, payload: socksDatagram('a.example.com', 4_000, content) })
    const fragments = ipFragments(17, datagram, [0, 200, 400], ends).map((packet) => ethernetFrame(packet))
    const frames = [fragments[1], fragments[2], fragments[0]] as Buffer[]
    const result = await scanFrames(frames)
    expect(observed(result)).toEqual([`imei ${imei} probable`])
    expect(result.observations[0]?.spans.map(({ frame }) => frame)).toEqual([2])
    expect(evidence(result, frames)).toEqual([imei])
  })

  test('HTTP CONNECT: the destination is who was named', async () => {
    const { frames } = new TcpConversation({ targetPort: 8080, target: '10.0.0.1' })
      .open()
      .send('CONNECT www.example.com:5222 HTTP/1.1\r\nHost: www.example.com:5222\r\n\r\n')
      .reply('HTTP/1.1 200 OK\r\n\r\n')
      .send(`\x01\x02 unknown imei=${imei}`)
      .close()
    const result = await scanFrames(frames)
    expect(observed(result)).toEqual([`imei ${imei} probable`])
    const recipient = result.recipients.find(({ id }) => id === result.observations[0]?.recipient)
    expect(recipient?.host).toBe('www.example.com')
  })

  test('behind a header of the PROXY protocol, in one segment with it: HTTP and TLS', async () => {
    for (const header of [Buffer.from(proxyLine), proxyHeader([[5, 'imsi=240075811111111']])]) {
      const hello = tlsRecord(clientHello({ sni: 'www.example.com' }))
      const { frames } = new TcpConversation().open().send(Buffer.concat([header, Buffer.from(request)]))
      const next = new TcpConversation({ sourcePort: 40_001 }).open().send(Buffer.concat([header, hello]))
      const result = await scanFrames([...frames, ...next.frames])
      expect(observed(result)).toContain(`imei ${imei} probable`)
      const carriers = result.transmissions.map(({ summary }) => summary.protocol)
      expect(carriers).toEqual(header[0] === 13 ? ['proxy-protocol', 'http', 'proxy-protocol'] : ['http'])
      expect(protocolsOf(result)).toEqual(['http', 'tls'])
      const { recipient } = result.observations.find(({ identifier }) => identifier === 'imei') ?? {}
      expect(result.recipients.find(({ id }) => id === recipient)?.host).toBe('inner.example.com')
      expect(result.recipients.map(({ host }) => host)).toContain('www.example.com')
    }
  })

  test('what is inside names itself: HTTP in SOCKS 4a in HTTP CONNECT', async () => {
    const { frames } = new TcpConversation({ targetPort: 8080 })
      .open()
      .send('CONNECT socks.example.com:1080 HTTP/1.1\r\nHost: socks.example.com\r\n\r\n')
      .reply('HTTP/1.1 200 OK\r\n\r\n')
      .send(Buffer.from('\x04\x01\0\x50\0\0\0\x01me\0www.example.com\0', 'latin1'))
      .reply(Buffer.from([0, 0x5a, 0, 0, 0, 0, 0, 0]))
      .send(request)
      .close()
    const result = await scanFrames(frames)
    expect(observed(result)).toEqual([`imei ${imei} probable`])
    const recipient = result.recipients.find(({ id }) => id === result.observations[0]?.recipient)
    expect(recipient?.host).toBe('inner.example.com')
  })
})

test('a protocol that is not known: what is sent in each turn is a transmission of its own, at its time', async () => {
  const spoken = new TcpConversation({ targetPort: 9_000 }).open()
  for (const turn of [1, 2, 3]) spoken.send(`REPORT ${turn} imei=${imei}\n`).reply(`${turn} taken\n`)
  // What is typed comes sign by sign, each with its echo: it is one value all the same.
  for (const sign of `imsi=240075811111111\n`) spoken.send(sign).reply(sign)
  const { frames } = spoken.close()
  const result = await scanFrames(frames.map((bytes, index) => ({ bytes, sec: 1_000 + index, nsec: 0 })))
  expect(result.transmissions.map(({ identifiers }) => identifiers)).toEqual([
    ['imei'],
    ['imei'],
    ['imei'],
    ['imsi'],
  ])
  for (const { at, frames: numbers, exchange } of result.transmissions) {
    expect(at.sec).toBe(1_000 + (numbers[0] ?? 0) - 1)
    for (const observation of result.observations.filter((one) => one.exchange === exchange))
      expect(observation.at).toEqual(at)
  }
  expect(new Set(result.transmissions.map(({ exchange }) => exchange)).size).toBe(4)
  expect(result.transmissions.every(({ receipt }) => receipt !== null)).toBe(true)
})

test('turns are told apart where the first answer is too short to tell its protocol, without a handshake, too', async () => {
  for (const count of [2, 3, 5]) {
    const spoken = new TcpConversation({ sourcePort: 42_000, targetPort: 7_777 })
    for (let turn = 1; turn <= count; turn++)
      spoken.send(`REPORT ${turn} imei=${imei}\n`).reply('\0\x01OK\x02')
    const { transmissions } = await scanFrames(spoken.frames)
    expect(transmissions.map(({ frames }) => frames)).toEqual(
      Array.from({ length: count }, (_, at) => [at * 2 + 1]),
    )
  }
})

test('a protocol that is not known is searched as it is and decoded, and reported as unrecognised', async () => {
  const encoded = Buffer.from(`{"imei":"${imei}"}`).toString('base64')
  for (const text of [`\x07\x00imei=${imei}`, `\x07\x00\x01 ${encoded}`]) {
    const tcp = new TcpConversation({ targetPort: 7_777 })
      .open()
      .send(Buffer.from(text, 'latin1'), 9)
      .close().frames
    const udp = [udpPacket({ targetPort: 7_777, payload: Buffer.from(text, 'latin1') })]
    for (const frames of [tcp, udp]) {
      const result = await scanFrames(frames)
      expect(observed(result)).toEqual([`imei ${imei} probable`])
      expect(protocolsOf(result)).toEqual(['unrecognised'])
    }
  }
})

/** The sample conversation of a protocol, as frames. */
function framesOf(name: string, targetPort: number): Buffer[] {
  const sample = protocolSamples.find((one) => one.name === name && one.transport === 'tcp')
  const conversation = new TcpConversation({ targetPort }).open()
  for (const step of sample?.steps ?? []) {
    if (step.kind !== 'push') continue
    if (step.direction === 0) conversation.send(step.bytes)
    else conversation.reply(step.bytes)
  }
  return conversation.close().frames
}

describe('text in clear: names and passwords of logins, however short, and what is sent', () => {
  const password = 'account-credential hunter2 certain'
  const name = 'user-id alice probable'
  test.each([
    ['ftp', [password, 'user-id alice possible']],
    ['smtp', [password, `imei ${imei} probable`, name]],
    ['pop3', [password, name]],
    ['imap', [password, `imei ${imei} probable`, name]],
    ['telnet', [password, name]],
    ['xmpp', [password, `imei ${imei} probable`, name]],
  ])('%s', async (protocol, found) => {
    // On a port that says nothing: recognised by content.
    const frames = framesOf(protocol, 7_007)
    const result = await scanFrames(frames)
    expect(observed(result)).toEqual(found)
    expect(protocolsOf(result)).toEqual([protocol])
    expect(result.findings.map(({ severity }) => severity)).toContain('high')
  })

  test('the evidence is the name and the password as they stand on the wire, or their base64', async () => {
    const ftp = framesOf('ftp', 7_007)
    expect(evidence(await scanFrames(ftp), ftp)).toEqual(['alice', 'hunter2'])
    const smtp = framesOf('smtp', 7_007)
    expect(evidence(await scanFrames(smtp), smtp)).toEqual(['YWxpY2U=', 'aHVudGVyMg==', imei])
  })

  test('Redis, whose answers look like those of POP3, is not known', async () => {
    const { frames } = new TcpConversation({ targetPort: 7_007 })
      .open()
      .send(`*3\r\n$3\r\nSET\r\n$4\r\nimei\r\n$15\r\n${imei}\r\n`)
      .reply('+OK\r\n')
    expect(protocolsOf(await scanFrames(frames))).toEqual(['unrecognised'])
  })

  test('an anonymous login is dismissed', async () => {
    const { frames } = new TcpConversation({ targetPort: 21 })
      .open()
      .send('USER anonymous\r\n')
      .send('PASS mozilla@example.com\r\n')
    const result = await scanFrames(frames)
    expect(observed(result)).toEqual([])
  })
})

test('XMPP: what stands in a stanza is told once, though it is its target or the name of a login, too', async () => {
  const login = Buffer.from(`\0${imei}\0hunter2`).toString('base64')
  const { frames } = new TcpConversation({ targetPort: 5222 })
    .open()
    .send(
      `<stream:stream to='chat.test.no' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>`,
    )
    .send(`<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>${login}</auth>`)
    .send(`<message to='kari.nordmann@fjellpost.no'><body>imsi=240075811111111</body></message>`)
  const { observations } = await scanFrames(frames)
  expect(observations.map(({ identifier, normal }) => `${identifier} ${normal}`)).toEqual([
    `imei ${imei}`,
    'account-credential hunter2',
    'email kari.nordmann@fjellpost.no',
    'imsi 240075811111111',
  ])
})

test('SUPL: who asks for help to find the position, and in which cell', async () => {
  const frames = new TcpConversation({ targetPort: 7275 })
    .open()
    .send(suplStart(3, '240075811111111', 'lte'), 15).frames
  const result = await scanFrames(frames)
  expect(observed(result)).toEqual(['cell-id 240-07-0001-1a2d001 probable', 'imsi 240075811111111 probable'])
  expect(protocolsOf(result)).toEqual(['supl'])
  // The bytes that hold the digits: half bytes at a shift, from the ninth byte of the message on.
  const imsi = result.observations.find(({ identifier }) => identifier === 'imsi')
  expect(imsi?.spans.reduce((sum, { start, end }) => sum + end - start, 0)).toBe(9)
})
