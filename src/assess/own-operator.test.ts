import { expect, test } from 'vitest'
import type { FamilyMatch } from '../detect/types.ts'
import { isToOwnOperator, operatorDoubts } from './own-operator.ts'
import type { OperatorPlace, SentValue } from './own-operator.ts'

const signalling: FamilyMatch = {
  family: 'ims-registration',
  title: 'IMS (operator signalling)',
  confidence: 'certain',
  by: 'content',
  isOperatorSignalling: true,
  reasons: [],
  counterEvidence: [],
}

/** An operator with its seat in Norway, at an address of which the sources say these countries. */
function at(scope: 'public' | 'private' | 'documentation', ...countries: string[]): OperatorPlace {
  return {
    host: 'ims.mnc001.mcc242.3gppnetwork.org',
    organisation: {
      id: 'operator-242-01',
      name: 'Telenor',
      parent: '',
      country: 'NO',
      seat: 'NO',
      seatSource: '',
      isSeatVerified: true,
      state: 'none-known',
      kind: 'operator',
      use: '',
      matched: '',
      source: '',
      confidence: 'probable',
      ownershipConfidence: 'possible',
      note: '',
      isSharedInfrastructure: false,
    },
    addresses: [
      {
        address: '198.51.100.20',
        scope,
        networks: [],
        countries: countries.map((country) => ({ country, source: 'registry', builtOn: '2026-06-17' })),
        isCountryAgreed: true,
        ambiguity: '',
      },
    ],
  }
}

test('an address outside of the operator’s country speaks against it', () => {
  for (const own of [at('private'), at('documentation'), at('public', 'NO'), at('public', 'SE', 'NO')]) {
    expect(isToOwnOperator(signalling, own, [])).toBe(true)
    expect(operatorDoubts(signalling, own, [])).toEqual([])
  }
  expect(isToOwnOperator(signalling, at('public', 'CN'), [])).toBe(false)
  expect(operatorDoubts(signalling, at('public', 'CN', 'CN'), [])).toEqual([
    'only the message names the operator: its address 198.51.100.20 is in CN, so that it may be somebody else’s',
  ])
  expect(operatorDoubts(signalling, at('public'), [])).toEqual([
    'only the message names the operator: its address 198.51.100.20 is in no known country, so that it may be somebody else’s',
  ])
  expect(isToOwnOperator(signalling, { ...at('public', 'NO'), organisation: null }, [])).toBe(false)
})

test('what is no signalling is none anywhere', () => {
  const { isOperatorSignalling: _, ...other } = signalling
  expect(isToOwnOperator(other, at('private'), [])).toBe(false)
  expect(operatorDoubts(other, at('public', 'CN'), [])).toEqual([])
})

test('so does an IMSI that begins with the codes of another operator', () => {
  const imsi = (normal: string): SentValue[] => [
    { identifier: 'imei', normal: '356938035643809' },
    { identifier: 'imsi', normal },
  ]
  const chinese = { ...at('private'), host: 'ims.mnc011.mcc460.3gppnetwork.org' }
  expect(isToOwnOperator(signalling, at('private'), imsi('242010739182646'))).toBe(true)
  expect(isToOwnOperator(signalling, chinese, imsi('460110739182646'))).toBe(true)
  expect(isToOwnOperator(signalling, chinese, imsi('242010739182646'))).toBe(false)
  expect(operatorDoubts(signalling, chinese, imsi('242010739182646'))).toEqual([
    'an IMSI of another operator was sent there: the recipient is not the phone’s own operator',
  ])
})
