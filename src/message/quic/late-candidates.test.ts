import { expect, test } from 'vitest'
import { KeyLog } from '../key-log.ts'
import { LateCandidates } from './late-candidates.ts'

const label = 'CLIENT_TRAFFIC_SECRET_0'

function logOf(count: number, first = 0): string {
  return Array.from({ length: count }, (_, index) => {
    const random = Buffer.alloc(32, first + index + 1).toString('hex')
    return `${label} ${random} ${'ab'.repeat(32)}\n`
  }).join('')
}

function places(candidates: LateCandidates, keys: KeyLog): number[] {
  return Array.from(candidates.of(keys, label), (random) => (random[0] as number) - 1)
}

test('the newest come first, until one was found: then those beside it, all of them once', () => {
  const keys = new KeyLog()
  keys.add(logOf(7))
  const candidates = new LateCandidates()
  expect(places(candidates, keys)).toEqual([6, 5, 4, 3, 2, 1, 0])
  for (const random of candidates.of(keys, label)) {
    if (random[0] !== 3 + 1) continue
    candidates.found()
    break
  }
  expect(places(candidates, keys)).toEqual([3, 2, 4, 1, 5, 0, 6])
})

test('secrets that came in between are there, and none of a log that has none', () => {
  const keys = new KeyLog()
  const candidates = new LateCandidates()
  expect(places(candidates, keys)).toEqual([])
  keys.add(logOf(2))
  expect(places(candidates, keys)).toEqual([1, 0])
  keys.add(logOf(1, 2))
  expect(places(candidates, keys)).toEqual([2, 1, 0])
})

test('those whose hello was seen by now are left out after a while', () => {
  const keys = new KeyLog()
  keys.add(logOf(3))
  const candidates = new LateCandidates()
  places(candidates, keys)
  keys.claim(Buffer.alloc(32, 2), 0)
  for (let use = 0; use < 64; use++) places(candidates, keys)
  expect(places(candidates, keys)).toEqual([2, 0])
})
