/** Whom something was sent to where no host is named, on a connection on which other requests name some. */
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { TcpConversation, pcapngBlock, pcapngFile, udpPacket } from '../support/capture.ts'
import { dnsMessage, dnsQuestion, dnsRecord, dnsTypes } from '../support/dns-message.ts'
import type { ScanResult } from '../../src/pipeline/scan-result.ts'
import { scanBytes, scanFrames } from '../support/scan-frames.ts'

const imei = '352099001761481'
const server = '198.51.100.20'
const empty = 'HTTP/1.1 204 No Content\r\n\r\n'

const get = (target: string, host: string): string => `GET ${target} HTTP/1.1\r\nHost: ${host}\r\n\r\n`
const unnamed = `GET /x?imei=${imei} HTTP/1.0\r\n\r\n`

/** Recipients of what is sent, or received, in order. */
function recipients(result: ScanResult): string[] {
  return result.observations.map(({ recipient, direction }) => {
    const found = result.recipients.find(({ id }) => id === recipient)
    return `${direction} ${found?.host === '' ? (found.addresses[0]?.address ?? '') : (found?.host ?? '')}`
  })
}

function conversation(...requests: readonly string[]): Buffer[] {
  const made = new TcpConversation({ target: server }).open()
  for (const request of requests) made.send(request).reply(empty)
  return made.close().frames
}

test('where one host was named, it is that one', async () => {
  const result = await scanFrames(conversation(get('/', 'one.example'), unnamed))
  expect(recipients(result)).toEqual(['sent one.example'])
})

test('where several were, it is not known which: the address is', async () => {
  const result = await scanFrames(
    conversation(
      get('/', 'one.example'),
      get('/', 'two.example'),
      unnamed,
      get(`/?imei=${imei}`, 'one.example'),
    ),
  )
  expect(recipients(result)).toEqual([`sent ${server}`, 'sent one.example'])
})

test('extensions of chunks go to the host of their message', async () => {
  const head = 'POST / HTTP/1.1\r\nHost: one.example\r\nTransfer-Encoding: chunked\r\n\r\n'
  const result = await scanFrames(conversation(`${head}3;imei=${imei}\r\nabc\r\n0\r\n\r\n`))
  expect(recipients(result)).toEqual(['sent one.example'])
})

test('a proxy is no host that was asked of it', async () => {
  const result = await scanFrames(conversation(get('http://one.example/', 'one.example'), unnamed))
  expect(recipients(result)).toEqual([`sent ${server}`])
})

test('what is sent with CONNECT is sent to the proxy', async () => {
  const login = `CONNECT one.example:80 HTTP/1.1\r\nHost: one.example:80\r\nX-IMEI: ${imei}\r\n\r\n`
  const frames = new TcpConversation({ target: server, targetPort: 3128 })
    .open()
    .send(login)
    .reply('HTTP/1.1 200 OK\r\n\r\n')
    .send(get(`/?imei=${imei}`, 'one.example'))
    .reply(empty)
    .close().frames
  expect(recipients(await scanFrames(frames))).toEqual([`sent ${server}`, 'sent one.example'])
})

test('a known value in an answer of DNS is found, as received', async () => {
  const question = dnsQuestion('t.example', dnsTypes.txt)
  const text = Buffer.from(`\u0014imei=${imei}`)
  const answer = dnsMessage({
    flags: 0x8180,
    questions: [question],
    answers: [dnsRecord('t.example', dnsTypes.txt, text)],
  })
  const frames = [
    udpPacket({ target: server, payload: dnsMessage({ questions: [question] }) }),
    udpPacket({ source: server, sourcePort: 53, target: '192.0.2.10', targetPort: 40_000, payload: answer }),
  ]
  const result = await scanFrames(frames, { profile: `identifiers:\n  imei: "${imei}"\n` })
  expect(recipients(result)).toEqual([`received ${server}`])
})

