import { expect, test } from 'vitest'
import { Redactor } from './redactor.ts'

test('a word that stands elsewhere, too, is replaced only where it is meant', () => {
  const place = {
    identifier: 'place',
    value: 'Home',
    normal: 'Home',
    around: ['"', '" of the profile'],
  } as const
  const redactor = new Redactor([place], () => ({ identifiers: [], isAll: true }))
  expect(redactor.text('0.0 km from "Home" of the profile, by 6 decimals')).toBe(
    '0.0 km from "⟦place 1⟧" of the profile, by 6 decimals',
  )
  expect(redactor.text('/Home/x of home.example, "Home"')).toBe('/Home/x of home.example, "Home"')
  expect(redactor.committed).toEqual([{ identifier: 'place', number: 1, value: 'Home' }])
})
