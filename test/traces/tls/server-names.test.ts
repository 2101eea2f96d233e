/** An identifier in the server name of a hello is shown to everyone on the way: it is observed, as plaintext. */
import { X509Certificate } from 'node:crypto'
import { expect, test } from 'vitest'
import { unreadTexts } from '../../../src/report/unread.ts'
import { TcpConversation, udpPacket } from '../../support/capture.ts'
import { cryptoFrame, initialPacket } from '../../support/quic-packet.ts'
import { dnsMessage, dnsQuestion, dnsRecord, dnsTypes } from '../../support/dns-message.ts'
import { echLines, outerRandom, sealedHellos } from '../../support/ech-hellos.ts'
import { clientHello, handshakeMessage, serverHello, tlsRecord } from '../../support/tls-hello.ts'
import { selfSigned } from '../../../tools/phone-emulator/certificate.ts'
import { scanFrames } from '../../support/scan-frames.ts'

const imei = '356938035643809'
const hello = clientHello({ sni: `${imei}.t.example.com` })
const profile = `name: a phone\nidentifiers:\n  imei: ${imei}\n`
const overTcp = (): TcpConversation =>
  new TcpConversation({ targetPort: 443 }).open().send(tlsRecord(hello)).close()

test('over TCP and QUIC, once for each name', async () => {
  const quic = udpPacket({
    source: '192.0.2.10',
    target: '198.51.100.20',
    sourcePort: 40_001,
    targetPort: 443,
    payload: initialPacket(cryptoFrame(0, hello), { size: 1_200 }),
  })
  for (const frames of [[...overTcp().frames], [quic], [...overTcp().frames, quic]]) {
    const result = await scanFrames(frames, { profile })
    expect(result.observations).toMatchObject([
      { identifier: 'imei', normal: imei, protection: 'plaintext', direction: 'sent' },
    ])
    expect(result.recipients[0]?.host).toBe(`${imei}.t.example.com`)
    expect(result.exchanges).toBe(0)
    expect(result.transmissions).toHaveLength(1)
    const span = result.observations[0]?.spans[0]
    expect((span?.end ?? 0) - (span?.start ?? 0)).toBe(imei.length)
  }
})

test('a name that identifies nobody is no observation', async () => {
  const frames = new TcpConversation({ targetPort: 443 })
    .open()
    .send(tlsRecord(clientHello({ sni: 'www.example.com' })))
    .close().frames
  const result = await scanFrames(frames, { profile })
  expect(result.observations).toEqual([])
  expect(result.transmissions).toEqual([])
})

/** A handshake of TLS 1.2 without a name, whose server shows a certificate for `name`. */
function certified(name: string): Buffer[] {
  const from = Date.UTC(2025, 0, 1)
  const { certificatePem } = selfSigned(name, Buffer.from([1]), from, from + 86_400_000)
  const der = new X509Certificate(certificatePem).raw
  const sized = (bytes: Buffer): Buffer => {
    const length = Buffer.alloc(3)
    length.writeUIntBE(bytes.length, 0, 3)
    return Buffer.concat([length, bytes])
  }
  return new TcpConversation({ targetPort: 443 })
    .open()
    .send(tlsRecord(clientHello()))
    .reply(tlsRecord(serverHello(0xc02b)))
    .reply(tlsRecord(handshakeMessage(11, sized(sized(der)))))
    .close().frames
}

test('a certificate alone shows a known sender', async () => {
  const { findings, contacts } = await scanFrames(certified('zzhc.vnet.cn'))
  expect(contacts.map(({ source, name }) => [source, name])).toEqual([['certificate', 'zzhc.vnet.cn']])
  expect(findings.map(({ family, severity }) => [family, severity])).toEqual([
    ['china-telecom-self-registration', 'medium'],
  ])
})

test('a certificate names the server where nothing else does', async () => {
  const frames = certified('www.certified.example')
  expect((await scanFrames(frames)).recipients.map(({ host }) => host)).toEqual(['www.certified.example'])
  const told = udpPacket({
    source: '192.0.2.53',
    target: '192.0.2.10',
    sourcePort: 53,
    targetPort: 40_053,
    payload: dnsMessage({
      flags: 0x8180,
      questions: [dnsQuestion('asked.example.com')],
      answers: [dnsRecord('asked.example.com', dnsTypes.a, Buffer.from([198, 51, 100, 20]))],
    }),
  })
  const { recipients } = await scanFrames([told, ...frames])
  const atServer = recipients.filter(({ ports }) => ports.includes(443))
  expect(atServer.map(({ host }) => host)).toEqual(['asked.example.com'])
})

test.each([['dot'], ['doq']])('a hello that offers %s hides names, on any port', async (alpn) => {
  const hiding = async (offered: string[]): Promise<boolean | undefined> => {
    const record = tlsRecord(clientHello({ sni: 'dns.example.net', alpn: offered }))
    const { frames } = new TcpConversation({ targetPort: 443 }).open().send(record).close()
    return (await scanFrames(frames)).recipients[0]?.hasHiddenDns
  }
  expect(await hiding([alpn])).toBe(true)
  expect(await hiding(['h2'])).toBe(false)
})

