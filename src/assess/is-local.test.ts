import { expect, test } from 'vitest'
import type { Recipient } from './types.ts'
import { isAmongNeighbours, isLocal, isOnDevice } from './is-local.ts'

type Scope = Recipient['addresses'][number]['scope']

function addressesOf(scopes: readonly Scope[], address = '192.0.2.1'): Recipient['addresses'] {
  return scopes.map((scope) => ({
    address,
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

test('what goes to all on the network stays there', () => {
  const all = { addresses: addressesOf(['reserved'], '255.255.255.255') }
  expect([isLocal(all), isAmongNeighbours(all)]).toEqual([true, true])
  const other = { addresses: addressesOf(['reserved'], '240.0.0.1') }
  expect([isLocal(other), isAmongNeighbours(other)]).toEqual([false, false])
})

test('what has loopback addresses only is on the device', () => {
  const of = (...scopes: readonly Scope[]): boolean => isOnDevice({ addresses: addressesOf(scopes) })
  expect([of('loopback'), of('loopback', 'private'), of('public'), of()]).toEqual([true, false, false, false])
})
