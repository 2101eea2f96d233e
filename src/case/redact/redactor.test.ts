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

test('each half of exact coordinates is hidden, also where they stand apart', () => {
  const place = (normal: string) => ({ identifier: 'location', value: normal, normal })
  const redactor = new Redactor([place('59.9138,10.7522'), place('59.91,10.75')], () => ({
    identifiers: [],
    isAll: true,
  }))
  expect(redactor.text('/sydney;59.9138;10.7522')).toBe('/sydney;⟦location 1⟧;⟦location 1⟧')
  expect(redactor.text('59.9138,10.7522')).toBe('⟦location 1⟧')
  expect(redactor.text('159.9138 59.91 10.75 59.91389')).toBe('159.9138 59.91 10.75 59.91389')
})
