import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { profileOf } from '../../../test/support/decoded-tree.ts'
import { identifiers } from '../identifiers.gen.ts'
import { compile } from '../indicators.ts'
import { BinaryLook } from './binary-look.ts'
import { BodySuspicion } from './body-suspicion.ts'
import { depthMax } from './encoded-runs.ts'
import { keysFor } from './probe-names.ts'
import { Suspicion } from './suspicion.ts'
import { TokenSigns } from './token-signs.ts'

const imei = '352099001761481'
const set = compile(profileOf({ imei: [imei] }))
const { digests, bareXor } = set
const tokens = new TokenSigns(digests, bareXor)
const bodies = new BodySuspicion(digests, bareXor, new Suspicion(digests, bareXor), tokens)
const seen: string[] = []
const looker = {
  look: (buf: Buffer, start: number, end: number) => {
    seen.push(buf.toString('latin1', start, end))
    return false
  },
}
const binary = new BinaryLook(looker, set, keysFor(identifiers, set), bodies)
const holds = (bytes: Buffer, depth = 0): boolean => binary.holds(bytes, 0, bytes.length, depth)
const inFramed = (bytes: Buffer): boolean => binary.holdsInFramed(bytes, 0, bytes.length)

/** Bytes that are no text around `value`. */
const amid = (value: Buffer): Buffer => Buffer.concat([Buffer.of(0, 1, 2), value, Buffer.of(0, 7)])

test('a value as digits of half a byte each, and as a number of eight bytes', () => {
  expect(holds(amid(Buffer.from(`${imei}0`, 'hex')))).toBe(true)
  const number = Buffer.alloc(8)
  number.writeBigUInt64BE(BigInt(imei))
  expect(holds(amid(number))).toBe(true)
  expect(inFramed(amid(number))).toBe(true)
  number.writeBigUInt64BE(BigInt(imei) + 1n)
  expect(holds(amid(number))).toBe(false)
})

test('a digest as bytes; behind a header of known form only where enough top bits are set', () => {
  const digest = createHash('sha256').update(imei).digest()
  expect(holds(amid(digest))).toBe(true)
  expect(inFramed(amid(digest))).toBe(true)
  expect(inFramed(amid(Buffer.alloc(32, 0x21)))).toBe(false)
})

test('a name of CBOR in front of its value, but not where names and values are not side by side', () => {
  const map = Buffer.concat([Buffer.of(0xa1, 0x64), Buffer.from('imei'), Buffer.of(0x1b), Buffer.alloc(8, 1)])
  expect(holds(map)).toBe(true)
  expect(inFramed(map)).toBe(false)
})

test('text of a field is looked at without the length that looks like its first sign', () => {
  const text = 'c29tZSB0ZXh0IHRoYXQgaXMgbG9uZyBlbm91Z2g='
  const field = Buffer.concat([Buffer.of(8, 1, 0x12, text.length), Buffer.from(text)])
  seen.length = 0
  expect(holds(field)).toBe(false)
  expect(seen).toContain(text)
  seen.length = 0
  expect(holds(field, depthMax)).toBe(false)
  expect(seen).toEqual([])
})
