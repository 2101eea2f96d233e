/** What looks encrypted is told with what can be said of it; what is readable, or media, is not. */
import { createCipheriv, createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import type { ScanResult } from '../../../src/pipeline/scan.ts'
import { renderTerminal } from '../../../src/report/terminal.ts'
import { technicalReport } from '../../../src/report/technical/report.ts'
import { TcpConversation } from '../../support/capture.ts'
import { scanFrames } from '../scan-frames.ts'

/** The same "random" bytes each time. */
function sealed(length: number, seed: number): Buffer {
  const key = createHash('sha256').update(`seed ${seed}`).digest()
  return createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(length))
}

async function sent(bodies: readonly Buffer[], path = '/v1/c', port = 80): Promise<ScanResult> {
  const conversation = new TcpConversation({ targetPort: port }).open()
  for (const body of bodies) {
    const head = `POST ${path} HTTP/1.1\r\nHost: collect.example.com\r\nContent-Type: application/octet-stream\r\nContent-Length: ${body.length}\r\n\r\n`
    conversation
      .send(Buffer.concat([Buffer.from(head), body]))
      .reply(Buffer.from('HTTP/1.1 204 No Content\r\n\r\n'))
  }
  return scanFrames(conversation.close().frames)
}

test('sealed bodies: how many, how long, how random, and what they have in common', async () => {
  const head = Buffer.from('0001beef', 'hex')
  const result = await sent([1, 2, 3].map((seed) => Buffer.concat([head, sealed(400 + seed, seed)])))
  expect(result.opaque).toHaveLength(1)
  const [payload] = result.opaque
  expect(payload).toMatchObject({
    place: 'POST /v1/c',
    field: '',
    written: 'bytes',
    count: 3,
    judged: 3,
    bytes: 1218,
    bytesMin: 405,
    bytesMax: 407,
    distinct: 3,
    sameFirstBytes: 4,
  })
  expect(payload?.entropyBits).toBeGreaterThan(7)
  const text = renderTerminal(result, { isRevealed: false, hasColour: false, columns: 100 })
  expect(text.replace(/\s+/g, ' ')).toContain(
    'WHAT RESISTS (looks encrypted) collect.example.com, POST /v1/c: 3 payloads of 405 to 407 bytes, 7.5 bits of entropy per byte, never the same, the first 4 bytes alike',
  )
})

test('the technical report lists them, too', async () => {
  const result = await sent([sealed(400, 1), sealed(400, 2)])
  const page = technicalReport(result, { version: '0.1.0', isRevealed: false })
  expect(page).toContain('<h3>What was read and looks encrypted</h3>')
  const row = /<tr><th scope="row">collect\.example\.com.*?<\/tr>/s.exec(
    page.slice(page.indexOf('looks encrypted</h3>')),
  )
  expect(row?.[0]).toContain('POST /v1/c')
  expect(row?.[0]).toContain('2 payloads of 400 bytes')
})

test('the same each time, in base64 and in hex', async () => {
  const one = await sent([1, 1].map(() => Buffer.from(sealed(300, 1).toString('base64'))))
  expect(one.opaque).toMatchObject([{ written: 'base64', count: 2, distinct: 1 }])
  const other = await sent([Buffer.from(sealed(300, 1).toString('hex'))])
  expect(other.opaque).toMatchObject([{ written: 'hex', count: 1, distinct: 1, sameFirstBytes: 0 }])
})

test('a sealed field of a document that was read in full', async () => {
  const body = JSON.stringify({ imei: '356938035643809', data: sealed(300, 1).toString('base64') })
  expect((await sent([Buffer.from(body)])).opaque).toMatchObject([{ field: 'data', written: 'base64' }])
})

test('a value that is told as an identifier is not told as resisting', async () => {
  const token = sealed(120, 1).toString('base64url')
  const result = await sent([Buffer.from(JSON.stringify({ push_token: `APA91b${token}` }))])
  expect(result.observations.map(({ identifier }) => identifier)).toEqual(['push-token'])
  expect(result.opaque).toEqual([])
})

test('ids in a path do not make each send a place of its own', async () => {
  const first = await sent([sealed(300, 1)], '/u/5f4dcc3b5aa765d61d8327deb882cf99/log')
  expect(first.opaque[0]?.place).toBe('POST /u/*/log')
})

const text = Buffer.from(JSON.stringify({ text: 'The quick brown fox jumps over the lazy dog. '.repeat(20) }))

test.each([
  ['text', text],
  ['compressed text', gzipSync(text)],
  ['a picture', Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), sealed(900, 1)])],
  ['few bytes', sealed(24, 1)],
])('%s is no opaque payload', async (_, body) => {
  const result = await sent([body])
  expect(result.opaque).toEqual([])
  expect(renderTerminal(result, { isRevealed: false, hasColour: false, columns: 100 })).not.toContain(
    'RESISTS',
  )
})

test('an unknown protocol over TCP', async () => {
  const frames = new TcpConversation({ targetPort: 9_443 }).open().send(sealed(700, 1)).close().frames
  const result = await scanFrames(frames)
  expect(result.opaque).toMatchObject([{ place: '', protocol: 'unrecognised', count: 1 }])
})
