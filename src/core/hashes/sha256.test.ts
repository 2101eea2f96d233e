import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  mixSha256,
  sha256BlockBytes,
  sha256DigestBytes,
  sha256Words,
  startSha256,
  writeSha256,
} from './sha256.ts'

test('blocks with their padding are mixed as Node hashes them, and nothing is written beside the digest', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(9), (bytes, at) => {
      const blocks = Math.ceil((bytes.length + 9) / sha256BlockBytes)
      const padded = Buffer.alloc(at + blocks * sha256BlockBytes)
      padded.set(bytes, at)
      padded[at + bytes.length] = 0x80
      padded.writeUInt32BE(bytes.length * 8, padded.length - 4)
      const state = new Int32Array(sha256Words)
      startSha256(state)
      for (let block = 0; block < blocks; block++) mixSha256(state, padded, at + block * sha256BlockBytes)
      const into = Buffer.alloc(at + sha256DigestBytes + 8, 0xaa)
      writeSha256(state, into, at)
      const digest = createHash('sha256').update(bytes).digest('hex')
      expect(into.toString('hex')).toBe(`${'aa'.repeat(at)}${digest}${'aa'.repeat(8)}`)
    }),
  )
})
