/** What well-known programs encrypt under keys that are the same in all copies of them, and published. */
import { createCipheriv } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { rc4 } from '../../../src/detect/hidden/rc4.ts'
import type { ScanResult } from '../../../src/pipeline/scan-result.ts'
import { TcpConversation } from '../../support/capture.ts'
import { scanFrames } from '../../support/scan-frames.ts'
import { sealedBytes } from '../../support/sealed-bytes.ts'

const imei = '352099001761481'

function message(start: string, fields: readonly string[], body: Buffer): Buffer {
  const head = [start, ...fields, `Content-Length: ${body.length}`, '', ''].join('\r\n')
  return Buffer.concat([Buffer.from(head), body])
}

async function exchanged(
  request: Buffer,
  answer: Buffer,
  profile: string | null = null,
): Promise<ScanResult> {
  return scanFrames(new TcpConversation().open().send(request).reply(answer).close().frames, { profile })
}

const ok = message('HTTP/1.1 200 OK', [], Buffer.alloc(0))

function told({ observations }: ScanResult): string[] {
  return observations.map(
    ({ identifier, direction, chain }) =>
      `${direction} ${identifier} ${chain.map(({ step, detail }) => `${step} ${detail}`.trim()).join(' > ')}`,
  )
}

test('statistics of Tencent, whatever their head calls the coding', async () => {
  const events = JSON.stringify([{ et: 1, ui: imei, mc: '02:00:5e:10:20:2b', ky: 'A1B2C3D4E5F6' }])
  const body = rc4(Buffer.from('03a976511e2cbe3a7f26808fb7af3c05'), gzipSync(events))
  for (const coding of [[], ['Content-Encoding: rc4,gzip'], ['Content-Encoding: rc4']]) {
    const fields = ['Host: pingma.qq.com', ...coding]
    const result = await exchanged(message('POST /mstat/report HTTP/1.1', fields, body), ok)
    const way =
      'sent imei body > decrypted with a published key RC4, the key of Tencent MTA > gzip > json $[0].ui'
    expect(told(result)[0]).toBe(way)
    expect(result.opaque).toEqual([])
    const [finding] = result.findings
    // As high as in clear text: whoever is on the way has the key.
    expect(finding?.severity).toBe('high')
    expect(finding?.reasons.join('\n')).toContain(
      'its key, which is published: on the way anybody can do the same',
    )
    expect(finding?.counterEvidence.join('\n')).not.toContain('its size and the contact are all that shows')
    expect(result.keys).toBeNull()
  }
})

test('what Yandex answers where a program starts', async () => {
  const [key, iv] = [Buffer.from('hBnBQbZrmjPXEWVJ'), sealedBytes(16, 1)]
  const cipher = createCipheriv('aes-128-cbc', key, iv)
  const text = gzipSync(
    JSON.stringify({ device_id: { value: '5f1d0c7e928441b36f9a2ec1f07b3d68', hash: '17' } }),
  )
  const body = Buffer.concat([iv, cipher.update(text), cipher.final()])
  const host = 'Host: startup.mobile.yandex.net'
  const answer = message('HTTP/1.1 200 OK', ['Content-Encoding: encrypted'], body)
  const asked = message('GET /analytics/startup HTTP/1.1', [host], Buffer.alloc(0))
  const profile = 'identifiers:\n  device-id: 5f1d0c7e928441b36f9a2ec1f07b3d68\n'
  const result = await exchanged(asked, answer, profile)
  expect(told(result)).toEqual([
    'received device-id body > decrypted with a published key AES-128-CBC, the key of AppMetrica > gzip > json $.device_id.value',
  ])
})

test('the same bytes to anybody else resist', async () => {
  const events = JSON.stringify([{ et: 1, ui: imei, mc: '02:00:5e:10:20:2b', ky: 'A1B2C3D4E5F6' }])
  const body = rc4(Buffer.from('03a976511e2cbe3a7f26808fb7af3c05'), gzipSync(events))
  const result = await exchanged(
    message('POST /mstat/report HTTP/1.1', ['Host: collect.example.com'], body),
    ok,
  )
  expect([told(result), result.opaque.length]).toEqual([[], 1])
})
