import { createCipheriv } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ChachaBlock, chachaBlockBytes } from './chacha-block.ts'

test('the example of RFC 8439, 2.3.2', () => {
  const block = new ChachaBlock(Buffer.from(Array.from({ length: 32 }, (_, at) => at)))
  const nonce = Buffer.from('000000090000004a00000000', 'hex')
  const bytes = Array.from({ length: chachaBlockBytes }, (_, at) => block.byteAt(at, 1, nonce))
  expect(Buffer.from(bytes).toString('hex')).toBe(
    '10f1e7e4d13b5915500fdd1fa32071c4c7d1f4c733c068030422aa9ac3d46c4ed2826446079faa0914c2d705d98b02a2b5129cd1de164eb9cbd083e8a2503c4e',
  )
})

test('every key, nonce and block gives what node:crypto gives', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 32, maxLength: 32 }),
      fc.uint8Array({ minLength: 12, maxLength: 12 }),
      fc.nat(0xffff),
      fc.nat(chachaBlockBytes - 1),
      (key, nonce, counter, position) => {
        const iv = Buffer.alloc(16)
        iv.writeUInt32LE(counter)
        iv.set(nonce, 4)
        const stream = createCipheriv('chacha20', key, iv).update(Buffer.alloc(chachaBlockBytes))
        expect(new ChachaBlock(key).byteAt(position, counter, nonce)).toBe(stream[position])
      },
    ),
    { seed: 3, numRuns: 300 },
  )
})
