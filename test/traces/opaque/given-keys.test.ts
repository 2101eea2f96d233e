/** What programs encrypt before they send it, and the keys for it that whoever scans has from the programs. */
import { createCipheriv } from 'node:crypto'
import { expect, test } from 'vitest'
import type { ScanResult } from '../../../src/pipeline/scan-result.ts'
import { TcpConversation } from '../../support/capture.ts'
import { scanFrames } from '../../support/scan-frames.ts'
import { sealedBytes } from '../../support/sealed-bytes.ts'

const key = sealedBytes(16, 1)
const iv = sealedBytes(16, 2)
const keys = `# of the app\nPAYLOAD_KEY AES-128-CBC ${key.toString('hex')} iv=${iv.toString('hex')} name=Example Browser 6.3\n`
const imei = '352099001761481'

function sealed(text: string, by: Buffer = key): Buffer {
  const cipher = createCipheriv('aes-128-cbc', by, iv)
  return Buffer.concat([cipher.update(text), cipher.final()])
}

const octets = 'Content-Type: application/octet-stream'
const form = 'Content-Type: application/x-www-form-urlencoded'

interface Options {
  readonly field?: string
  readonly answer?: Buffer
  readonly given?: string
  readonly profile?: string
}

async function sent(
  body: Buffer,
  { field = octets, answer, given = keys, profile }: Options = {},
): Promise<ScanResult> {
  const head = `POST /v2/log HTTP/1.1\r\nHost: collect.example.com\r\n${field}\r\nContent-Length: ${body.length}\r\n\r\n`
  const back = answer ?? Buffer.from('ok')
  const conversation = new TcpConversation().open()
  conversation
    .send(Buffer.concat([Buffer.from(head), body]))
    .reply(Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: ${back.length}\r\n\r\n`), back]))
  return scanFrames(conversation.close().frames, { keys: given, profile: profile ?? null })
}

function told({ observations }: ScanResult): string[] {
  return observations.map(
    ({ identifier, direction, chain }) =>
      `${direction} ${identifier} ${chain.map(({ step, detail }) => `${step} ${detail}`.trim()).join(' > ')}`,
  )
}

const text = JSON.stringify({
  imei,
  model: 'a phone of some maker',
  events: ['start', 'screen on', 'unlock'],
})
const opened = 'decrypted with a given key AES-128-CBC, "Example Browser 6.3"'

test('a body is read under the key; without it, it resists', async () => {
  const result = await sent(sealed(text))
  expect(told(result)).toEqual([`sent imei body > ${opened} > json $.imei`])
  expect(result.opaque).toEqual([])
  expect(result.keys?.payloadKeys).toEqual([{ name: 'Example Browser 6.3', payloads: 1 }])
  const without = await sent(sealed(text), { given: '' })
  expect([told(without), without.opaque.length, without.keys]).toEqual([[], 1, null])
})

test('one short value in a form, which nothing else would have read', async () => {
  const body = Buffer.from(`v=1&d=${encodeURIComponent(sealed(imei).toString('base64'))}`)
  expect(told(await sent(body, { field: form }))).toEqual([
    `sent imei body > form d > percent > ${opened} in base64`,
  ])
  expect(told(await sent(body, { field: form, given: '' }))).toEqual([])
})

test('a payload that holds nothing is opened all the same', async () => {
  const result = await sent(
    sealed(JSON.stringify({ events: ['start', 'screen on', 'unlock', 'screen off', 'stop'] })),
  )
  expect([told(result), result.opaque]).toEqual([[], []])
  expect(result.keys?.payloadKeys).toEqual([{ name: 'Example Browser 6.3', payloads: 1 }])
})

test('of an answer what is known of the phone', async () => {
  const answer = sealed(JSON.stringify({ user: { imei, since: '2019-03-21' }, ads: ['one', 'two', 'three'] }))
  const known = `identifiers:\n  imei: "${imei}"\n`
  const result = await sent(Buffer.from('hello'), { answer, profile: known })
  expect(told(result)).toEqual([`received imei body > ${opened} > json $.user.imei`])
  // Nobody asks what servers say that is of no phone of the profile.
  expect(told(await sent(Buffer.from('hello'), { answer }))).toEqual([])
})

test('a wrong key opens nothing, and is said to', async () => {
  const result = await sent(sealed(text, sealedBytes(16, 3)))
  expect([told(result), result.opaque.length]).toEqual([[], 1])
  expect(result.keys?.payloadKeys).toEqual([{ name: 'Example Browser 6.3', payloads: 0 }])
})
