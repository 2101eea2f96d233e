import { defineIdentifier } from '../identifier-type.ts'
import type { IdentifierType } from '../identifier-type.ts'
import { cases } from '../spellings/written.ts'

/** A quasi-identifier: named by families, and searched where a profile gives it; never recognised by itself. */
export const identifier: IdentifierType = defineIdentifier({
  name: 'device-model',
  title: 'model of the device',
  subject: 'device',
  stability: 'for the life of the phone',
  whyPersonal: 'Alone it fits thousands of people; with build, place and network it narrows them to a few.',
  proof: '',
  isGeneric: true,
  normalise: (value: string): string => (value.trim().length >= 2 && value.length <= 64 ? value.trim() : ''),
  spellings: (text: string): readonly string[] => cases(text),
})
