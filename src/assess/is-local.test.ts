import { expect, test } from 'vitest'
import type { Recipient } from './types.ts'
import { isLocal, isOnDevice } from './is-local.ts'

type Scope = Recipient['addresses'][number]['scope']

function addressesOf(scopes: readonly Scope[]): Recipient['addresses'] {
  return scopes.map((scope) => ({
    address: '192.0.2.1',
    scope,
    networks: [],
    countries: [],
    isCountryAgreed: true,
    ambiguity: '',
  }))
}

test('one address of the Internet, or none that is known, is not local', () => {
  const of = (...scopes: readonly Scope[]): boolean => isLocal({ addresses: addressesOf(scopes) })
  expect([of('private'), of('private', 'link-local')]).toEqual([true, true])
  expect([of(), of('private', 'public'), of('documentation')]).toEqual([false, false, false])
})

test('what has loopback addresses only is on the device', () => {
  const of = (...scopes: readonly Scope[]): boolean => isOnDevice({ addresses: addressesOf(scopes) })
  expect([of('loopback'), of('loopback', 'private'), of('public'), of()]).toEqual([true, false, false, false])
})
