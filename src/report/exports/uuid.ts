import { createHash } from 'node:crypto'

/** Name space of the ids of this program: any fixed one serves (RFC 9562 section 5.5). */
const space = Buffer.from('00abedb434aa4a03872f5c0b26ba1b1a', 'hex')

/** A UUID of version 5: the same name has the same one in every export. */
export function uuidOf(name: string): string {
  const hash = createHash('sha1').update(space).update(name).digest().subarray(0, 16)
  hash[6] = ((hash[6] as number) & 0x0f) | 0x50
  hash[8] = ((hash[8] as number) & 0x3f) | 0x80
  const hex = hash.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
