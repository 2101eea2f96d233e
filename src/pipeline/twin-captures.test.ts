import { expect, test } from 'vitest'
import type { CaptureSummary } from './scan.ts'
import { twinsOf } from './twin-captures.ts'

const capture = (changes: Partial<CaptureSummary> = {}): CaptureSummary => ({
  path: 'a.pcap',
  sha256: null,
  format: 'pcap',
  isGzip: false,
  fileBytes: 900,
  packets: 7,
  entries: 0,
  bytes: 900,
  first: { sec: 5, nsec: 1 },
  last: { sec: 9, nsec: 2 },
  timeDigits: 6,
  application: null,
  comments: [],
  recorded: null,
  ...changes,
})

test('the same capture under other names, compressed or not, is paired with its first', () => {
  const packed = capture({ path: 'b.gz', isGzip: true, fileBytes: 300 })
  expect(twinsOf([capture(), packed, capture({ path: 'c' })])).toEqual([
    [0, 1],
    [0, 2],
  ])
})

test('captures that differ in one of their numbers, or show no moment, are no twins', () => {
  const others: Partial<CaptureSummary>[] = [
    { packets: 8 },
    { entries: 1 },
    { bytes: 901 },
    { first: { sec: 5, nsec: 2 } },
    { last: { sec: 9, nsec: 3 } },
    { first: null, last: null },
  ]
  for (const changes of others) expect(twinsOf([capture(), capture(changes)])).toEqual([])
  const empty = { packets: 0, bytes: 24, first: null, last: null }
  expect(twinsOf([capture(empty), capture(empty)])).toEqual([])
})
