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
    'in quotes': { bytes: `v="${base58(utf8(text))}"`, gives: [text] },
  },
  {
    'an address of a wallet': '1BoatSLRHtKNngkdXEeobR76b53LETtpyT',
    'a word': 'internationalisation',
    'with a character that it has not': '2NEpo7TZRRrLZSi0U',
    'more than is worth it': base58(Buffer.alloc(400, 0x61)),
  },
)
