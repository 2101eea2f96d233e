import { createHash } from 'node:crypto'
import { deflateRawSync, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { hiddenDeflates, mayHideDeflate } from './hidden-deflate.ts'

const text = JSON.stringify({ imei: '490154203237518', list: ['one', 'two', 'two'], more: 'the rest of it' })
const gzip = gzipSync(text)

function mayHide(bytes: Buffer, length?: number): boolean {
  // Not at the start of its memory, and not at its end.
  const around = Buffer.concat([Buffer.from('##'), bytes, Buffer.from('#')])
  return mayHideDeflate(around, 2, 2 + bytes.length, length)
}

/** As Python and the gzip program write it: with the time of compression. */
const timed = Buffer.from(gzip)
timed.writeUInt32LE(1_764_460_800, 4)

test.each([1, 2, 3, 4])('gzip that says when it was made is known under a key of %i bytes', (length) => {
  const key = Buffer.from('5ac3917e', 'hex').subarray(0, length)
  const hidden = Buffer.from(timed.map((byte, at) => byte ^ (key[at % length] as number)))
  expect(mayHide(hidden)).toBe(true)
  expect([...hiddenDeflates(hidden)].map(({ title }) => title)).toContain(
    `gzip, XOR, key ${key.toString('hex')}`,
  )
})

test.each([
  ['without a time', gzip, '5a'],
  ['without a time', gzip, '5a11'],
  ['without a time', gzip, '5a11c377'],
  ['with its time', timed, '5a'],
])('gzip %s behind bytes of a program is known under a key', (_, packed, hex) => {
  const key = Buffer.from(hex, 'hex')
  const hidden = Buffer.from(packed.map((byte, at) => byte ^ (key[at % key.length] as number)))
  for (const front of [1, 6, 17, 64]) {
    const bytes = Buffer.concat([createHash('sha512').update(hex).digest().subarray(0, front), hidden])
    expect(mayHide(bytes)).toBe(true)
    const [place] = [...hiddenDeflates(bytes)].filter(({ title }) => title.startsWith('gzip behind'))
    expect(place?.title).toBe(`gzip behind ${front} ${front === 1 ? 'byte' : 'bytes'}, XOR, key ${hex}`)
    expect(place?.bytes).toEqual(packed)
  }
  expect(mayHide(Buffer.concat([Buffer.alloc(80, 0xee), hidden]))).toBe(false)
})

test('of what is hidden the question and the places agree', () => {
  for (const bytes of [
    gzip.map((byte) => byte ^ 0x11),
    gzip.map((byte, at) => byte ^ ((at % 5) + 1)),
    gzip.toReversed(),
    Buffer.concat([Buffer.from([1, 2]), gzip.subarray(2)]),
    Buffer.concat([Buffer.from([9]), deflateRawSync(text)]),
  ]) {
    const hidden = Buffer.from(bytes)
    expect(mayHide(hidden)).toBe(true)
    expect([...hiddenDeflates(hidden)].length).toBeGreaterThan(0)
  }
})

test('the beginning of a longer value is enough, but for what stands backwards', () => {
  const hidden = Buffer.from(gzip.map((byte) => byte ^ 0x11))
  expect(mayHide(hidden.subarray(0, 60), hidden.length)).toBe(true)
  expect(mayHide(Buffer.from(gzip.toReversed()).subarray(0, 60), hidden.length)).toBe(false)
})

test('random bytes hardly ever pass, and short ones never', () => {
  const digests = Array.from({ length: 4_000 }, (_, at) => createHash('sha512').update(`${at}`).digest())
  expect(digests.filter((bytes) => mayHide(bytes)).length).toBeLessThan(40)
  expect(mayHide(gzip.subarray(0, 20))).toBe(false)
  expect([...hiddenDeflates(Buffer.alloc(0))]).toEqual([])
})
