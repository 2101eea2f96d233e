/**
 * What no key opens, for a reason that has nothing to do with the key: cipher suites that are not read (RC4), DTLS 1.3,
 * and connections whose real hello is encrypted (ECH). Each byte of it is undecryptable in the coverage statement, and no
 * word sounds as if all had been read.
 */
import { expect, test } from 'vitest'
import type { ScanResult } from '../../../src/pipeline/scan-result.ts'
import { renderTerminal } from '../../../src/report/terminal.ts'
import { TcpConversation, udpPacket } from '../../support/capture.ts'
import { clientHello, serverHello, tlsRecord } from '../../support/tls-hello.ts'
import { talk } from '../../support/tls-peers.ts'
import { anomalyCodes, scanFrames } from '../../support/scan-frames.ts'

const request = 'GET /?imei=356938035643809 HTTP/1.1\r\nHost: a.example.com\r\n\r\n'

function words(result: ScanResult): string {
  return renderTerminal(result, { isRevealed: false, hasColour: false, columns: 100 }).replaceAll(/\s+/g, ' ')
}

/** Says that so many bytes could not be read, in the sums and in words. */
function expectSaid(result: ScanResult, undecryptable: number): void {
  expect(result.observations).toEqual([])
  expect(result.coverage.decryption).toMatchObject({ connections: 0, bytes: 0 })
  const { payload, read, undecryptable: counted } = result.coverage.summary
  expect(counted).toBe(undecryptable)
  expect(payload).toBe(read + undecryptable)
  const share = Math.round((100 * undecryptable) / payload)
  expect(words(result)).toContain(
    `${share} % of the payload (${undecryptable.toLocaleString('en')} bytes) is encrypted`,
  )
  expect(words(result)).toContain('of the traffic that could be read.')
}

