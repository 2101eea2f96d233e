import { expect, test } from 'vitest'
import { isLocal } from './is-local.ts'

test('one address of the Internet, or none that is known, is not local', () => {
  const of = (...scopes: readonly ('private' | 'link-local' | 'public' | 'documentation')[]): boolean =>
    isLocal({
      addresses: scopes.map((scope) => ({
        address: '192.0.2.1',
        scope,
        networks: [],
        countries: [],
        isCountryAgreed: true,
        ambiguity: '',
      })),
    })
  expect([of('private'), of('private', 'link-local')]).toEqual([true, true])
  expect([of(), of('private', 'public'), of('documentation')]).toEqual([false, false, false])
})
