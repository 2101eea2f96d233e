import { hash } from 'node:crypto'
import type { Algorithm } from './digest-algorithms.ts'

/** Name spaces of UUIDs that are made of names (RFC 9562, 6.6), and none. */
export const nameSpaces: readonly (readonly [name: string, space: string])[] = [
  ['of a domain', '6ba7b8109dad11d180b400c04fd430c8'],
  ['of a URL', '6ba7b8119dad11d180b400c04fd430c8'],
  ['of an object', '6ba7b8129dad11d180b400c04fd430c8'],
  ['of no name space', '0'.repeat(32)],
]

/** RFC 9562, 5.3 and 5.5: a hash of the name space and of the text, with the bits of its version. */
export function spaceUuid(algorithm: string, version: number, space: string): Algorithm {
  const first = Buffer.from(space, 'hex')
  return {
    title: '',
    digest(input) {
      const uuid = hash(algorithm, Buffer.concat([first, input]), 'buffer').subarray(0, 16)
      uuid[6] = ((uuid[6] as number) & 0x0f) | version
      uuid[8] = ((uuid[8] as number) & 0x3f) | 0x80
      return uuid.toString('latin1')
    },
  }
}

/** An MD5 as Java's `nameUUIDFromBytes` makes a UUID of it: with the bits of version 3 (RFC 9562, 5.3) and no namespace. */
export function nameUuid(md5: string): string {
  const uuid = Buffer.from(md5, 'latin1')
  uuid[6] = ((uuid[6] as number) & 0x0f) | 0x30
  uuid[8] = ((uuid[8] as number) & 0x3f) | 0x80
  return uuid.toString('latin1')
}
