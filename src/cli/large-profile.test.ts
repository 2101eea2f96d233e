import { expect, test } from 'vitest'
import { largeProfileLine } from './large-profile.ts'

const values = (count: number): string[] => Array.from({ length: count }, (_, index) => `${index}`)

test('of a large profile it is told that its values are written out, of a usual one nothing', () => {
  const places = Array.from({ length: 100 }, () => ({
    name: '',
    lat: 1,
    lon: 1,
    cells: ['1'],
    bssids: [],
  }))
  expect(largeProfileLine({ name: '', identifiers: new Map([['imei', values(12)]]), places: [] })).toBe('')
  expect(largeProfileLine({ name: '', identifiers: new Map([['imei', values(1_200)]]), places: [] })).toBe(
    'varde: the profile has 1,200 values: all the ways to write them are made first.\n',
  )
  expect(largeProfileLine({ name: '', identifiers: new Map(), places })).toBe(
    'varde: the profile has 100 values and 100 places: all the ways to write them are made first.\n',
  )
})
