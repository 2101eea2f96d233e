import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { detect, isWorthDecoding, profileOf, request, summary } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../../detect/detector.ts'
import { mayHide } from '../hiding.ts'
import { encoding } from './cbor.ts'

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex')
const text = (value: string): Buffer =>
  Buffer.concat([Buffer.from([0x60 | value.length]), Buffer.from(value)])

conformEncoding(
  encoding,
  {
    // RFC 8949, appendix A: the last examples of maps and of lists without a length.
    'maps of texts': {
      bytes: hex('a56161614161626142616361436164614461656145'),
      gives: ['$.a = A', '$.b = B', '$.c = C', '$.d = D', '$.e = E'],
    },
    'a map without a length, with a list in it': {
      bytes: hex('bf61610161629f0203ffff'),
      gives: ['$.a = 1', '$.b[0] = 2', '$.b[1] = 3'],
    },
    'measurements of a sensor (RFC 8428, 6)': {
      bytes: Buffer.concat([
        hex('81 a3 21 78 18'),
        Buffer.from('urn:imei:490154203237518'),
        hex('00'),
        text('t'),
        hex('02 05'),
      ]),
      gives: ['$[0]["-2"] = urn:imei:490154203237518', '$[0]["0"] = t', '$[0]["2"] = 5'],
    },
    'a map under numbers, one of them negative': {
      bytes: Buffer.concat([
        hex('a3 01'),
        text('one'),
        hex('22'),
        text('two'),
        hex('19 0100'),
        text('three'),
      ]),
      gives: ['$["1"] = one', '$["-3"] = two', '$["256"] = three'],
    },
    'a list with a map': { bytes: hex('826161a161626163'), gives: ['$[0] = a', '$[1].b = c'] },
    'a tag, a text in pieces, bytes': {
      bytes: Buffer.concat([
        hex('d9d9f7 a3'),
        text('t'),
        hex('7f 64'),
        Buffer.from('3571'),
        hex('63'),
        Buffer.from('840'),
        hex('ff'),
        text('b'),
        hex('44 01020304'),
        text('n'),
        hex('1a 000f4240'),
      ]),
      gives: ['$.t = 3571840', Buffer.from([1, 2, 3, 4]), '$.n = 1000000'],
    },
    // RFC 8949, appendix A: 5f42010243030405ff and 7f657374726561646d696e67ff.
    'bytes and a text in parts (RFC 8949, appendix A), and what is empty': {
      bytes: Buffer.concat([
        hex('a3'),
        text('b'),
        hex('5f42010243030405ff'),
        text('t'),
        hex('7f657374726561646d696e67ff'),
        text('e'),
        hex('7f60ff'),
      ]),
      gives: [hex('0102030405'), '$.t = streaming'],
    },
    // RFC 8949, appendix A, for the first two.
    'numbers of more than 64 bits, and bytes that are too many for one': {
      bytes: Buffer.concat([
        hex('a4'),
        text('a'),
        hex('c2 49 010000000000000000'),
        text('b'),
        hex('c3 49 010000000000000000'),
        text('iccid'),
        hex('c2 49 04d9a5a696e1653d95'),
        text('k'),
        hex('c2 51 0102030405060708090a0b0c0d0e0f1011'),
      ]),
      gives: [
        '$.a = 18446744073709551616',
        '$.b = -18446744073709551617',
        '$.iccid = 89470100739182640533',
        hex('0102030405060708090a0b0c0d0e0f1011'),
      ],
    },
    'numbers: of 64 bits, negative, floats of all sizes': {
      bytes: Buffer.concat([
        hex('a5'),
        text('u'),
        hex('1b 000144db66f636ca'),
        text('i'),
        hex('3a 000f423f'),
        text('h'),
        hex('f9 3e00'),
        text('f'),
        hex('fa 426fb74c'),
        text('d'),
        hex('fb 404df4f0d844d013'),
      ]),
      gives: ['$.u = 357184092649162', '$.i = -1000000', '$.f = 59.929…', '$.d = 59.9136…'],
    },
  },
  {
    'a map that is cut': hex('a26161614161'),
    'a map with more behind it that is none': Buffer.concat([hex('a161616141'), hex('1c1c1c')]),
    'a text with bytes among its parts': hex('a1 6161 7f 6461626364 4161 ff'),
    'a text with one in parts among its parts': hex('a1 6161 7f 6461626364 7f6161ff ff'),
    'a text in parts that no end is behind': hex('a1 6161 7f 6461626364 6161'),
    'numbers only': hex('860102030405181a'),
    text: 'plain text, nothing else',
  },
)

const detector = new Detector(profileOf({ imei: ['490154203237518'] }), undefined, mayHide)

/** A value in parts of `size` bytes. */
const inParts = (kind: number, bytes: Buffer, size: number): Buffer => {
  const parts: Buffer[] = [Buffer.from([kind | 31])]
  for (let at = 0; at < bytes.length; at += size) {
    const part = bytes.subarray(at, at + size)
    parts.push(Buffer.from(part.length < 24 ? [kind | part.length] : [kind | 24, part.length]), part)
  }
  return Buffer.concat([...parts, Buffer.from([0xff])])
}
const imei = Buffer.from('490154203237518')

test.each([
  ['a text', inParts(0x60, imei, 3)],
  ['a text of many parts', inParts(0x60, Buffer.concat([Buffer.alloc(50, 'ab '), imei]), 2)],
  ['JSON in a text', inParts(0x60, Buffer.from(`{"a":1,"b":"${imei.toString()}"}`), 5)],
  ['gzip in bytes', inParts(0x40, gzipSync(`{"imei":"${imei.toString()}"}`), 20)],
])('%s in parts is suspected and read', (_, value) => {
  const input = request('/t', [], Buffer.concat([hex('a2 61 62'), value, hex('61 74 01')]))
  expect(isWorthDecoding(detector, input)).toBe(true)
  expect(summary(detect(detector, input)).join()).toContain('imei=490154203237518')
})

test('a number of a SIM card, which 64 bits are too few for, goes by its name', () => {
  const input = request(
    '/t',
    [],
    Buffer.concat([hex('a1 65'), Buffer.from('iccid'), hex('c2 49 04d9a5a696e1653d95')]),
  )
  const unknown = new Detector(null, undefined, mayHide)
  expect(isWorthDecoding(unknown, input)).toBe(true)
  expect(summary(detect(unknown, input)).join()).toContain('iccid=89470100739182640533')
})
