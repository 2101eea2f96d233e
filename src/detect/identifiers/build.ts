import { defineIdentifier } from '../identifier-type.ts'
import type { IdentifierType } from '../identifier-type.ts'
import { cases } from '../spellings/written.ts'

/** A quasi-identifier: named by families, and searched where a profile gives it; never recognised by itself. */
export const identifier: IdentifierType = defineIdentifier({
  name: 'build',
  title: 'software build of the device',
  subject: 'device',
  stability: 'until the next update',
  whyPersonal: 'Alone it fits thousands of people; with model, place and network it narrows them to a few.',
  proof: '',
  isGeneric: true,
  normalise: (value: string): string => (value.trim().length >= 4 && value.length <= 128 ? value.trim() : ''),
  spellings: (text: string): readonly string[] => cases(text),
})
