import { expect, test } from 'vitest'
import { emptyPacketCounts, packetBalance } from './counts.ts'

test('bytes of fragments may wait for others while frames come, and not when all is over', () => {
  const counts = { ...emptyPacketCounts(), frames: 1, dissectedFrames: 1, frameBytes: 60, headerBytes: 34 }
  counts.fragmentBytesHeld = 26
  expect(packetBalance(counts, false)).toMatchObject({ bytesAccounted: 60, isBalanced: true })
  expect(packetBalance(counts, true)).toMatchObject({ bytesAccounted: 34, isBalanced: false })
  counts.fragmentBytesHeld = 0
  counts.fragmentBytesLost = 26
  expect(packetBalance(counts, true)).toMatchObject({ bytesAccounted: 60, isBalanced: true })
})
