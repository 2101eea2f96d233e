import { expect, test } from 'vitest'
import { frameParts } from '../../../test/support/frame-parts.ts'
import type { FrameParts } from '../../../test/support/frame-parts.ts'
import { fates } from './fates.ts'
import type { Fate } from './fates.ts'
import { FrameTally } from './frame-tally.ts'
import { PartTally } from './part-tally.ts'

/** Parts of 100 bytes, each with its fate and name; of dissected ones 40 are payload. */
function whole(read: readonly (readonly [Fate, string])[]): FrameParts & { readonly fate: Fate } {
  const parts = frameParts('')
  const { current, counts } = parts
  const tally = new PartTally(current)
  for (const [fate, name] of read) {
    current.name = name
    current.payloadBytes = 40
    tally.add(fate, 100)
  }
  return { ...parts, fate: tally.whole(new FrameTally(counts, current)) }
}

test('where any part is dissected the whole is, and the others count as what they are', () => {
  const { fate, current, counts, codes } = whole([
    [fates.other, 'arp'],
    [fates.dissected, ''],
    [fates.unsupported, 'ip protocol 9'],
    [fates.dissected, ''],
  ])
  expect(fate).toBe(fates.dissected)
  expect([counts.otherBytes, counts.unsupportedBytes, codes()]).toEqual([
    100,
    100,
    ['frame.unsupported_protocol'],
  ])
  // None of them are headers.
  expect(current.payloadBytes).toBe(100 + 40 + 100 + 40)
})

test('where none is, the whole has the fate and name of the first, and nothing is counted yet', () => {
  const { fate, current, counts } = whole([
    [fates.undecryptable, 'esp'],
    [fates.other, 'arp'],
  ])
  expect([fate, current.name]).toEqual([fates.undecryptable, 'esp'])
  expect([counts.undecryptableBytes, counts.otherBytes]).toEqual([0, 0])
})

test('no parts are malformed', () => {
  expect(whole([]).fate).toBe(fates.malformed)
})
