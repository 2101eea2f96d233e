import { conformEncoding, hintOf } from '../../../test/support/conform-encoding.ts'
import { expect, test } from 'vitest'
import { detect, isWorthDecoding, profileOf, request, summary } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../../detect/detector.ts'
import { mayHide } from '../hiding.ts'
import { Budget } from '../budget.ts'
import { encoding } from './wbxml.ts'

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex')
const inline = (text: string): Buffer => Buffer.concat([hex('03'), Buffer.from(`${text}\0`)])

conformEncoding(
  encoding,
  {
    'elements with texts': {
      bytes: Buffer.concat([
        hex('03 01 6a 00 45 46'),
        inline('490154203237518'),
        hex('01 47'),
        inline('other'),
        hex('01 01'),
      ]),
      gives: ['5.6 = 490154203237518', '5.7 = other'],
    },
    // WAP-192, 5.8.4.1: the number has seven bits in each byte.
    'characters by their numbers, within a text': {
      bytes: Buffer.concat([
        hex('03 01 6a 00 45 46'),
        hex('02 34'),
        inline('9015420323751'),
        hex('02 38 02 8165 01 01'),
      ]),
      gives: ['5.6 = 490154203237518å'],
    },
    'WBXML 1.1 in ASCII': {
      bytes: Buffer.concat([hex('01 04 03 00 45'), inline('490154203237518'), hex('01')]),
      gives: ['5 = 490154203237518'],
    },
    'elements and texts that are empty': {
      bytes: Buffer.concat([
        hex('03 01 6a 00 45 06 47 03 00 01 48'),
        inline('490154203237518'),
        hex('01 01'),
      ]),
      gives: ['5.8 = 490154203237518'],
    },
    'a text of the table inside of an element': {
      bytes: Buffer.concat([
        hex('03 01 6a 05'),
        Buffer.from('name\0'),
        hex('45 46 83 00 01 47 80 01 01 48'),
        inline('490154203237518'),
        hex('01 01'),
      ]),
      gives: ['string table = name\0', '5.8 = 490154203237518'],
    },
    'an attribute that the table names': {
      bytes: Buffer.concat([
        hex('03 01 6a 05'),
        Buffer.from('name\0'),
        hex('45 c6 04 00'),
        inline('490154203237518'),
        hex('01'),
        inline('inside'),
        hex('01 01'),
      ]),
      gives: ['string table = name\0', '5.6 = 490154203237518', '5.6 = inside'],
    },
    'a document type whose number has two bytes (SyncML 1.2)': {
      bytes: Buffer.concat([hex('02 a401 6a 00 6d 6b 57'), inline('IMEI:490154203237518'), hex('01 01 01')]),
      gives: ['2d.2b.17 = IMEI:490154203237518'],
    },
    'one that the table names': {
      bytes: Buffer.concat([
        hex('02 00 00 6a 1d'),
        Buffer.from('-//SYNCML//DTD SyncML 1.2//EN'),
        hex('6d 57'),
        inline('IMEI:490154203237518'),
        hex('01 01'),
      ]),
      gives: ['string table = -//SYNCML//DTD SyncML 1.2//EN', '2d.17 = IMEI:490154203237518'],
    },
    'a table of texts, and opaque bytes': {
      bytes: Buffer.concat([hex('02 01 6a 08'), Buffer.from('strings\0'), hex('45 c3 04 01020304 01')]),
      gives: ['string table = strings\0', Buffer.from([1, 2, 3, 4])],
    },
    'a table that is longer than one byte says': {
      bytes: Buffer.concat([
        hex('03 01 6a 8108'),
        Buffer.from(`${'x'.repeat(135)}\0`),
        hex('45'),
        inline('490154203237518'),
        hex('01'),
      ]),
      gives: ['string table = xxx…', '5 = 490154203237518'],
    },
    // WAP-192 section 8.2: elements with attributes, which end with a mark of their own.
    attributes: {
      bytes: Buffer.concat([
        hex('03 0b 6a 00 c5 46 01 87 46'),
        inline('490154203237518'),
        hex('01 c8 46'),
        inline('x'),
        hex('01'),
        inline('inside'),
        hex('01 01'),
      ]),
      gives: ['5.7 = 490154203237518', '5.8 = x', '5.8 = inside'],
    },
    'names by the table, entities and extensions': {
      bytes: Buffer.concat([
        hex('03 01 6a 05'),
        Buffer.from('name\0'),
        hex('45 44 00'),
        inline('490154203237518'),
        hex('01 02 20 40'),
        Buffer.from('ext\0'),
        hex('c0 83 00 01'),
      ]),
      gives: ['string table = name\0', '5.4 = 490154203237518', '5 = ext'],
    },
  },
  {
    'elements that are not closed': Buffer.concat([hex('03 01 6a 00 45 46 47'), inline('490154203237518')]),
    'opaque bytes that reach behind the end': hex('03 01 6a 00 45 c3 7f 01020304'),
    'opaque bytes that reach behind the end, behind a value': Buffer.concat([
      hex('03 01 6a 00 45'),
      inline('490154203237518'),
      hex('c3 7f 01'),
    ]),
    'another version': hex('07 01 6a 00 45 03 343930 00 01'),
    text: 'plain text, nothing else',
  },
)

test('a number of characters by their numbers is suspected and found', () => {
  const digits = Buffer.from([...Buffer.from('490154203237518')].flatMap((byte) => [2, byte]))
  const detector = new Detector(profileOf({ imei: ['490154203237518'] }), undefined, mayHide)
  const input = request('/t', [], Buffer.concat([hex('03 01 6a 00 45'), digits, hex('01')]))
  expect(isWorthDecoding(detector, input)).toBe(true)
  expect(summary(detect(detector, input)).join()).toContain('imei=490154203237518')
})

/** Page 18 (Settings), DeviceInformation, Set, one value. */
const setting = (tag: string, text: string): Buffer =>
  Buffer.concat([hex('03 01 6a 00 00 12 45 56 48'), hex(tag), inline(text), hex('01 01 01 01')])

test('what ActiveSync says of the phone goes by its names', () => {
  const detector = new Detector(null, undefined, mayHide)
  const found = (body: Buffer): string => {
    const input = request('/t', [], body)
    expect(isWorthDecoding(detector, input)).toBe(true)
    return summary(detect(detector, input)).join()
  }
  expect(found(setting('5c', '+4799900137'))).toContain('msisdn=+4799900137')
  expect(found(setting('58', '35-209900-176148-1'))).toContain('imei=352099001761481')
})

test('the same tags of another page have no such names', () => {
  const contacts = Buffer.from(setting('5c', '+4799900137'))
  contacts[5] = 1
  const decoded = encoding.decode(contacts, hintOf(contacts), new Budget())
  expect(typeof decoded === 'string' ? [] : decoded.pieces.map(({ key }) => key)).toEqual([''])
})
