import { expect, test } from 'vitest'
import { ValueMasks } from './value-masks.ts'

const seen = (identifier: string, ...normals: readonly string[]) =>
  normals.map((normal) => ({ identifier, normal }))

test('one value has one mask, however it was written', () => {
  const masks = new ValueMasks(seen('msisdn', '99900137', '+4799900137', '99900137'), false)
  expect(masks.of('msisdn', '99900137')).toBe('+4••••••••7')
  expect(masks.each('msisdn', ['99900137', '+4799900137'])).toEqual(['+4••••••••7'])
})

test('two values have two masks', () => {
  const masks = new ValueMasks(
    [...seen('wifi-mac', '02005e10202b', '02005e10992b', '02005e10992c'), ...seen('bssid', '02005e10202b')],
    false,
  )
  expect(masks.each('wifi-mac', ['02005e10992b', '02005e10202b', '02005e10992c'])).toEqual([
    '02••••••••2b (2)',
    '02••••••••2b (1)',
    '02••••••••2c',
  ])
  expect(masks.of('bssid', '02005e10202b')).toBe('02••••••••2b')
  const names = new ValueMasks(seen('ssid', 'home', 'work'), false)
  expect(names.each('ssid', ['home', 'work'])).toEqual(['•••• (1)', '•••• (2)'])
})

test('what was not observed is masked by itself, and what is revealed not at all', () => {
  expect(new ValueMasks([], false).of('ssid', 'home')).toBe('••••')
  expect(new ValueMasks(seen('ssid', 'home'), true).of('ssid', 'home')).toBe('home')
})
