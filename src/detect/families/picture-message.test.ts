import { describe, expect, test } from 'vitest'
import { detect, foundIn, profileOf, request, summary } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'

const sendReq = 0x80
const retrieveConf = 0x84

/** A message of this kind with these fields, each a number and the value behind it. */
function message(kind: number, ...fields: readonly (readonly [number, Buffer])[]): Buffer {
  return Buffer.concat([
    Buffer.from([0x8c, kind, 0x98]),
    Buffer.from('T12ab34\0'),
    Buffer.from([0x8d, 0x92]),
    ...fields.flatMap(([field, value]) => [Buffer.from([field]), value]),
    Buffer.from([0x84, 0xa3, 0x01, 0x05, 0x03, 0x83]),
    Buffer.from('text/plain\0Hei'),
  ])
}

const text = (value: string): Buffer => Buffer.from(`${value}\0`)
/** With its length and UTF-8 in front. */
const encoded = (value: string): Buffer => {
  const bytes = Buffer.concat([Buffer.from([0xea]), text(value)])
  return Buffer.concat([Buffer.from([bytes.length]), bytes])
}
/** The sender, with the token that says that the address is there. */
const present = (value: Buffer): Buffer => Buffer.concat([Buffer.from([value.length + 1, 0x80]), value])
/** The sender, whom the operator is to fill in. */
const insert = Buffer.from([0x01, 0x81])
const [bcc, cc, from, to] = [0x81, 0x82, 0x89, 0x97] as const

const other = '+4791738264/TYPE=PLMN'
const own = '+4797531864/TYPE=PLMN'

describe('whom a picture message goes to is another than who sends it', () => {
  test.each([
    ['to', message(sendReq, [from, insert], [to, text(other)])],
    ['as copy', message(sendReq, [from, insert], [cc, text(other)])],
    ['as blind copy', message(sendReq, [from, insert], [bcc, text(other)])],
    ['with a character set', message(sendReq, [from, insert], [to, encoded(other)])],
    ['of a report of reading', message(0x87, [to, text(other)], [from, insert])],
  ])('%s', (_what, body) => {
    expect(foundIn(body)).toEqual(['contacts=+4791738264 (possible)'])
  })

  test('by an address of mail', () => {
    expect(foundIn(message(sendReq, [from, insert], [to, text('ola.holm@fjordpost.no')]))).toEqual([
      'contacts=ola.holm@fjordpost.no (possible)',
    ])
  })

  test('not who sends it', () => {
    for (const sender of [text(own), encoded(own)])
      expect(foundIn(message(sendReq, [from, present(sender)], [to, text(other)]))).toEqual([
        'contacts=+4791738264 (possible)',
        'msisdn=+4797531864 (probable)',
      ])
    // To himself.
    expect(new Set(foundIn(message(sendReq, [from, present(text(own))], [to, text(own)])))).toEqual(
      new Set(['msisdn=+4797531864 (probable)']),
    )
  })

  test('not the number of the profile', () => {
    const detector = new Detector(profileOf({ msisdn: ['+4791738264'] }))
    expect(foundIn(message(sendReq, [from, insert], [to, text(other)]), detector)).toContain(
      'msisdn=+4791738264 (certain)',
    )
  })
})

test('a picture message to the phone is from another', () => {
  const body = message(retrieveConf, [from, present(text(other))], [to, text(own)])
  expect(summary(detect(new Detector(null), request('/', [], body), { direction: 1 }))).toEqual([
    'contacts=+4791738264 (possible)',
    'msisdn=+4797531864 (probable)',
  ])
})

test('other bytes with the mark of a number are no picture message', () => {
  const body = Buffer.concat([Buffer.from([0x8b, 0x80, 0x97]), text(other)])
  expect(foundIn(body)).toEqual(['msisdn=+4791738264 (probable)'])
  expect(foundIn(message(0x81, [to, text(other)]))).toEqual(['msisdn=+4791738264 (probable)'])
})
