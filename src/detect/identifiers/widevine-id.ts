import { defineIdentifier } from '../identifier-type.ts'
import type { IdentifierType } from '../identifier-type.ts'
import { cases, isRepeated } from '../written.ts'

/** `MediaDrm.PROPERTY_DEVICE_UNIQUE_ID`: 16 bytes and more, as hex or base64. */
export const identifier: IdentifierType = defineIdentifier({
  name: 'widevine-id',
  title: 'Widevine ID (of the copy protection)',
  subject: 'device',
  stability: 'for the life of the phone; survives a reset',
  whyPersonal: 'It tells one phone from all others and stays after a reset.',
  names: ['widevineid', 'drmid', 'mediadrmid', 'widevinedeviceid'],
  proof: 'it is long enough to tell devices apart',
  lengthMin: 22,
  normalise(value: string): string {
    const text = value.trim()
    return /^[0-9A-Za-z+/=_-]{22,128}$/.test(text) ? text : ''
  },
  placeholder: (text: string): string => (isRepeated(text) ? 'one digit over and over' : ''),
  spellings: (text: string): readonly string[] => (/^[0-9a-f]+$/i.test(text) ? cases(text) : [text]),
})