test.each([
  ['dns.google', true],
  ['dns.nextdns.io', true],
  ['www.google.com', false],
])('what a server that resolves names is asked over HTTPS is hidden: %s', async (sni, isHidden) => {
  const hello = tlsRecord(clientHello({ sni, alpn: ['h2'] }))
  const { frames } = new TcpConversation({ targetPort: 443 }).open().send(hello).close()
  const result = await scanFrames(frames)
  expect(result.recipients[0]?.hasHiddenDns).toBe(isHidden)
  expect(unreadTexts(result).some((text) => text.includes('varde is blind to the names asked for'))).toBe(
    isHidden,
  )
})

test('a relay is no recipient: who stands behind it can not be seen', async () => {
  const said = async (sni: string): Promise<string[]> => {
    const hello = tlsRecord(clientHello({ sni, alpn: ['h2'] }))
    const { frames } = new TcpConversation({ targetPort: 443 }).open().send(hello).close()
    return unreadTexts(await scanFrames(frames)).filter((text) => text.includes('Private Relay'))
  }
  expect(await said('mask-h2.icloud.com')).toEqual([
    'What goes to mask-h2.icloud.com is passed on to others (Private Relay): neither what it is nor to whom can be seen.',
  ])
  expect(await said('gateway.icloud.com')).toEqual([])
})

const { first, config, innerName, outerName, innerRandom } = sealedHellos

/** The phone is told by DNS where a host is, and how to seal hellos for it; then it sends one. */
function sealedFor(host: string): Buffer[] {
  const length = Buffer.from([0, config.length])
  const told = [
    dnsRecord(host, dnsTypes.a, Buffer.from([198, 51, 100, 20])),
    dnsRecord(
      host,
      dnsTypes.https,
      Buffer.concat([Buffer.from([0, 1, 0, 0, 5, 0, config.length + 2]), length, config]),
    ),
  ]
  const answer = udpPacket({
    source: '192.0.2.53',
    target: '192.0.2.10',
    sourcePort: 53,
    targetPort: 40_053,
    payload: dnsMessage({ flags: 0x8180, questions: [dnsQuestion(host)], answers: told }),
  })
  return [answer, ...new TcpConversation({ targetPort: 443 }).open().send(tlsRecord(first)).close().frames]
}

test('a sealed hello goes to whom DNS says such hellos are for, not to whom it names in clear', async () => {
  const { recipients } = await scanFrames(sealedFor('asked.example.com'))
  const front = recipients.find(({ host }) => host === outerName)
  expect(front).toMatchObject({ flows: 0, mayHideName: false })
  const asked = recipients.find(({ host }) => host === 'asked.example.com')
  expect(asked).toMatchObject({ flows: 1, nameEvidence: 'dns-answer', hasEch: true, mayHideName: false })
})

test('a sealed hello that the key log opens names the server itself', async () => {
  const connection = `CLIENT_TRAFFIC_SECRET_0 ${innerRandom.toString('hex')} ${'ab'.repeat(32)}\n`
  for (const keys of [echLines, echLines + connection]) {
    const { recipients } = await scanFrames(sealedFor('asked.example.com'), { keys })
    const server = recipients.find(({ flows, ports }) => flows > 0 && ports.includes(443))
    expect(server).toMatchObject({ host: innerName, nameEvidence: 'sni', flows: 1, hasEch: false })
  }
  const refused = `CLIENT_TRAFFIC_SECRET_0 ${outerRandom(first).toString('hex')} ${'ab'.repeat(32)}\n`
  const { recipients } = await scanFrames(sealedFor(outerName), { keys: echLines + refused })
  expect(recipients.map(({ host }) => host)).not.toContain(innerName)
})

test('an address behind a translator (NAT64) that DNS told of is that of the server of IPv4', async () => {
  const [phone, resolver] = ['2001:db8:1::20', '2001:db8:1::1']
  const told = udpPacket({
    source: resolver,
    target: phone,
    sourcePort: 53,
    targetPort: 40_053,
    payload: dnsMessage({
      flags: 0x8180,
      questions: [dnsQuestion('ipv4only.arpa', dnsTypes.aaaa)],
      answers: [
        dnsRecord('ipv4only.arpa', dnsTypes.aaaa, Buffer.from('20010db8006400000000000ac00000aa', 'hex')),
      ],
    }),
  })
  const target = '2001:db8:64::a:808:808'
  const { frames } = new TcpConversation({ source: phone, target, targetPort: 443 })
    .open()
    .send(tlsRecord(clientHello({ sni: 'one.example.com' })))
    .close()
  const addressOf = async (all: readonly Buffer[]): Promise<unknown> =>
    (await scanFrames(all)).recipients.find(({ host }) => host === 'one.example.com')?.addresses[0]
  expect(await addressOf([told, ...frames])).toMatchObject({
    address: target,
    scope: 'public',
    ambiguity: expect.stringContaining('stands for 8.8.8.8, behind a translator (NAT64)'),
  })
  expect(await addressOf(frames)).toMatchObject({ address: target, scope: 'documentation', ambiguity: '' })
})
