/**
 * Whole scans of connections whose ClientHello was not captured, with key logs that know them among others: the packet was
 * lost, the recorder was started behind the handshake, or the capture was cut into files. The maker is
 * `test/support/tls-peers.ts`.
 */
import { randomBytes } from 'node:crypto'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { LateSearch } from '../../../src/message/tls/late-search.ts'
import { pcapFile, pcapngBlock, pcapngFile, TcpConversation, tcpFlags } from '../../support/capture.ts'
import { varde } from '../../e2e/run-varde.ts'
import { clientStart, headers } from '../../support/http2.ts'
import { indexed } from '../../support/hpack.ts'
import type { Step } from '../../support/playbook.ts'
import { brokenSums, scanCapture } from '../../support/scan-capture.ts'
import { putInto, testFolder } from '../../support/test-folder.ts'
import { later, talk } from '../../support/tls-peers.ts'
import type { Talk, TalkOptions } from '../../support/tls-peers.ts'
import { anomalyCodes, observed } from '../../support/scan-frames.ts'

const imei = '356938035643809'
const hello = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: api.example.com\r\n\r\n`
const ok = 'HTTP/1.1 204 No Content\r\n\r\n'
const put = putInto(testFolder('late-keys'))

const label = (name: string, bytes: number): string =>
  `${name} ${randomBytes(32).toString('hex')} ${randomBytes(bytes).toString('hex')}\n`
const others = Array.from({ length: 40 }, (_, index) => {
  const bytes = index % 2 === 0 ? 32 : 48
  return `${label('CLIENT_HANDSHAKE_TRAFFIC_SECRET', bytes)}${label('CLIENT_TRAFFIC_SECRET_0', bytes)}${label('SERVER_HANDSHAKE_TRAFFIC_SECRET', bytes)}${label('SERVER_TRAFFIC_SECRET_0', bytes)}${label('CLIENT_RANDOM', 48)}`
}).join('')

/** Frames with the numbers of the steps that they carry; -1: none. */
function framesOf(steps: readonly Step[]): { frame: Buffer; step: number }[] {
  const conversation = new TcpConversation({ sourcePort: 40_000, targetPort: 443 }).open()
  const numbers = conversation.frames.map(() => -1)
  for (const [index, step] of steps.entries()) {
    if (step.kind !== 'push') continue
    if (step.direction === 0) conversation.send(step.bytes)
    else conversation.reply(step.bytes)
    while (numbers.length < conversation.frames.length) numbers.push(index)
  }
  conversation.close()
  return conversation.frames.map((frame, index) => ({ frame, step: numbers[index] ?? -1 }))
}

async function conversation(
  both: NonNullable<TalkOptions['both']>,
  says?: TalkOptions['says'],
): Promise<Talk> {
  const gets = [hello('/0'), hello('/1'), hello('/2'), hello(`/3?imei=${imei}`)]
  return talk({ serverName: 'www.example.com', says: says ?? [later, ...gets], answers: ok, both })
}

afterEach(() => {
  vi.restoreAllMocks()
})

describe('an identifier is found', () => {
  test.for(['TLSv1.3', 'TLSv1.2'] as const)('%s: the packet with the hello is lost', async (version) => {
    const { steps, keyLog } = await conversation({ minVersion: version, maxVersion: version })
    const frames = framesOf(steps)
    const lost = frames.filter(({ step }) => step !== 0)
    const capture = put(`lost-${version}.pcap`, pcapFile(lost.map(({ frame }) => frame)))
    const keys = put(`lost-${version}.keys`, others + keyLog)
    const result = await scanCapture(capture, null, [keys])
    expect(brokenSums(result)).toEqual([])
    expect(observed(result)).toEqual([`imei ${imei} probable`])
    expect(result.observations[0]).toMatchObject({ protection: 'tls', direction: 'sent' })
    // The certificate names another host of the server.
    expect(result.recipients.map(({ host, flows }) => [host, flows])).toEqual([
      ['www.example.com', 0],
      ['api.example.com', 1],
    ])
    expect(result.coverage.decryption).toMatchObject({ connections: 1, hellosWithoutKey: 0, wrongKeys: 0 })
    expect(anomalyCodes(result)).not.toContain('message.tls.no_hello')
    // The span names the ciphertext that carries it.
    const { frame = 0, start = 0, end = 0 } = result.observations[0]?.spans[0] ?? {}
    expect(end - start).toBe(imei.length)
    expect(lost[frame - 1]?.step).toBe(
      steps.findLastIndex((step) => step.direction === 0 && step.kind === 'push' && step.bytes.length > 60),
    )
    const unknown = await scanCapture(capture, null, [put('others.keys', others)])
    expect(brokenSums(unknown)).toEqual([])
    expect(unknown.observations).toEqual([])
    expect(anomalyCodes(unknown)).toContain('message.tls.no_hello')
  })

  test('TLS 1.3: the recorder was started behind the handshake, without a SYN', async () => {
    const { steps, keyLog } = await conversation({ minVersion: 'TLSv1.3' })
    const from = steps.findIndex(
      (step) => step.kind === 'push' && step.direction === 0 && step.bytes[0] === 23,
    )
    const frames = framesOf(steps).filter(({ step }) => step >= from)
    const capture = put('joined.pcap', pcapFile(frames.map(({ frame }) => frame)))
    const result = await scanCapture(capture, null, [put('joined.keys', keyLog + others)])
    expect(brokenSums(result)).toEqual([])
    expect(observed(result)).toEqual([`imei ${imei} probable`])
    expect(result.recipients).toMatchObject([{ host: 'api.example.com' }])
    expect(result.coverage.decryption.connections).toBe(1)
  })

  test('HTTP/2: what its table holds is not known, and the rest is read', async () => {
    const fields = Buffer.concat([
      indexed(2),
      indexed(7),
      // Added to the table before the capture began.
      indexed(62),
    ])
    const { steps, keyLog } = await conversation({ minVersion: 'TLSv1.3' }, [
      later,
      clientStart,
      later,
      Buffer.concat([headers(7, fields, true)]),
      headers(
        9,
        [
          [':method', 'GET'],
          [':scheme', 'https'],
          [':authority', 'api.example.com'],
          [':path', `/3?imei=${imei}`],
        ],
        true,
      ),
    ])
    const sent = steps.flatMap((step, index) =>
      step.kind === 'push' && step.direction === 0 && step.bytes[0] === 23 ? [index] : [],
    )
    const frames = framesOf(steps).filter(({ step }) => step >= (sent[2] ?? 0))
    const capture = put('http2.pcap', pcapFile(frames.map(({ frame }) => frame)))
    const result = await scanCapture(capture, null, [put('http2.keys', others + keyLog)])
    expect(brokenSums(result)).toEqual([])
    expect(observed(result)).toEqual([`imei ${imei} probable`])
    expect(result.recipients).toMatchObject([{ host: 'api.example.com', protocols: ['http2', 'tls'] }])
    expect(anomalyCodes(result)).toContain('message.http2.joined_late')
  })

  test('the capture was cut into files, and the hello is in the first', async () => {
    const { steps, keyLog } = await conversation({ minVersion: 'TLSv1.3' })
    const frames = framesOf(steps)
    const last = steps.findLastIndex(
      (step) => step.direction === 0 && step.kind === 'push' && step.bytes.length > 60,
    )
    const [before, behind] = [
      frames.filter(({ step }) => step < last),
      frames.filter(({ step }) => step >= last),
    ]
    const files = [before, behind].map((part, index) =>
      put(`part-${index}.pcap`, pcapFile(part.map(({ frame }) => frame))),
    )
    const result = await scanCapture(files, null, [put('part.keys', others + keyLog)])
    expect(brokenSums(result)).toEqual([])
    expect(observed(result)).toEqual([`imei ${imei} probable`])
  })
})

test('from a pipe the secrets that are there are tried, and no later ones', async () => {
  const { steps, keyLog } = await conversation({ minVersion: 'TLSv1.3' })
  const from = steps.findIndex((step) => step.kind === 'push' && step.direction === 0 && step.bytes[0] === 23)
  const frames = framesOf(steps).filter(({ step }) => step >= from)
  const capture = (options: { before?: Buffer[]; after?: Buffer[] }): Buffer =>
    pcapngFile(
      frames.map(({ frame }) => frame),
      options,
    )
  const head = Buffer.alloc(8)
  head.writeUInt32LE(0x544c_534b, 0)
  head.writeUInt32LE(keyLog.length, 4)
  const secrets = pcapngBlock(10, Buffer.concat([head, Buffer.from(keyLog)]))
  const before = await varde(['scan', '-', '--reveal'], { input: capture({ before: [secrets] }) })
  expect(before.stdout).toContain(imei)
  const after = await varde(['scan', '-', '--reveal'], { input: capture({ after: [secrets] }) })
  expect(after.stdout).not.toContain(imei)
  // Of a file all are known before.
  const file = put('behind.pcapng', capture({ after: [secrets] }))
  expect(observed(await scanCapture(file))).toEqual([`imei ${imei} probable`])
})

describe('nothing is tried', () => {
  test('where every hello is there, and where nothing but the end of a connection is', async () => {
    const spies = (['find', 'findFar', 'place', 'findMaster'] as const).map((name) =>
      vi.spyOn(LateSearch.prototype, name),
    )
    const { steps, keyLog } = await conversation({ minVersion: 'TLSv1.3' })
    const frames = framesOf(steps)
    const keys = put('all.keys', others + keyLog)
    const whole = put('whole.pcap', pcapFile(frames.map(({ frame }) => frame)))
    expect(observed(await scanCapture(whole, null, [keys]))).toEqual([`imei ${imei} probable`])
    const closing = new TcpConversation({ sourcePort: 40_001, targetPort: 443 })
    closing
      .fromClient(
        tcpFlags.ack | tcpFlags.psh,
        Buffer.concat([Buffer.from('1703030013', 'hex'), randomBytes(19)]),
      )
      .close()
    const end = put('end.pcap', pcapFile(closing.frames))
    const result = await scanCapture(end, null, [keys])
    expect(brokenSums(result)).toEqual([])
    expect(anomalyCodes(result)).toContain('message.tls.no_hello')
    for (const spy of spies) expect(spy).not.toHaveBeenCalled()
  })
})