test('a connection of real programs, whose server had chosen RC4: its key does not help, and that is said', async () => {
  const spoken = await talk({
    serverName: 'a.example.com',
    says: [request],
    answers: 'HTTP/1.1 204 No Content\r\n\r\n',
    both: { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA' },
  })
  const flow = new TcpConversation({ targetPort: 443 }).open()
  let hellosBytes = 0
  for (const step of spoken.steps) {
    if (step.kind !== 'push') continue
    const bytes = Buffer.from(step.bytes)
    // No program of today speaks RC4: the suite in the ServerHello is put in its place (TLS_RSA_WITH_RC4_128_SHA).
    const isServerHello = bytes[0] === 22 && bytes[5] === 2
    if (isServerHello) bytes.writeUInt16BE(0x0005, 44 + (bytes[43] as number))
    if (hellosBytes === 0) hellosBytes = bytes.length
    else if (isServerHello) hellosBytes += 5 + bytes.readUInt16BE(3)
    if (step.direction === 0) flow.send(bytes)
    else flow.reply(bytes)
  }
  const result = await scanFrames(flow.close().frames, { keys: spoken.keyLog })
  expect(result.recipients).toMatchObject([{ host: 'a.example.com' }])
  expect(anomalyCodes(result)).toEqual(['message.tls.suite_unsupported'])
  expect(words(result)).toContain('A connection with a key uses a cipher suite that is not read.')
  expectSaid(result, result.coverage.summary.payload - hellosBytes)
})

/** Random of the hellos that `clientHello` makes, and secrets for it that open nothing here. */
const random = '5a'.repeat(32)
const keys = ['CLIENT', 'SERVER']
  .flatMap((side) => ['HANDSHAKE_TRAFFIC_SECRET', 'TRAFFIC_SECRET_0'].map((name) => `${side}_${name}`))
  .map((label) => `${label} ${random} ${'ab'.repeat(32)}\n`)
  .join('')

test('ECH: the name that is shown may not be the real one, and what follows is encrypted', async () => {
  const hello = tlsRecord(
    clientHello({ sni: 'public.example', versions: [0x0304], extensions: [[0xfe0d, Buffer.alloc(90, 1)]] }),
  )
  const answer = tlsRecord(serverHello(0x1301, true))
  const sealed = (bytes: number): Buffer => tlsRecord(Buffer.alloc(bytes, 7), 23, 0x0303)
  const { frames } = new TcpConversation({ targetPort: 443 })
    .open()
    .send(hello)
    .reply(Buffer.concat([answer, sealed(700)]))
    .send(sealed(800))
    .close()
  const result = await scanFrames(frames)
  expect(words(result)).toContain('1 server may hide the real name (ECH offered).')
  expectSaid(result, result.coverage.summary.payload - hello.length - answer.length)
  expect(result.coverage.decryption.hellosWithoutKey).toBe(1)
})

/** A handshake message in a record of DTLS, which is in clear until the keys are there. */
function dtlsHandshake(message: Buffer, sequence: number): Buffer {
  const header = Buffer.alloc(13)
  header[0] = 22
  header.writeUInt16BE(0xfefd, 1)
  header.writeUIntBE(sequence, 5, 6)
  header.writeUInt16BE(message.length + 8, 11)
  const length = message.subarray(1, 4)
  const place = Buffer.concat([Buffer.from([0, sequence]), Buffer.alloc(3), length])
  return Buffer.concat([header, message.subarray(0, 4), place, message.subarray(4)])
}

test('DTLS inside CAPWAP: the conversation counts as encrypted, and not as unrecognised', async () => {
  const asked = clientHello({ sni: 'a.example.com', legacyVersion: 0xfefd })
  const cookieAt = 4 + 2 + 32 + 1 + 32
  const body = Buffer.concat([asked.subarray(4, cookieAt), Buffer.from([0]), asked.subarray(cookieAt)])
  const head = Buffer.from([1, 0, 0, 0])
  head.writeUIntBE(body.length, 1, 3)
  const sealed = Buffer.concat([Buffer.from('17fefd00010000000000010100', 'hex'), Buffer.alloc(256, 9)])
  const of = (record: Buffer, targetPort: number, lead = '01000000'): Buffer =>
    udpPacket({
      sourcePort: 40_000,
      targetPort,
      payload: Buffer.concat([Buffer.from(lead, 'hex'), record]),
    })
  const hello = dtlsHandshake(Buffer.concat([head, body]), 0)
  for (const port of [5_246, 5_247]) {
    const result = await scanFrames([of(hello, port), of(sealed, port)])
    expect(result.recipients.map(({ host, protocols }) => [host, protocols])).toEqual([
      ['a.example.com', ['dtls']],
    ])
    expect(result.coverage.messages.unrecognisedRead).toBe(0)
  }
  for (const [port, lead] of [
    [5_248, '01000000'],
    [5_247, '01000001'],
  ] as const) {
    const result = await scanFrames([of(hello, port, lead), of(sealed, port, lead)])
    expect(result.recipients.flatMap(({ protocols }) => protocols)).toEqual(['unrecognised'])
  }
})

/** Of version 1.3 (RFC 9147): a ServerHello that says so, and records with the unified header. */
test('DTLS 1.3: the name in the hello is read, and what follows is counted', async () => {
  const asked = clientHello({ sni: 'a.example.com', versions: [0xfefc], legacyVersion: 0xfefd })
  // A hello of DTLS has a cookie behind the session id.
  const cookieAt = 4 + 2 + 32 + 1 + 32
  const body = Buffer.concat([asked.subarray(4, cookieAt), Buffer.from([0]), asked.subarray(cookieAt)])
  const head = Buffer.from([1, 0, 0, 0])
  head.writeUIntBE(body.length, 1, 3)
  const answer = Buffer.concat([
    Buffer.from([2, 0, 0, 2 + 32 + 1 + 2 + 1 + 2 + 6, 0xfe, 0xfd]),
    Buffer.alloc(32, 0x22),
    Buffer.from([0, 0x13, 0x01, 0, 0, 6, 0, 43, 0, 2, 0xfe, 0xfc]),
  ])
  const sealed = (epoch: number, bytes: number): Buffer =>
    Buffer.concat([Buffer.from([0x2c | epoch, 0, 1, bytes >> 8, bytes & 0xff]), Buffer.alloc(bytes, 9)])
  const hello = dtlsHandshake(Buffer.concat([head, body]), 0)
  const there = { sourcePort: 40_000, targetPort: 5684 }
  const back = { source: '198.51.100.20', target: '192.0.2.10', sourcePort: 5684, targetPort: 40_000 }
  const frames = [
    udpPacket({ ...there, payload: hello }),
    udpPacket({ ...back, payload: Buffer.concat([dtlsHandshake(answer, 0), sealed(2, 600)]) }),
    udpPacket({ ...there, payload: sealed(2, 100) }),
    udpPacket({ ...there, payload: sealed(3, 500) }),
    udpPacket({ ...back, payload: sealed(3, 400) }),
  ]
  const readBytes = hello.length + dtlsHandshake(answer, 0).length
  for (const keyLog of ['', keys]) {
    const result = await scanFrames(frames, { keys: keyLog })
    expect(result.recipients).toMatchObject([{ host: 'a.example.com', protocols: ['dtls'] }])
    expect(anomalyCodes(result)).toEqual(keyLog === '' ? [] : ['message.dtls.version_unsupported'])
    expectSaid(result, result.coverage.summary.payload - readBytes)
  }
})
