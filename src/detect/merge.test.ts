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
