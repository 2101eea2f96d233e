import { createCipheriv, createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { ChaChaBlock, chachaBlockBytes } from './chacha-block.ts'

test('the block that RFC 8439, 2.3.2 prints', () => {
  const key = Buffer.from(Array.from({ length: 32 }, (_, index) => index))
  const from = Buffer.from('ffff01000000000000090000004a0000000000', 'hex').subarray(2)
  const into = Buffer.alloc(10, 0xee)
  new ChaChaBlock(key).first(from, 0, into, 1)
  expect(into.toString('hex')).toBe('ee10f1e7e4d13b5915ee')
})

test('is what the cipher of OpenSSL makes, for any key, counter and nonce', () => {
  for (let seed = 0; seed < 200; seed++) {
    const key = createHash('sha256').update(`key ${seed}`).digest()
    const from = createHash('sha256').update(`from ${seed}`).digest()
    const into = Buffer.alloc(8)
    new ChaChaBlock(key).first(from, 5, into, 0)
    expect(into).toEqual(createCipheriv('chacha20', key, from.subarray(5, 21)).update(Buffer.alloc(8)))
    const whole = createCipheriv('chacha20', key, from.subarray(5, 21)).update(Buffer.alloc(chachaBlockBytes))
    const block = new ChaChaBlock(key)
    const bytes = Array.from({ length: chachaBlockBytes }, (_, position) => block.byteAt(from, 5, position))
    expect(Buffer.from(bytes)).toEqual(whole)
  }
})
