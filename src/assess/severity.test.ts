import { describe, expect, test } from 'vitest'
import { identifiers } from '../detect/identifiers.gen.ts'
import { severityOf, weightOf, weights } from './severity.ts'
import type { SeverityFacts } from './severity.ts'

type Sent = SeverityFacts['identifiers'][number]

function sent(name: string, change: Partial<Sent> = {}): Sent {
  return { name, confidence: 'certain', isClear: true, isOpenable: false, ...change }
}

function severity(identifiers: readonly Sent[], change: Partial<SeverityFacts> = {}): string {
  return severityOf({
    identifiers,
    heavyInOne: identifiers.map(({ name }) => name),
    mayChange: new Set(),
    isLocal: false,
    isStateControlled: false,
    isKnownSender: false,
    ...change,
  }).severity
}

// The numbers are those of docs/severity.md.
describe('severity', () => {
  test('1: the heaviest identifier sets the start', () => {
    expect(severity([sent('device-model')])).toBe('low')
    expect(severity([sent('device-model'), sent('android-id')])).toBe('medium')
    expect(severity([sent('device-model'), sent('android-id'), sent('imei')])).toBe('high')
  })

  test('1: what is only possible, or was encrypted, counts a step less, each for itself', () => {
    expect(severity([sent('imei', { confidence: 'possible' })])).toBe('medium')
    expect(severity([sent('imei', { isClear: false })])).toBe('medium')
    // Whoever is on the way has the key.
    expect(severity([sent('imei', { isClear: false, isOpenable: true })])).toBe('high')
    expect(severity([sent('imei', { confidence: 'possible', isClear: false })])).toBe('low')
    expect(severity([sent('imei', { confidence: 'probable' })])).toBe('high')
    expect(severity([sent('imei', { isClear: false }), sent('iccid')])).toBe('high')
  })

  test('2: three of weight 3 in clear text are critical, not counting the possible and the encrypted', () => {
    expect(severity([sent('imei'), sent('iccid')])).toBe('high')
    expect(severity([sent('imei'), sent('iccid'), sent('imsi')])).toBe('critical')
    expect(severity([sent('imei'), sent('iccid'), sent('imsi', { confidence: 'possible' })])).toBe('high')
    expect(severity([sent('imei'), sent('iccid'), sent('imsi', { isClear: false })])).toBe('high')
  })

  test('3: a known sender is critical with one of weight 3 in clear text', () => {
    expect(severity([sent('imei')], { isKnownSender: true })).toBe('critical')
    expect(severity([sent('imei', { isClear: false })], { isKnownSender: true })).toBe('medium')
    expect(severity([sent('android-id')], { isKnownSender: true })).toBe('medium')
  })

  test('4: a private address is one step down, from any level', () => {
    expect(severity([sent('device-model')], { isLocal: true })).toBe('low')
    expect(severity([sent('imei')], { isLocal: true })).toBe('medium')
    expect(severity([sent('imei')], { isLocal: true, isKnownSender: true })).toBe('high')
  })

  test('4: what stays on the device is two steps down, and nobody is said to be on the way', () => {
    const within = { isLocal: true, isOnDevice: true }
    expect(severity([sent('imei')], within)).toBe('low')
    expect(severity([sent('imei'), sent('iccid'), sent('imsi')], within)).toBe('medium')
    const { reasons } = severityOf({
      identifiers: [sent('imei')],
      heavyInOne: ['imei'],
      mayChange: new Set(),
      isStateControlled: false,
      isKnownSender: false,
      ...within,
    })
    expect(reasons).toEqual([
      'the recipient has a loopback address: it is another program on the same device, and nothing of it was on a network',
    ])
  })

  test('6: signalling to the own operator is low within its network, one step down outside', () => {
    const operator = { isOperatorSignalling: true, isKnownSender: true }
    expect(severity([sent('imei')], operator)).toBe('medium')
    expect(severity([sent('imei'), sent('imsi'), sent('cell-id')], operator)).toBe('high')
    expect(severity([sent('imei'), sent('imsi'), sent('cell-id')], { ...operator, isLocal: true })).toBe(
      'low',
    )
  })

  test('6: what an operator does not know by its network is no signalling', () => {
    const operator = { isOperatorSignalling: true, isKnownSender: true }
    const known = [sent('imei'), sent('imsi'), sent('cell-id'), sent('msisdn')]
    for (const name of ['contacts', 'location', 'email']) {
      expect(severity([...known, sent(name)], { ...operator, isLocal: true })).toBe('medium')
      expect(severity([sent(name)], operator)).toBe('high')
    }
    expect(severity([...known, sent('contacts', { confidence: 'possible' })], operator)).toBe('high')
    expect(severity([...known, sent('install-id'), sent('bssid')], { ...operator, isLocal: true })).toBe(
      'low',
    )
    const { reasons } = severityOf({
      identifiers: [...known, sent('contacts'), sent('location')],
      heavyInOne: [...known, sent('contacts'), sent('location')].map(({ name }) => name),
      mayChange: new Set(),
      isLocal: true,
      isStateControlled: false,
      ...operator,
    })
    expect(reasons.at(-1)).toBe(
      'an operator does not know the place of the phone and numbers or addresses of other people by its network: that counts as told to anybody',
    )
  })

  test('state control is a reason and changes no level', () => {
    expect(severity([sent('android-id')], { isStateControlled: true })).toBe('medium')
  })
})

test('every identifier has a weight, and nothing else has', () => {
  expect(Object.keys(weights).sort()).toEqual(identifiers.map(({ name }) => name).sort())
})

test('what has no weight only describes', () => {
  expect(weightOf('no such identifier')).toBe(1)
})

test('contacts are several, in the sentence that says so', () => {
  const { reasons } = severityOf({
    identifiers: [sent('contacts')],
    heavyInOne: ['contacts'],
    mayChange: new Set(),
    isLocal: false,
    isStateControlled: false,
    isKnownSender: false,
  })
  expect(reasons[0]).toBe(
    'numbers or addresses of other people travel in clear text: anyone on the way can read it',
  )
})
