/**
 * Whole scans of connections that real programs made, with their key logs: beside the capture, inside it, late, wrong,
 * missing; and tshark as the second opinion on what is inside. The maker is `test/support/tls-peers.ts`.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { selfSigned } from '../../../tools/phone-emulator/certificate.ts'
import { evidenceLines } from '../../../src/report/evidence-lines.ts'
import { scanDocument } from '../../../src/report/scan-document.ts'
import { technicalReport } from '../../../src/report/technical/report.ts'
import { readScan } from '../../../src/verify-page/scan-document.ts'
import { varde } from '../../e2e/run-varde.ts'
import { pcapFile, pcapngBlock, pcapngFile, TcpConversation } from '../../support/capture.ts'
import type { Step } from '../../support/playbook.ts'
import { brokenSums, scanCapture } from '../../support/scan-capture.ts'
import { talk } from '../../support/tls-peers.ts'
import type { Talk, TalkOptions } from '../../support/tls-peers.ts'
import { anomalyCodes, observed } from '../../support/scan-frames.ts'

const imei = '356938035643809'
const body = JSON.stringify({ imei, filler: 'x'.repeat(30_000) })
const post = `POST /report HTTP/1.1\r\nHost: api.example.com\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`
const get = 'GET /next HTTP/1.1\r\nHost: api.example.com\r\n\r\n'
const ok = `HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n${'y'.repeat(2_000)}`
const contentBytes = post.length + get.length + ok.length

const kinds: readonly [string, NonNullable<TalkOptions['both']>][] = [
  ['TLS 1.3, AES-128-GCM', { minVersion: 'TLSv1.3', ciphers: 'TLS_AES_128_GCM_SHA256' }],
  ['TLS 1.3, ChaCha20', { minVersion: 'TLSv1.3', ciphers: 'TLS_CHACHA20_POLY1305_SHA256' }],
  ['TLS 1.2, AES-256-GCM', { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES256-GCM-SHA384' }],
  ['TLS 1.2, AES-CBC, MAC last', { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA256' }],
  ['TLS 1.2, AES-CCM', { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-CCM' }],
]

let folder = ''
const talks: Talk[] = []

function put(name: string, bytes: Uint8Array | string): string {
  writeFileSync(join(folder, name), bytes)
  return join(folder, name)
}

function framesOf(steps: readonly Step[], clientPort: number): Buffer[] {
  const conversation = new TcpConversation({ sourcePort: clientPort, targetPort: 443 }).open()
  for (const step of steps) {
    if (step.kind !== 'push') continue
    if (step.direction === 0) conversation.send(step.bytes)
    else conversation.reply(step.bytes)
  }
  return conversation.close().frames
}

function secretsBlock(text: string): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt32LE(0x544c_534b, 0)
  head.writeUInt32LE(text.length, 4)
  return pcapngBlock(10, Buffer.concat([head, Buffer.from(text)]))
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'varde-tls-'))
  for (const [, both] of kinds)
    talks.push(await talk({ serverName: 'api.example.com', says: [post, get], answers: ok, both }))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('an identifier inside TLS is found with the keys', () => {
  test.for(kinds.map(([name], index) => [name, index] as const))('%s', async ([, index]) => {
    const { steps, keyLog } = talks[index] as Talk
    const frames = framesOf(steps, 40_000)
    const capture = put('one.pcap', pcapFile(frames))
    const result = await scanCapture(capture, null, [put('one.keys', keyLog)])
    expect(brokenSums(result)).toEqual([])
    expect(observed(result)).toEqual([`imei ${imei} probable`])
    expect(result.observations[0]?.protection).toBe('tls')
    expect(result.recipients).toMatchObject([{ host: 'api.example.com', protocols: ['http', 'tls'] }])
    expect(result.coverage.decryption).toEqual({
      connections: 1,
      bytes: contentBytes,
      helloBytes: expect.any(Number) as number,
      hellosWithoutKey: 0,
      wrongKeys: 0,
    })
    // The span names as many bytes of the capture as the identifier has: the ciphertext that carries it.
    const span = result.observations[0]?.spans[0]
    expect((span?.end ?? 0) - (span?.start ?? 0)).toBe(imei.length)
    const frame = frames[(span?.frame ?? 1) - 1] as Buffer
    expect(frame.toString('latin1', span?.start, span?.end)).not.toBe(imei)

    const blind = await scanCapture(capture)
    expect(blind.observations).toEqual([])
    expect(blind.coverage.decryption).toMatchObject({ connections: 0, hellosWithoutKey: 1 })
    expect(blind.coverage.summary.undecryptable).toBeGreaterThan(contentBytes)
  })
})

test('that captured bytes are encrypted is said beside them, and what shows what they hold', async () => {
  const { steps, keyLog } = talks[0] as Talk
  const frames = framesOf(steps, 40_000)
  const keys = [put('shown.keys', keyLog)]
  const result = await scanCapture(put('shown.pcap', pcapFile(frames)), null, keys)
  const bytes = new Map(frames.map((frame, index) => [index + 1, frame] as const))
  const page = technicalReport(result, { version: '0', isRevealed: true, frames: [bytes] })
  expect(page).toMatch(/which carry the value: encrypted here, they hold it when they are decrypted/)
  const lines = evidenceLines(result, ['shown.pcap'])
  expect(lines).toMatch(/name the key log to tshark: -o tls\.keylog_file:FILE/)
  expect(lines).toMatch(/bytes:\s+frame \d+ bytes \d+ to \d+; encrypted there\n/)
  const document = readScan(JSON.stringify(scanDocument(result, true)))
  expect(document?.captures[0]?.isOpened).toBe(true)

  const clear = new TcpConversation({ sourcePort: 40_001, targetPort: 80 }).open().send(post).close()
  const open = await scanCapture(put('clear.pcap', pcapFile(clear.frames)), null, keys)
  expect(evidenceLines(open, ['clear.pcap'])).not.toMatch(/encrypted there|keylog_file/)
})

describe('the certificate of a client', () => {
  const shown = selfSigned(`imei:${imei}`, Buffer.from([7]), Date.UTC(2024, 0, 1), Date.UTC(2044, 0, 1))
  const asked = { requestCert: true, rejectUnauthorized: false } as TalkOptions['toServer']
  const own = { key: shown.keyPem, cert: shown.certificatePem }

  test.for([
    ['TLSv1.3', 'tls'],
    ['TLSv1.2', 'plaintext'],
  ] as const)('of %s is searched, as protected as it travels', async ([version, protection]) => {
    const { steps, keyLog } = await talk({
      serverName: 'api.example.com',
      says: [get],
      both: { minVersion: version, maxVersion: version },
      ...(asked === undefined ? {} : { toServer: asked }),
      toClient: own,
    })
    const frames = framesOf(steps, 40_000)
    const capture = put('client.pcap', pcapFile(frames))
    const result = await scanCapture(capture, null, [put('client.keys', keyLog)])
    expect(brokenSums(result)).toEqual([])
    expect(observed(result)).toEqual([`imei ${imei} probable`])
    for (const observation of result.observations) {
      expect(observation).toMatchObject({ protection, direction: 'sent' })
      const { frame = 0, start = 0, end = 0 } = observation.spans[0] ?? {}
      expect(end - start).toBe(imei.length)
      expect(frames[frame - 1]?.toString('latin1', start, end) === imei).toBe(version === 'TLSv1.2')
    }
    expect(observed(await scanCapture(capture))).toEqual(version === 'TLSv1.2' ? observed(result) : [])
  })
})

describe('where the keys are', () => {
  test('in the capture, before or behind the frames, and for another capture of the same run', async () => {
    const { steps, keyLog } = talks[0] as Talk
    const frames = framesOf(steps, 40_000)
    const secrets = secretsBlock(keyLog)
    const before = put('before.pcapng', pcapngFile(frames, { before: [secrets] }))
    const behind = put('behind.pcapng', pcapngFile(frames, { after: [secrets] }))
    for (const paths of [[before], [behind]]) {
      const result = await scanCapture(paths)
      expect(observed(result)).toEqual([`imei ${imei} probable`])
      expect(result.keys).toMatchObject({ connections: 1, badLines: 0, lateConnections: 0 })
    }
    const bare = put('bare.pcap', pcapFile(frames))
    const alone = put('secrets.pcapng', pcapngFile([], { before: [secrets] }))
    expect(observed(await scanCapture([bare, alone]))).toEqual([`imei ${imei} probable`])
    expect((await scanCapture(bare)).keys).toBeNull()
  })

  test('from a pipe they count from where they come, and what came too late is said', async () => {
    const { steps, keyLog } = talks[0] as Talk
    const frames = framesOf(steps, 40_000)
    const early = await varde(['scan', '-', '--reveal'], {
      input: pcapngFile(frames, { before: [secretsBlock(keyLog)] }),
    })
    expect(early.code).toBe(0)
    expect(early.stdout).toContain(imei)
    const late = await varde(['scan', '-', '--json'], {
      input: pcapngFile(frames, { after: [secretsBlock(keyLog)] }),
    })
    expect(late.code).toBe(0)
    const document = JSON.parse(late.stdout) as {
      keys: { lateConnections: number }
      observations: unknown[]
      anomalies: { code: string }[]
    }
    expect(document.observations).toEqual([])
    expect(document.keys.lateConnections).toBe(1)
    expect(document.anomalies.map(({ code }) => code)).toContain('message.keys.late')
  })

  test('nowhere, or they are wrong: nothing says that the capture is clean', async () => {
    const { steps, keyLog } = talks[0] as Talk
    const capture = put('wrong.pcap', pcapFile(framesOf(steps, 40_000)))
    const wrong = keyLog.replaceAll(
      /(\S+ \S+ )(\S+)/g,
      (_, head: string, secret: string) => head + 'ab'.repeat(secret.length / 2),
    )
    const result = await scanCapture(capture, null, [put('wrong.keys', wrong)])
    expect(result.observations).toEqual([])
    expect(result.coverage.decryption).toMatchObject({ connections: 0, bytes: 0, wrongKeys: 1 })
    expect(result.coverage.summary.undecryptable).toBeGreaterThan(contentBytes)
    expect(anomalyCodes(result)).toContain('message.tls.wrong_key')
    const { stdout } = await varde(['scan', capture, '--keys', join(folder, 'wrong.keys')])
    expect(stdout).toMatch(/1 connection could not be opened with the key given/)
    const other = put('other.keys', (talks[1] as Talk).keyLog)
    const said = await varde(['scan', capture, '--keys', other])
    expect(said.stdout).toMatch(/1 connection had no key among the secrets given/)
    expect(said.stdout).toMatch(/is encrypted/)
  })

  test('the user is told in one line what is no key log', async () => {
    const capture = put('fine.pcap', pcapFile(framesOf((talks[0] as Talk).steps, 40_000)))
    for (const [path, why] of [
      [join(folder, 'absent.keys'), /absent\.keys: there is no such file\.\n$/],
      [folder, /it is a folder\.\n$/],
      [put('text.keys', 'hello\n'), /no line of it is a secret/],
      [capture, /fine\.pcap is a capture, and no log of keys/],
    ] as const) {
      const { code, stdout, stderr } = await varde(['scan', capture, '--keys', path])
      expect.soft(code).toBe(2)
      expect.soft(stdout).toBe('')
      expect.soft(stderr).toMatch(why)
      expect.soft(stderr.trim().split('\n')).toHaveLength(1)
    }
  })

  test('and they are never printed', async () => {
    const { steps, keyLog } = talks[0] as Talk
    const capture = put('secret.pcap', pcapFile(framesOf(steps, 40_000)))
    const keys = put('secret.keys', `${keyLog}not a secret line\n`)
    for (const args of [[], ['--json'], ['--reveal'], ['--json', '--reveal']]) {
      const { stdout, stderr } = await varde(['scan', capture, '--keys', keys, ...args])
      expect(stdout).not.toBe('')
      for (const line of keyLog.trim().split('\n')) {
        const secret = line.split(' ')[2] as string
        expect(stdout.includes(secret) || stderr.includes(secret)).toBe(false)
      }
    }
  })
})

describe.skipIf(spawnSync('tshark', ['--version']).status !== 0)('tshark with the same keys', () => {
  test('sees the same requests, hosts and decrypted bytes', async () => {
    const capture = put(
      'all.pcap',
      pcapFile(talks.flatMap(({ steps }, index) => framesOf(steps, 40_000 + index))),
    )
    const keys = put('all.keys', talks.map(({ keyLog }) => keyLog).join(''))
    const result = await scanCapture(capture, null, [keys])
    const tshark = (...args: string[]): string =>
      execFileSync('tshark', ['-r', capture, '-o', `tls.keylog_file:${keys}`, ...args], {
        encoding: 'utf8',
        maxBuffer: 64 * 1024 * 1024,
        stdio: ['ignore', 'pipe', 'ignore'],
      })
    const requests = tshark('-Y', 'http.request', '-T', 'fields', '-e', 'http.host', '-e', 'http.request.uri')
    expect(requests.trim().split('\n')).toHaveLength(result.exchanges)
    expect(new Set(requests.trim().split('\n'))).toEqual(
      new Set(['api.example.com\t/report', 'api.example.com\t/next']),
    )
    let bytes = 0
    const followed = tshark('-q', ...talks.flatMap((_, stream) => ['-z', `follow,tls,raw,${stream}`]))
    for (const line of followed.split('\n')) if (/^\t?[0-9a-f]+$/.test(line)) bytes += line.trim().length / 2
    expect(bytes).toBe(result.coverage.decryption.bytes)
    expect(bytes).toBe(contentBytes * talks.length)
    expect(readFileSync(keys, 'latin1')).not.toBe('')
  })
})
