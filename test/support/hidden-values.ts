/** Messages in which values of a phone are hidden, and what is said of them. */
import { createCipheriv, createHash } from 'node:crypto'
import type { Detector } from '../../src/detect/detector.ts'
import type { Profile } from '../../src/device/types.ts'
import { detect, isWorthDecoding, profileOf, request } from './decoded-tree.ts'

/** The phone whose values are hidden. */
export const hidingPhone: Profile = profileOf({
  imei: ['352099001761481'],
  msisdn: ['+4790000001'],
  serial: ['NX7PLUS12345'],
})

/** How it is written, for each known value that is found in the message: `imei MD5 in hex`. */
export function formsFound(detector: Detector, target: string, body: Buffer | string): string[] {
  const input = request(target, ['Content-Type: application/json'], body)
  if (!isWorthDecoding(detector, input)) return []
  return detect(detector, input)
    .detections.filter(({ by }) => by === 'profile')
    .map(({ identifier, writtenAs }) => `${identifier} ${writtenAs}`)
}

/** The same for one message of a capture by itself, whose body is JSON. */
export function formsInFields(detector: Detector, fields: Readonly<Record<string, unknown>>): string[] {
  detector.nextCapture()
  return formsFound(detector, '/t', JSON.stringify(fields))
}

/** XOR of a text with a key, given in hex. */
export function under(text: string, key: string): Buffer {
  const bytes = Buffer.from(key, 'hex')
  return Buffer.from(Buffer.from(text).map((byte, at) => byte ^ (bytes[at % bytes.length] as number)))
}

/** What a cipher makes of a text; in GCM its tag stands behind it. `iv`: null where the mode has none. */
export function sealed(algorithm: string, key: Buffer, iv: Buffer | null, text: string): Buffer {
  if (algorithm !== 'aes-128-gcm' && algorithm !== 'aes-256-gcm') {
    const cipher = createCipheriv(algorithm, key, iv)
    return Buffer.concat([cipher.update(text), cipher.final()])
  }
  const cipher = createCipheriv(algorithm, key, iv as Buffer)
  return Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()])
}

/** The phone whose values stand in {@link sealedDocument}. */
export const sealingPhone: Profile = profileOf({ imei: ['352099001761481'], serial: ['NX7PLUS12345'] })
export const sealedDocument = '{"app":"page view","imei":"352099001761481","sn":"NX7PLUS12345","v":12}'

/** Bytes as by chance, the same for the same seed: 64 at most. */
export function seededBytes(seed: string, length: number): Buffer {
  return createHash('sha512').update(seed).digest().subarray(0, length)
}
