/** What a program encrypts itself is not told as sent in clear text, though its key was there to open it. */
import { createCipheriv } from 'node:crypto'
import { expect, test } from 'vitest'
import type { ScanResult } from '../../../src/pipeline/scan-result.ts'
import { renderTerminal } from '../../../src/report/terminal.ts'
import { TcpConversation } from '../../support/capture.ts'
import { scanFrames } from '../../support/scan-frames.ts'
import { sealedBytes } from '../../support/sealed-bytes.ts'

const key = sealedBytes(16, 1)
const keys = `PAYLOAD_KEY AES-128-ECB ${key.toString('hex')}\n`

function sealed(text: string): Buffer {
  const cipher = createCipheriv('aes-128-ecb', key, null)
  return Buffer.concat([cipher.update(text), cipher.final()])
}

function request(path: string, body: Buffer): Buffer {
  const head = `POST ${path} HTTP/1.1\r\nHost: collect.example.com\r\nContent-Length: ${body.length}\r\n\r\n`
  return Buffer.concat([Buffer.from(head), body])
}

async function sent(...requests: readonly Buffer[]): Promise<ScanResult> {
  const conversation = new TcpConversation().open()
  for (const one of requests)
    conversation.send(one).reply(Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'))
  return scanFrames(conversation.close().frames, { keys })
}

const text = JSON.stringify({ imei: '352099001761481', events: ['start', 'screen on', 'unlock'] })

function shown(result: ScanResult): string {
  return renderTerminal(result, { isRevealed: false, hasColour: false, columns: 100 }).replaceAll(/\s+/g, ' ')
}

test('all of it is: verdict, finding and reason say so', async () => {
  const result = await sent(request('/log', sealed(text)))
  expect(result.transmissions.map(({ summary }) => summary.isSealedByProgram)).toEqual([true])
  const [finding] = result.findings
  expect(finding?.title).toBe('imei sent encrypted')
  expect(finding?.reasons[0]).toMatch(
    /^it was encrypted by the program itself, and opened with a key that was given/,
  )
  const lines = shown(result)
  expect(lines).not.toMatch(/not encrypted|clear text/)
  expect(lines).toContain('encrypted by the program itself, and opened with its key')
})

test('some of it is, and the rest goes in clear text', async () => {
  const result = await sent(
    request('/log', sealed(text)),
    request('/hello?imei=352099001761481', Buffer.from('hello')),
  )
  expect(result.transmissions.map(({ summary }) => summary.isSealedByProgram)).toEqual([true, undefined])
  expect(result.findings[0]?.title).toBe('imei sent in clear text')
  expect(result.findings[0]?.reasons.join('\n')).toContain(
    '1 of 2 values were encrypted by the program itself',
  )
})

test('both in one message: it went in clear text', async () => {
  const result = await sent(request('/log?imei=352099001761481', sealed(text)))
  expect(result.transmissions.map(({ summary }) => summary.isSealedByProgram)).toEqual([undefined])
  expect(result.findings[0]?.title).toBe('imei sent in clear text')
})
