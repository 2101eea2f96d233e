import { expect, test } from 'vitest'
import { processorTime } from '../../../test/support/processor-time.ts'
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

test('values that begin alike are many, and a text of them takes time in proportion', () => {
  const coordinates = Array.from({ length: 20_000 }, (_, index) => `59.91${39_000 + index},10.7522`)
  const before = processorTime()
  const redactor = new Redactor(
    coordinates.map((value) => ({ identifier: 'location', value, normal: value })),
    () => ({ identifiers: [], isAll: true }),
  )
  const text = redactor.text(coordinates.join(' '))
  expect(processorTime() - before).toBeLessThan(3_000)
  expect(text.startsWith('⟦location 1⟧ ⟦location 2⟧ ')).toBe(true)
  expect(text.endsWith(' ⟦location 20000⟧')).toBe(true)
})

test('between two looks at texts there is a rest, in which varde can be told to end', async () => {
  let rests = 0
  const redactor = new Redactor(
    [],
    () => ({ identifiers: [], isAll: true }),
    () => {
      rests++
      return Promise.resolve()
    },
  )
  const texts = Array.from({ length: 100 }, (_, index) => `${index}`.repeat(500))
  expect(await redactor.together(texts)).toEqual(texts)
  expect(rests).toBeGreaterThan(10)
})
