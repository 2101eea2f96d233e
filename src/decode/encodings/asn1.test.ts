import {
  Integer,
  ObjectIdentifier,
  OctetString,
  PrintableString,
  Sequence,
  Set,
  Utf8String,
  BitString,
} from 'asn1js'
import { expect, test } from 'vitest'
import { conformEncoding, hintOf } from '../../../test/support/conform-encoding.ts'
import { Budget } from '../budget.ts'
import { encoding } from './asn1.ts'

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex')
const der = (block: { toBER(): ArrayBuffer }): Buffer => Buffer.from(block.toBER())
/** A value of up to 127 bytes behind its tag. */
const tlv = (tag: string, ...content: Buffer[]): Buffer => {
  const bytes = Buffer.concat(content)
  return Buffer.concat([hex(tag), Buffer.from([bytes.length]), bytes])
}
const inner = new Sequence({
  value: [new Utf8String({ value: '490154203237518' }), new Integer({ value: 1_000_000 })],
})

conformEncoding(
  encoding,
  {
    'texts and numbers of a sequence': {
      bytes: der(
        new Sequence({
          value: [
            new Utf8String({ value: 'imei' }),
            new PrintableString({ value: '490154203237518' }),
            new Integer({ value: 242_010_123 }),
          ],
        }),
      ),
      gives: ['0.0 = imei', '0.1 = 490154203237518', '0.2 = 242010123'],
    },
    'numbers of an eSIM, of a profile on it, and of its phone': {
      bytes: tlv(
        'bf38',
        tlv('5a', hex('89049032001728394610283746501988')),
        tlv('5a', hex('989402000010543982f7')),
        tlv(
          'a1',
          tlv('80', hex('53099006')),
          tlv('a1', hex('8502 0f00')),
          tlv('82', hex('53099006145718f4')),
        ),
      ),
      gives: [
        '0.0 = 89049032001728394610283746501988',
        '0.1 = 8949200000014593287',
        Buffer.from('53099006', 'hex'),
        Buffer.from('0f00', 'hex'),
        '0.2.2 = 359009604175814',
      ],
    },
    'other numbers of as many bytes': {
      bytes: tlv(
        '30',
        tlv('5a', hex('41111111111111111f00')),
        tlv('a1', tlv('80', hex('53099007')), tlv('82', hex('53099006145718f4'))),
      ),
      gives: [hex('41111111111111111f00'), hex('53099007'), hex('53099006145718f4')],
    },
    'a sequence in a set': {
      bytes: der(new Set({ value: [inner] })),
      gives: ['0.0.0 = 490154203237518', '0.0.1 = 1000000'],
    },
    'octets that hold ASN.1 again': {
      bytes: der(
        new Sequence({
          value: [
            new ObjectIdentifier({ value: '1.2.840.113549.1.7.1' }),
            new OctetString({ valueHex: inner.toBER() }),
          ],
        }),
      ),
      gives: ['0.1.0.0 = 490154203237518', '0.1.0.1 = 1000000'],
    },
    'bits and octets as they are': {
      bytes: der(
        new Sequence({
          value: [
            new OctetString({ valueHex: new Uint8Array([1, 2, 3, 4]).buffer }),
            new BitString({ valueHex: new Uint8Array([5, 6, 7, 8]).buffer }),
          ],
        }),
      ),
      gives: [Buffer.from([1, 2, 3, 4]), Buffer.from([5, 6, 7, 8])],
    },
    'a long one, with its length in two bytes': {
      bytes: der(new Sequence({ value: [new Utf8String({ value: 'x'.repeat(300) }), inner] })),
      gives: [`0.0 = ${'x'.repeat(300)}`, '0.1.0 = 490154203237518', '0.1.1 = 1000000'],
    },
    // What Apple's encoder of CMS writes: no lengths around it, and the content in segments.
    'sequences whose end is marked, and octets in segments': {
      bytes: hex(
        '3080 06092a864886f70d010701 a080 2480 04093c646963743e343930 04083135343230333233 0000 0000 0000',
      ),
      gives: ['0.1.0 = <dict>49015420323'],
    },
    'ASN.1 again in one segment': {
      bytes: Buffer.concat([
        Buffer.from('30802480', 'hex'),
        der(new OctetString({ valueHex: inner.toBER() })),
        Buffer.from('00000000', 'hex'),
      ]),
      gives: ['0.0.0.0 = 490154203237518', '0.0.0.1 = 1000000'],
    },
    'numbers of more than 64 bits': {
      bytes: hex('300f 0209 04d9a5a696e1653d95 0c02 6f6b'),
      gives: ['0.0 = 89470100739182640533', '0.1 = ok'],
    },
    'a text in segments': {
      bytes: hex('3080 2c80 0c083439303135343230 0c0733323337353138 0000 0000'),
      gives: ['0.0 = 490154203237518'],
    },
  },
  {
    'a sequence whose end is not marked': Buffer.from('30800c0434393031000c', 'hex'),
    'a segment of another kind': hex('3080 2480 020434393031 0000 0000'),
    'a sequence that is cut': der(inner).subarray(0, -2),
    'with more behind it': Buffer.concat([der(inner), Buffer.from([1])]),
    'a length inside that is too long': Buffer.from('300a0c0f34393031353432 30'.replaceAll(' ', ''), 'hex'),
    'with more behind the mark of its end': Buffer.from('30800c0434393031000000', 'hex'),
  },
)

