import { base32, utf8 } from '../../../tools/accuracy/codecs.ts'
import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { encoding } from './base32.ts'

const text = 'imei=490154203237518'
/** A document under keys of an app: its only block is the last. */
const deflated = Buffer.from(
  '05c1310ac3301004c0bf6cad4227efdd496a1d026ef2851064150663815586fc3d335fb47e9eef634745123af36274046cebba3d50910b5d2c654b8c74158df644c0ec731ee37a8dab7554d0927d62f6acbd155543c0b8f77ea3c2e9662c511817a1e0f707',
  'hex',
)
const hexAlphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUV'

conformEncoding(
  encoding,
  {
    // RFC 4648 section 10 has "foobar"; longer by the same rules.
    'three times the example of the standard': {
      bytes: 'MZXW6YTBOJTG633CMFZGM33PMJQXE===',
      gives: ['foobarfoobarfoobar'],
    },
    'upper case': { bytes: base32(utf8(text)), gives: [text] },
    'lower case': { bytes: base32(utf8(text)).toLowerCase(), gives: [text] },
    unpadded: { bytes: base32(utf8(text)).replace(/=+$/, ''), gives: [text] },
    'behind the mark of Multibase': {
      bytes: `b${base32(utf8(text)).replace(/=+$/, '').toLowerCase()}`,
      gives: [`multibase = ${text}`],
    },
    'with the hex alphabet, behind that mark': {
      bytes: `V${base32(utf8(text), hexAlphabet).replace(/=+$/, '')}`,
      gives: [`multibase = ${text}`],
    },
    'with the hex alphabet': { bytes: base32(utf8(text), hexAlphabet), gives: [`base32hex = ${text}`] },
    'of headerless deflate with a table of its own': {
      bytes: base32(deflated).replace(/=+$/, ''),
      gives: [deflated],
    },
    'two runs in other text': {
      bytes: `a=${base32(utf8(text))}; b=${base32(utf8('serial=B2NGAA8473920561'))}`,
      gives: [text, 'serial=B2NGAA8473920561'],
    },
  },
  {
    'a word in capitals': 'INTERNATIONALIZATION',
    'a number': '89470100001234567840',
    'mixed case': 'NFWWK2J5GQ4TAMJVGQZDAMZSGM3TKMJY'.replace('W', 'w'),
    'an id in hex': 'd41d8cd98f00b204e9800998ecf8427e',
  },
)
