import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { detect, profileOf, request, summary } from '../../test/support/decoded-tree.ts'
import { Detector } from './detector.ts'

const imei = '490154203237518'
const detector = new Detector(profileOf({ imei: [imei] }))
const found = (body: Buffer): string[] => summary(detect(detector, request('/x', [], body)))
const head = Buffer.from([0, 0, 0, 1, 1, 2, 3, 4, 0x1f, 0x90])

test('texts that one step guesses from the same bytes, one over the other, show a value once', () => {
  // `"` as a length: 17 characters (half of it, as Avro writes them) end here at two places.
  expect(found(Buffer.concat([head, Buffer.from(`{"imei":"${imei}"}`)]))).toEqual([`imei=${imei} (certain)`])
})

test('what the profile knows is of that kind alone, but a password is one', () => {
  const own = '352914177763170'
  const known = new Detector(profileOf({ imei: [own] }))
  const sent = (query: string): string[] => summary(detect(known, request(`/x?${query}`)))
  expect(sent(`imei=${own.slice(0, 14)}07`)).toEqual([`imei=${own} (certain)`])
  expect(sent(`device_id=${own}`)).toEqual([`imei=${own} (certain)`])
  expect(sent(`password=${own}`)).toEqual([`account-credential=${own} (probable)`, `imei=${own} (certain)`])
})

test('of two names for one number the adapter knows best', () => {
  const input = request('/track/json', [], '{"kochava_device_id":"KA3901622031588b2a6f"}')
  expect(summary(detect(detector, input, { host: 'control.kochava.com' }))).toEqual([
    'install-id=KA3901622031588b2a6f (probable)',
  ])
})

test('a message behind its length is one, whether it is read as a message or as a text', () => {
  const escaped = Array.from(imei, (digit) => `\\u00${digit.charCodeAt(0).toString(16)}`).join('')
  for (const written of [imei, escaped]) {
    const text = Buffer.from(`{"cmd":"login","p":"${written}"}`)
    const length = Buffer.alloc(4)
    length.writeUInt32BE(text.length)
    expect(found(Buffer.concat([length, text]))).toEqual([`imei=${imei} (certain)`])
  }
})

test('a value that stands there twice is found twice', () => {
  const twice = Buffer.concat([
    head,
    Buffer.from(`{"imei":"${imei}"}`),
    head,
    Buffer.from(`{"imei":"${imei}"}`),
  ])
  expect(found(twice)).toEqual(Array.from({ length: 2 }, () => `imei=${imei} (certain)`))
})

test('a known value is not told a second time as another one of its kind, read from the same characters', () => {
  const imei = '352914177763170'
  const known = new Detector(
    profileOf({
      msisdn: ['+4799900284'],
      'cell-id': ['21004290'],
      imei: [imei],
      email: ['kari@postkasse.no'],
    }),
  )
  const sent = (query: string): string[] => summary(detect(known, request(`/x?${query}`)))
  expect(sent('phone=4799900284')).toEqual(['msisdn=+4799900284 (certain)'])
  expect(sent('phone=99900284')).toEqual(['msisdn=+4799900284 (certain)'])
  // Hex digits that are all decimal ones, under a name of cells.
  expect(sent('cell_id=1408002')).toEqual(['cell-id=21004290 (certain)'])
  const digest = createHash('md5').update(imei).digest('hex')
  expect(sent(`didmd5=${digest}`)).toEqual([`imei=${imei} (certain)`])
  const mail = createHash('sha256').update('kari@postkasse.no').digest('hex').toUpperCase()
  expect(sent(`email_sha256=${mail}`)).toEqual(['email=kari@postkasse.no (certain)'])
  // Of another phone it is another value.
  const other = createHash('md5').update('358240051111110').digest('hex')
  expect(sent(`didmd5=${other}`)).toEqual([`imei=${other} (possible)`])
})

test('a value that is cut over the labels of a name is one, with and without those of a service behind it', () => {
  const id = 'b7e2045fd81c3a6990ef5b12c47d8e03a6f9712bd54c0e88316fa27d9b40c5e1'
  const known = new Detector(profileOf({ 'widevine-id': [id] }))
  const host = `${id.slice(0, 40)}.${id.slice(40)}.t.api.example.net`
  const input = request('/x', [`Host: ${host}`])
  expect(summary(detect(known, input))).toEqual([`widevine-id=${id} (certain)`])
})

test('a value that two decoders read from the same bytes is one', () => {
  const base32 = 'GQ4TAMJVGQZDAMZSGM3TKMJY'
  // In a field of protobuf, and as a run of its own.
  const field = Buffer.concat([
    Buffer.from('0a01371218', 'hex'),
    Buffer.from(base32),
    Buffer.from('1801', 'hex'),
  ])
  expect(found(field)).toEqual([`imei=${imei} (certain)`])
  // In both orders: a body that looks like a file of quoted-printable lines, too.
  const digits = Array.from(imei, (digit) => `=${digit.charCodeAt(0).toString(16)}`).join('')
  expect(found(Buffer.from(`a=1\r\nb=${encodeURIComponent(digits)}\r\n`))).toEqual([`imei=${imei} (certain)`])
})

test('a value in two fields and in two places of the head is found twice', () => {
  const hidden = gzipSync(JSON.stringify({ a: imei, b: imei }))
  expect(found(hidden)).toEqual(Array.from({ length: 2 }, () => `imei=${imei} (certain)`))
  const input = request(`/${imei}?did=${imei}`, [`X-Device: ${imei}`])
  expect(summary(detect(detector, input))).toEqual(Array.from({ length: 3 }, () => `imei=${imei} (certain)`))
})
