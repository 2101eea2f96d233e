import { expect, test } from 'vitest'
import { Translators } from '../../attribute/translators.ts'
import type { AddressFacts, Attribution, NameEvidence } from '../../attribute/types.ts'
import type { AppBook } from '../apps.ts'
import { attributeRecipient } from './attribute-recipient.ts'
import { RecipientDraft } from './recipient-draft.ts'
import type { RecipientBook } from './recipient-book.ts'

/** Data that knows nobody. */
const attribution = {
  recipient: () => ({ organisation: null, ambiguity: '' }),
  domain: (host: string) => host,
  address: (address: string) => ({ address, scope: 'public', ambiguity: '' }) as AddressFacts,
} as unknown as Attribution

test('a name in a hello that offers ECH may hide another, once a connection was opened', () => {
  const of = (evidence: NameEvidence, more: Partial<RecipientDraft>): (string | boolean)[] => {
    const draft = new RecipientDraft(1, 'a.example', evidence, {} as unknown as RecipientBook)
    draft.addresses.add('198.51.100.7')
    Object.assign(draft, { flows: 1, ...more })
    const apps = {} as unknown as AppBook
    const recipient = attributeRecipient(draft, attribution, apps, new Translators(), new Set(), new Map())
    return [recipient.ambiguity, recipient.mayHideName, recipient.hasEch]
  }
  const text = 'the client offered ECH: the real name may be hidden'
  expect(of('sni', { hasEch: true })).toEqual([text, true, true])
  expect(of('none', { hasEch: true })).toEqual([text, true, true])
  expect(of('host', { hasEch: true })).toEqual(['', false, true])
  expect(of('sni', { hasEch: true, flows: 0 })).toEqual(['', false, true])
  expect(of('sni', {})).toEqual(['', false, false])
})
