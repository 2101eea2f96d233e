import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeBody, nodesOf } from '../../test/support/decoded-message.ts'
import { codecs } from '../../tools/accuracy/codecs.ts'
import { PlainValues } from './plain-values.ts'

const name = Buffer.from('Pixel 6')

test('a value is known when it came twice, with the transforms that were tried in vain', () => {
  const values = new PlainValues()
  for (const known of [-1, -1, 3]) {
    expect(values.transformsOf(name, 'value', 'model')).toBe(known)
    values.offer(name, 'value', 'model', 3)
  }
})

test('another name, another place, other bytes are not known', () => {
  const values = new PlainValues()
  for (let times = 0; times < 2; times++) values.offer(name, 'value', 'model', 0)
  expect(values.transformsOf(Buffer.from('Pixel 7'), 'value', 'model')).toBe(-1)
  expect(values.transformsOf(Buffer.from('Pixel'), 'value', 'model')).toBe(-1)
  expect(values.transformsOf(name, 'pair', 'model')).toBe(-1)
  expect(values.transformsOf(name, 'value', 'device')).toBe(-1)
  expect(values.transformsOf(Buffer.alloc(1_000, 'a'), 'value', 'model')).toBe(-1)
})

test('a value is known under each of its names', () => {
  const values = new PlainValues()
  const names = ['model', 'device', 'deviceModel', 'name']
  for (let times = 0; times < 2; times++) for (const one of names) values.offer(name, 'value', one, 0)
  for (const one of names) expect(values.transformsOf(name, 'value', one)).toBe(0)
})

test('of whatever was decoded before, a message gives what it gave the first time', () => {
  const chars = fc.constantFrom(...'ab19AZ==.-_:%/+ {}"\\\0\xff'.split(''))
  const short = fc.string({ unit: chars, minLength: 3, maxLength: 40 })
  const codec = fc.constantFrom(...codecs.filter(({ isForDocuments }) => !isForDocuments))
  const written = fc
    .tuple(short, codec)
    .map(([text, { encode }]) => encode(Buffer.from(text)).toString('latin1'))
  fc.assert(
    fc.property(fc.array(fc.oneof(short, written), { minLength: 1, maxLength: 6 }), (texts) => {
      const body = JSON.stringify(texts)
      const [first, ...others] = Array.from({ length: 4 }, () => {
        const { root: _, ...counts } = decodeBody(body)
        return {
          counts,
          values: nodesOf(decodeBody(body)).map(({ step, bytes }) => `${step.step} ${bytes.toString('hex')}`),
        }
      })
      for (const other of others) expect(other).toEqual(first)
    }),
    { numRuns: 200 },
  )
})