// SGP.22, 4.2: the last byte has the check digit in its high bits, and a filler below.
test('an IMEI whose filler stands below its last digit is one', () => {
  const bytes = tlv('a1', tlv('80', hex('53099006')), tlv('82', hex('530990061457184f')))
  const decoded = encoding.decode(bytes, hintOf(bytes), new Budget())
  const found = typeof decoded === 'string' ? [] : decoded.pieces.filter(({ key }) => key === 'IMEI')
  expect(found.map((piece) => String(piece.bytes))).toEqual(['359009604175814'])
})

/** `oid = text` for each, as names of a subject are written. */
const names = (...of: (readonly [oid: string, text: string])[]): Sequence =>
  new Sequence({
    value: of.map(
      ([oid, value]) =>
        new Set({
          value: [new Sequence({ value: [new ObjectIdentifier({ value: oid }), new Utf8String({ value })] })],
        }),
    ),
  })
const subject = names(['2.5.4.3', 'phone'], ['2.5.4.5', 'R58N12ABCDE'], ['0.9.2342.19200300.100.1.1', 'kari'])
const key = new Sequence({ value: [new ObjectIdentifier({ value: '1.2.840.10045.2.1' }), new BitString()] })
const keysOf = (bytes: Buffer): (string | null)[] => {
  const decoded = encoding.decode(bytes, hintOf(bytes), new Budget())
  return typeof decoded === 'string' ? [] : decoded.pieces.map((piece) => piece.key)
}

test('who asks for a certificate goes by the names of its subject (PKCS #10)', () => {
  const request = new Sequence({ value: [new Integer({ value: 0 }), subject, key] })
  expect(keysOf(der(new Sequence({ value: [request, key] })))).toEqual(['', 'serialNumber', 'userid'])
})

test('the subject of a certificate, and what only looks like a request, have no names', () => {
  const certificate = new Sequence({ value: [new Integer({ value: 0 }), key, subject, subject] })
  expect(new globalThis.Set(keysOf(der(new Sequence({ value: [certificate, key] }))))).toEqual(
    new globalThis.Set(['']),
  )
  const later = new Sequence({ value: [new Integer({ value: 1 }), subject, key] })
  expect(keysOf(der(new Sequence({ value: [later, key] })))).toEqual(['', '', ''])
})

test('numbers of an eSIM go by their names, and raw bytes of one are looked at', () => {
  const bytes = tlv('bf3e', tlv('5a', hex('89049032001728394610283746501988')))
  const decoded = encoding.decode(bytes, hintOf(bytes), new Budget())
  expect(typeof decoded === 'string' ? [] : decoded.pieces.map(({ key }) => key)).toEqual(['EID'])
  expect(encoding.mayHide?.(bytes, 0, bytes.length)).toBe(true)
  expect(encoding.mayHide?.(bytes, 0, bytes.length - 1)).toBe(false)
})
