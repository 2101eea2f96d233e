import { expect, test } from 'vitest'
import { identifiers } from './identifiers.gen.ts'
import { allKinds, kindNamed } from './kind-named.ts'

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
