import { expect, test } from 'vitest'
import { floatOf, throughDouble } from './forms.ts'
import { floatedPlaces, saidPlaces } from './places.ts'

test('a whole number that was a double is the same number', () => {
  expect(floatOf('599127300')).toBe('5.991273E8')
  expect(floatOf('-40000000')).toBe('-4.0E7')
  for (const [, text] of throughDouble('-107460900')) expect(Number(text)).toBe(-107_460_900)
})

test('a place that was a double is the same place, in all its fields', () => {
  const [lat, lon] = [59.91273, -10.74609]
  for (const { fields } of floatedPlaces({ lat, lon })) {
    const numbers = fields
      .flatMap(([, text]) => text.match(/-?\d\.\d+e[+]?\d+|-?[\d.]{4,}/gi) ?? [])
      .map(Number)
    const degrees = numbers.map((number) => (Math.abs(number) > 180 ? number / 1e7 : number))
    expect(degrees).toEqual([lat, lon])
  }
})

test('a place in a text is followed by a full stop or a comma', () => {
  for (const { fields } of saidPlaces('59.91273', '10.74609')) {
    expect(fields).toHaveLength(1)
    expect(fields[0][1]).toMatch(/59\.91273\D+10\.74609[.,]/)
  }
})
