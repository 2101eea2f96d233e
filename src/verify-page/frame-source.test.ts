import { expect, test } from 'vitest'
import type { ArchiveMember } from '../case/bundle/archive.ts'
import { frameSource } from './frame-source.ts'
import { readScan } from './scan-document.ts'

const member = (name: string): ArchiveMember => ({ name, start: 0, bytes: 4_000, crc: 0 })
const members = new Map(['evidence/a', 'evidence/b', 'evidence/c'].map((name) => [name, member(name)]))

/** Where the page looks for frames of the first capture of a document. */
function placesOf(capture: object, frames: readonly number[]): unknown[] {
  const scan = readScan(JSON.stringify({ schema: 'varde/scan@1', captures: [capture] }))
  const checked = { manifest: null, signature: null, members, discrepancies: [] }
  const placeOf = frameSource(checked, 'results/1/scan.json', scan?.captures[0], 0)
  return frames.map((frame) => {
    const place = placeOf?.(frame) ?? null
    return place === null ? null : [place.member.name, place.number]
  })
}

test('a frame of a capture stands in it under its own number', () => {
  expect(placesOf({ path: 'evidence/a' }, [1, 7])).toEqual([
    ['evidence/a', 1],
    ['evidence/a', 7],
  ])
  expect(placesOf({ path: 'evidence/x' }, [1])).toEqual([null])
})

test('a frame of a recording stands in one of its files, in which they are numbered anew', () => {
  const files = [
    { path: 'evidence/b', packets: 3, firstFrame: 1 },
    { path: 'evidence/c', packets: 0, firstFrame: 4 },
    { path: 'evidence/a', packets: 2, firstFrame: 4 },
    { path: 'evidence/x', packets: 2, firstFrame: 6 },
  ]
  expect(placesOf({ path: 'evidence/b … x (4 files)', files }, [1, 3, 4, 5, 6, 8])).toEqual([
    ['evidence/b', 1],
    ['evidence/b', 3],
    ['evidence/a', 1],
    ['evidence/a', 2],
    // It is not in the bundle, and beyond it there is none.
    null,
    null,
  ])
  expect(placesOf({ path: 'x', files: 'none' }, [1])).toEqual([null])
})