/** A name resolution block: the server's address, its name, the end of the records. */
function nameBlock(isBigEndian: boolean): Buffer {
  const name = Buffer.from('named-later.example\0')
  const record = Buffer.alloc(4 + Math.ceil((4 + name.length) / 4) * 4 + 4)
  for (const [at, value] of [
    [0, 1],
    [2, 4 + name.length],
  ] as const)
    if (isBigEndian) record.writeUInt16BE(value, at)
    else record.writeUInt16LE(value, at)
  Buffer.from([198, 51, 100, 20]).copy(record, 4)
  name.copy(record, 8)
  return pcapngBlock(4, record, isBigEndian)
}

test.each([
  ['in front of the packets', 'before', false],
  ['behind them, as capturing programs write it', 'after', false],
  ['behind them, the other byte order', 'after', true],
] as const)('a name that the file records %s names the server', async (_where, where, isBigEndian) => {
  const file = pcapngFile(conversation(unnamed), {
    bigEndian: isBigEndian,
    [where]: [nameBlock(isBigEndian)],
  })
  for (const bytes of [file, gzipSync(file)]) {
    const result = await scanBytes(bytes)
    expect(recipients(result)).toEqual(['sent named-later.example'])
    expect(result.recipients.map(({ nameEvidence }) => nameEvidence)).toEqual(['file-name-record'])
  }
})

/** An answer to the phone: `name` is at `address`, and what comes along. */
function answered(name: string, address: string, additionals: Buffer[] = []): Buffer {
  const content = Buffer.from(address.split('.').map(Number))
  const payload = dnsMessage({
    flags: 0x8180,
    questions: [dnsQuestion(name)],
    answers: [dnsRecord(name, dnsTypes.a, content)],
    additionals,
  })
  return udpPacket({
    source: '203.0.113.53',
    sourcePort: 53,
    target: '192.0.2.10',
    targetPort: 40_000,
    payload,
  })
}

function toldOf(result: ScanResult): (string | undefined)[] {
  const [observation] = result.observations
  const found = result.recipients.find(({ id }) => id === observation?.recipient)
  return [found?.host, found?.ambiguity]
}

test('a name that an answer gives along is no alias of the name that was asked for', async () => {
  const glue = dnsRecord('ns1.dns.example', dnsTypes.a, Buffer.from(server.split('.').map(Number)))
  const result = await scanFrames([
    answered('one.example', '198.51.100.99', [glue]),
    ...conversation(unnamed),
  ])
  expect(toldOf(result)).toEqual([
    'ns1.dns.example',
    'the list of organisations does not have ns1.dns.example',
  ])
})

test.each([
  ['with another number than the question has', 7, 53],
  ['from a port that was not asked', 0, 5_300],
])('an answer %s names nobody', async (_, id, sourcePort) => {
  const content = Buffer.from(server.split('.').map(Number))
  const [resolver, phone] = ['203.0.113.53', '192.0.2.10']
  const questions = [dnsQuestion('wrong.example')]
  const question = dnsMessage({ questions })
  const payload = dnsMessage({
    id,
    flags: 0x8180,
    questions,
    answers: [dnsRecord('wrong.example', dnsTypes.a, content)],
  })
  const result = await scanFrames([
    udpPacket({ source: phone, sourcePort: 40_000, target: resolver, targetPort: 53, payload: question }),
    udpPacket({ source: resolver, sourcePort, target: phone, targetPort: 40_000, payload }),
    ...conversation(unnamed),
  ])
  expect(recipients(result)).toEqual([`sent ${server}`])
  expect(result.anomalies.map(({ tally }) => tally.code.code)).toContain('message.dns.unasked')
})

test('that other names were told for an address is said where nothing else names whom it was sent to', async () => {
  const answers = [answered('one.example', server), answered('two.example', server)]
  expect(toldOf(await scanFrames([...answers, ...conversation(unnamed)]))).toEqual([
    'two.example',
    'the list of organisations does not have two.example; its address was told for other names as well: one.example',
  ])
  const named = conversation(get(`/?imei=${imei}`, 'two.example'))
  expect(toldOf(await scanFrames([...answers, ...named]))).toEqual([
    'two.example',
    'the list of organisations does not have two.example',
  ])
})
