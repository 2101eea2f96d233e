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
import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { encoding } from './asn1.ts'

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex')
const der = (block: { toBER(): ArrayBuffer }): Buffer => Buffer.from(block.toBER())
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
