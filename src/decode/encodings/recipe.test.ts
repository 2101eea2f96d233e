import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { encoding } from './recipe.ts'

const form = 'imei=490154203237518&model=TA-1046'
const xor = (text: string, key: Buffer): Buffer =>
  Buffer.from(Buffer.from(text).map((byte, at) => byte ^ (key[at % key.length] as number)))

/** As StartApp's SDK does: eight bytes in front, all under its key, in base64. */
const startapp = Buffer.concat([
  Buffer.alloc(8, 0x55),
  xor(form, Buffer.from('encryptionkeystartapp')),
]).toString('base64')

/** As Adups' agent does: padding of 2, a key of 5 bytes rotated right by three, the text under the key; in hex. */
const key = Buffer.from([0x11, 0x82, 0x43, 0x94, 0x25])
const rotated = Buffer.from(key.map((byte) => ((byte << 3) | (byte >> 5)) & 255))
const adups = Buffer.concat([Buffer.from([0x25, 9, 9]), rotated, xor(form, key)]).toString('hex')

conformEncoding(
  encoding,
  {
    'a key that is built in': { bytes: startapp, key: 'd', gives: [`startapp = ${form}`] },
    'a key that is sent along': { bytes: adups, key: 'key', gives: [`adups = ${form}`] },
  },
  {
    'under another name': { bytes: startapp, key: 'e', gives: [] },
    'under another key': { bytes: Buffer.from(`12345678${form}`).toString('base64'), key: 'd', gives: [] },
    text: { bytes: form, key: 'd', gives: [] },
    'a length of the key that is too long': { bytes: `f${adups.slice(1, 30)}`, key: 'key', gives: [] },
  },
)
