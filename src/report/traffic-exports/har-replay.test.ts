/** A browser is given the answers of a HAR that varde wrote: what another program makes of it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { browserMissing, browserPath } from '../../../test/support/browser.ts'
import { pcapFile, TcpConversation } from '../../../test/support/capture.ts'
import { scanCapture } from '../../../test/support/scan-capture.ts'
import { Traffic } from '../../pipeline/again/traffic.ts'
import { Exported } from '../exports/exporter.ts'
import { trafficExporter } from './har.ts'

const folder = mkdtempSync(join(tmpdir(), 'varde-replay-'))
let browser: Browser | null = null
beforeAll(async () => {
  if (browserMissing === '')
    browser = await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox'] })
})
afterAll(async () => {
  await browser?.close()
  rmSync(folder, { recursive: true, force: true })
})

interface Sent {
  readonly target: string
  readonly method: 'GET' | 'POST'
  readonly body: string
  readonly status: string
  readonly type: string
  readonly answer: Buffer
}

const sent: readonly Sent[] = [
  {
    target: '/page',
    method: 'GET',
    body: '',
    status: '200 OK',
    type: 'text/html',
    answer: Buffer.from('<title>page</title>'),
  },
  {
    target: '/json?d="a b"',
    method: 'GET',
    body: '',
    status: '200 OK',
    type: 'application/json',
    answer: Buffer.from('{"at":"/json"}'),
  },
  {
    target: '/register',
    method: 'POST',
    body: '{"imei":"356938035643809"}',
    status: '201 Created',
    type: 'text/plain;charset=utf-8',
    answer: Buffer.from('ærlig'),
  },
  {
    target: '/bytes',
    method: 'POST',
    body: 'x=1&y=%C3%A6',
    status: '404 Not Found',
    type: 'application/octet-stream',
    answer: Buffer.from([0, 255, 254, 128, 10]),
  },
]

test('a browser gets from the HAR what the phone got', async (context) => {
  context.skip(browser === null, browserMissing)
  const conversation = new TcpConversation({ sourcePort: 40_000 }).open()
  for (const { target, method, body, status, type, answer } of sent)
    conversation
      .send(
        `${method} ${target.replace(' ', '%20')} HTTP/1.1\r\nHost: a.example\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      )
      .reply(
        Buffer.concat([
          Buffer.from(
            `HTTP/1.1 ${status}\r\nContent-Type: ${type}\r\nContent-Length: ${answer.length}\r\n\r\n`,
          ),
          answer,
        ]),
      )
  writeFileSync(join(folder, 'phone.pcap'), pcapFile(conversation.close().frames))
  const result = await scanCapture(join(folder, 'phone.pcap'))
  const parts: Uint8Array[] = []
  await trafficExporter.write(
    new Exported(result, '0.1.0', true),
    new Traffic(result, []),
    { wholeFlows: false, withSecrets: false, allExchanges: true },
    (bytes) => void parts.push(bytes),
  )
  writeFileSync(join(folder, 'phone.har'), Buffer.concat(parts))

  const page = await (browser as Browser).newPage()
  // Whatever the HAR does not hold is refused: nothing reaches a network.
  await page.routeFromHAR(join(folder, 'phone.har'), { notFound: 'abort' })
  await page.goto('http://a.example/page')
  expect(await page.title()).toBe('page')
  for (const { target, method, body, status, type, answer } of sent) {
    const got = await page.evaluate(
      async ([address, verb, text]) => {
        const response = await fetch(address, { method: verb, ...(text === '' ? {} : { body: text }) })
        return {
          status: response.status,
          type: response.headers.get('content-type'),
          bytes: [...new Uint8Array(await response.arrayBuffer())],
        }
      },
      [`http://a.example${target}`, method, body] as const,
    )
    expect(got, target).toEqual({ status: Number(status.slice(0, 3)), type, bytes: [...answer] })
  }
  await expect(page.goto('http://a.example/other')).rejects.toThrow('ERR_FAILED')
})
