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
