import { expect, test } from 'vitest'
import type { JoinedFile } from '../pipeline/reading/joined-files.ts'
import { frameInFile } from './frame-in-file.ts'

const files = [
  { firstFrame: 1, packets: 10 },
  { firstFrame: 11, packets: 0 },
  { firstFrame: 11, packets: 5 },
] as unknown as JoinedFile[]

test('a frame is found in the file that holds it, by its number there', () => {
  expect([1, 10, 11, 15].map((frame) => frameInFile({ files }, frame))).toEqual([
    { file: 0, number: 1 },
    { file: 0, number: 10 },
    { file: 2, number: 1 },
    { file: 2, number: 5 },
  ])
  expect(frameInFile({}, 3)).toBeNull()
})

test('blocks that Wireshark numbers count in their own file alone', () => {
  const numberedBlocks = [
    { framesBefore: 0, blocks: 2 },
    { framesBefore: 10, blocks: 3 },
  ]
  // The third block stands at the end of the first file, or at the beginning of the third.
  const behind = [files[0], files[1], { ...files[2], blocksBefore: 3 }] as JoinedFile[]
  const before = [files[0], files[1], { ...files[2], blocksBefore: 2 }] as JoinedFile[]
  const numberIn = (own: JoinedFile[], frame: number): number | undefined =>
    frameInFile({ files: own, numberedBlocks }, frame)?.number
  expect([numberIn(behind, 1), numberIn(behind, 11), numberIn(before, 11)]).toEqual([3, 1, 2])
})
