import { base58, utf8 } from '../../../tools/accuracy/codecs.ts'
import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { encoding } from './base58.ts'

const text = 'imei=490154203237518'

conformEncoding(
  encoding,
  {
    // Test vectors of the alphabet's own description (draft-msporny-base58).
    'Hello World!': { bytes: '2NEpo7TZRRrLZSi2U', gives: ['Hello World!'] },
    'a pangram': {
      bytes: 'USm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z',
      gives: ['The quick brown fox jumps over the lazy dog.'],
    },
    'as a value': { bytes: base58(utf8(text)), gives: [text] },
    // Of python-base58: b58encode_check of the version 80 and text, of the version 0, and of text alone.
    'with a version and a check sum': {
      bytes: 'tfsf324NKa4u8rF8C2dVGD2NdRQr7xAagc',
      gives: [`base58check = ${text}`],
    },
    'with the version 0': {
      bytes: '1AcT17uVSUkkTNQ34KzhCABg4rS77R9d43',
      gives: [`base58check = ${text}`],
    },
    'with a check sum alone': {
      bytes: 'AcT17uVSUkkTNQ34KzhCABg4rS78tfNVe',
      gives: [`base58check = ${text}`],
    },
    'behind the mark of Multibase': {
      bytes: `z${base58(utf8(text))}`,
      gives: [`multibase = ${text}`],
    },
    'in quotes': { bytes: `v="${base58(utf8(text))}"`, gives: [text] },
  },
  {
    'an address of a wallet': '1BoatSLRHtKNngkdXEeobR76b53LETtpyT',
    'with a check sum that is wrong': 'tfsf324NKa4u8rF8C2dVGD2NdRQr7xAagd',
    'a word': 'internationalisation',
    'with a character that it has not': '2NEpo7TZRRrLZSi0U',
    'more than is worth it': base58(Buffer.alloc(400, 0x61)),
  },
)
