/** What an app encrypted, and sent the key of along: the payload is told to be open, and not to resist. */
import { createCipheriv } from 'node:crypto'
import { expect, test } from 'vitest'
import type { ScanResult } from '../../../src/pipeline/scan-result.ts'
import { TcpConversation } from '../../support/capture.ts'
import { scanFrames } from '../../support/scan-frames.ts'
import { sealedBytes } from '../../support/sealed-bytes.ts'

const text = JSON.stringify({
  imei: '352099001761481',
  iccid: '89470100000123456780',
  model: 'a phone of some maker',
  events: ['start', 'screen on', 'unlock', 'screen off'],
})

async function sent(fields: object): Promise<ScanResult> {
  return sentBody(Buffer.from(JSON.stringify(fields)), 'Content-Type: application/json')
}

async function sentBody(body: Buffer, field: string): Promise<ScanResult> {
  const head = `POST /v2/log HTTP/1.1\r\nHost: collect.example.com\r\n${field}\r\nContent-Length: ${body.length}\r\n\r\n`
  const conversation = new TcpConversation().open()
  conversation
    .send(Buffer.concat([Buffer.from(head), body]))
    .reply(Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'))
  return scanFrames(conversation.close().frames)
}

function sealed(key: Buffer, iv: Buffer): string {
  const cipher = createCipheriv('aes-128-cbc', key, iv)
  return Buffer.concat([cipher.update(text), cipher.final()]).toString('base64')
}

test('the identifiers of such a payload are told, each where it stands', async () => {
  const [key, iv] = [sealedBytes(16, 1), sealedBytes(16, 2)]
  const data = sealed(key, iv)
  const result = await sent({ v: 3, aesKey: key.toString('hex'), iv: iv.toString('hex'), data })
  const found = result.observations.map(
    ({ identifier, chain }) =>
      `${identifier} ${chain.map(({ step, detail }) => `${step} ${detail}`).join(' > ')}`,
  )
  const way =
    'body  > json $.data > decrypted AES-128-CBC, "aesKey" of the message, from hex in base64 > json'
  expect(found).toEqual([`imei ${way} $.imei`, `iccid ${way} $.iccid`])
  expect(result.opaque).toEqual([])
})

test('a body is opened by a key of the head', async () => {
  const [key, iv] = [sealedBytes(16, 1), sealedBytes(16, 2)]
  const body = Buffer.concat([iv, Buffer.from(sealed(key, iv), 'base64')])
  const result = await sentBody(body, `X-Aes-Key: ${key.toString('hex')}`)
  expect(result.observations.map(({ identifier }) => identifier)).toEqual(['imei', 'iccid'])
  expect(result.opaque).toEqual([])
})

test('where the key is not sent it resists', async () => {
  const data = sealed(sealedBytes(16, 1), sealedBytes(16, 2))
  const result = await sent({ v: 3, aesKey: sealedBytes(16, 3).toString('hex'), data })
  expect(result.observations).toEqual([])
  expect(result.opaque.map(({ field }) => field)).toEqual(['data'])
})
