import { expect, test } from 'vitest'
import { hashInputs } from './digest-disguises.ts'

test('a name is hashed in its orders and without its blank, where it is long', () => {
  const texts = (name: string): string[] =>
    hashInputs('person-name', name).map(({ bytes }) => bytes.toString())
  expect(texts('Ingrid Solbakken')).toEqual(
    expect.arrayContaining([
      'Ingrid Solbakken',
      'solbakken ingrid',
      'Solbakken, Ingrid',
      'ingrid.solbakken',
      'ingridsolbakken',
    ]),
  )
  expect(texts('Zoë Dubois')).not.toContain('zoëdubois')
})
