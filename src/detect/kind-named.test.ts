import { expect, test } from 'vitest'
import { identifiers } from './identifiers.gen.ts'
import { allKinds, kindNamed, kindsBeside } from './kind-named.ts'

test('a kind of identifier is named by its name, or as reports call it', () => {
  for (const { name, title } of identifiers) {
    expect(kindNamed(name)).toBe(name)
    expect(kindNamed(title)).toBe(name)
    expect(kindNamed(title.split(' (')[0] ?? '')).toBe(name)
    expect(allKinds().split(', ')).toContain(name)
  }
  expect(kindNamed('coordinates')).toBe('location')
  expect(kindNamed('MAC address')).toBe('wifi-mac')
  expect(kindNamed('imie')).toBeNull()
})

test.each([
  ['imie', '; do you mean imei? Known: '],
  ['Wi-Fi MAC adress', '; do you mean wifi-mac? Known: '],
  ['zzzzzzzzzzzz', '. Known: '],
])('beside %s stands the nearest kind, where one is near, and all of them', (text, expected) => {
  expect(kindsBeside(text)).toBe(`${expected}${allKinds()}`)
})
