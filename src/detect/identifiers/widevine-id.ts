import { defineIdentifier } from '../identifier-type.ts'
import type { IdentifierType, WrittenForm } from '../identifier-type.ts'
import { cases, isRepeated } from '../spellings/written.ts'

/** Lengths of such numbers in bytes: others are no base64 of one. */
const lengths: ReadonlySet<number> = new Set([16, 20, 24, 32, 48, 64])

/** The bytes of a value in hex or in either base64; null for other texts. */
function bytesOf(text: string): Buffer | null {
  const isHex = /^(?:[0-9a-f]{2})+$/i.test(text)
  const bytes = Buffer.from(text, isHex ? 'hex' : 'base64')
  const plain = text.replace(/=+$/, '').replaceAll('+', '-').replaceAll('/', '_')
  return lengths.has(bytes.length) && (isHex || bytes.toString('base64url') === plain) ? bytes : null
}

/** `MediaDrm.PROPERTY_DEVICE_UNIQUE_ID`: 16 bytes and more, as hex or base64. */
export const identifier: IdentifierType = defineIdentifier({
  name: 'widevine-id',
  title: 'Widevine ID (of the copy protection)',
  subject: 'device',
  stability: 'for the life of the phone; survives a reset',
  whyPersonal: 'It tells one phone from all others and stays after a reset.',
  names: [
    'widevineid',
    'drmid',
    'mediadrmid',
    'widevinedeviceid',
    'mediadrm',
    'widevinestableid',
    'drmstableid',
    'mediadrmstableid',
  ],
  // Of anything that is to be known again: beside what else the plugin says of itself (`MediaDrm.getPropertyString`), it is this.
  hints: ['stableid'],
  companions: { stableid: ['systemid', 'securitylevel', 'hdcplevel', 'maxhdcplevel', 'oemcryptoapiversion'] },
  isLikely: (value: string): boolean => /\d/.test(value) && bytesOf(value.trim()) !== null,
  proof: 'it is long enough to tell devices apart',
  lengthMin: 22,
  normalise(value: string): string {
    const text = value.trim()
    return /^[0-9A-Za-z+/=_-]{22,128}$/.test(text) ? text : ''
  },
  placeholder: (text: string): string => (isRepeated(text) ? 'one digit over and over' : ''),
  spellings(text: string): readonly string[] {
    const bytes = bytesOf(text)
    if (bytes === null) return [text]
    return [text, ...cases(bytes.toString('hex')), bytes.toString('base64'), bytes.toString('base64url')]
  },
  binary(text: string): readonly WrittenForm[] {
    const bytes = bytesOf(text)
    return bytes === null ? [] : [{ form: `${bytes.length} raw bytes`, bytes }]
  },
})
