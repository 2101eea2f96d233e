import { expect, test } from 'vitest'
import type { Profile } from '../../device/types.ts'
import { nearReason, placeAt, surenessNear } from './near-place.ts'
import type { NearPlace } from './near-place.ts'

const at = (name: string, lat: number, lon: number): Profile['places'][number] => ({
  name,
  lat,
  lon,
  cells: [],
  bssids: [],
})
const profile: Profile = {
  name: 'x',
  identifiers: new Map(),
  places: [at('home', 59.91387, 10.75225), at('office', 59.9165, 10.7523), at('town', 60.4, 5.3)],
}

test('the nearest place within reach is meant', () => {
  expect(placeAt(profile, 59.9142, 10.7522)?.place.name).toBe('home')
  expect(placeAt(profile, 59.9162, 10.7522)?.place.name).toBe('office')
  expect(placeAt(profile, 59.925, 10.7522)).toBeNull()
  expect(placeAt(null, 59.91387, 10.75225)).toBeNull()
})

test('what was sent with fewer decimals may be off by as much; a vague place reaches further', () => {
  expect(placeAt(profile, 59.925, 10.7522, 1.2)?.place.name).toBe('office')
  expect(placeAt(profile, 60.415, 5.3)?.place.name).toBe('town')
  expect(placeAt(profile, 60.42, 5.3)).toBeNull()
})

test('of somebody else, only the same house is', () => {
  expect(placeAt(profile, 59.9142, 10.7522, 0, 'of a shop')?.place.name).toBe('home')
  expect(placeAt(profile, 59.9155, 10.7522, 0, 'of a shop')).toBeNull()
})

test('how sure, and why', () => {
  const near = placeAt(profile, 59.9142, 10.7522) as NearPlace
  expect(surenessNear(near, 4)).toBe('certain')
  expect(surenessNear(near, 1)).toBe('possible')
  expect(surenessNear({ ...near, kilometres: 3 }, 4)).toBe('possible')
  expect(nearReason(near)).toBe('0.0 km from "home" of the profile')
})
