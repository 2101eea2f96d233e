import { describe, expect, test } from 'vitest'
import { sealedBytes } from '../../../test/support/sealed-bytes.ts'
import { isTokenSignature } from './token-signature.ts'

const encode = (value: object | Buffer): string =>
  Buffer.from(Buffer.isBuffer(value) ? value : JSON.stringify(value)).toString('base64url')
const head = encode({ alg: 'RS256' })
const claims = encode({ sub: 'a', exp: 1 })
const sealed = encode(sealedBytes(256, 1))

/** Asked for the part of that number, in the middle of a text. */
function ofPart(parts: readonly string[], part: number): boolean {
  const before = `{"d":"${parts.slice(0, part).join('.')}${part === 0 ? '' : '.'}`
  const text = Buffer.from(`{"d":"${parts.join('.')}"}`)
  return isTokenSignature(text, 0, text.length, before.length)
}

describe('the signature of a token', () => {
  test('is the last of three parts, of which two can be read', () => {
    expect(ofPart([head, claims, sealed], 2)).toBe(true)
    expect(ofPart([head, '', sealed], 2)).toBe(true)
  })

  test.each<[string, readonly string[], number]>([
    [
      'the ciphertext of an encrypted token',
      [encode({ alg: 'dir', enc: 'A128GCM' }), '', 'aaaa', sealed, 'bb'],
      3,
    ],
    ['its key', [encode({ alg: 'RSA-OAEP', enc: 'A128GCM' }), sealed, 'aaaa', sealed, 'bb'], 1],
    ['three parts under a head of an encrypted one', [encode({ alg: 'dir', enc: 'x' }), claims, sealed], 2],
    ['what stands behind the beginning of a head', ['eyJ', sealed], 1],
    ['what stands behind something else', ['abc', 'def', sealed], 2],
    ['claims that can not be read', [head, sealed, 'abc'], 1],
    ['what stands behind claims that can not be read', [head, encode(sealedBytes(30, 2)), sealed], 2],
    ['a head that names no algorithm', [encode({ v: 1 }), claims, sealed], 2],
    ['a head that is null', [encode(Buffer.from('null')), claims, sealed], 2],
    ['more than a signature has', [head, claims, encode(sealedBytes(600, 3))], 2],
    ['what goes on', [head, claims, sealed, 'more'], 2],
    ['the first part', [sealed, claims, sealed], 0],
  ])('is not %s', (_, parts, part) => {
    expect(ofPart(parts, part)).toBe(false)
  })
})
