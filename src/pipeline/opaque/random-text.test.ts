import { expect, test } from 'vitest'
import { sealedBytes } from '../../../test/support/sealed-bytes.ts'
import { areDecimal, isPlainText, randomText } from './random-text.ts'

const sealed = sealedBytes(96, 'text')

test.each([':', '-', ' ', ','])('hex with "%s" between its pairs is what it is written for', (sign) => {
  const text = (sealed.toString('hex').match(/../g) ?? []).join(sign)
  expect(randomText(Buffer.from(`${text} \r\n`))).toEqual({ written: 'hex', value: sealed, random: sealed })
})

test('signs of an alphabet that is not known may be random', () => {
  const signs = Buffer.from([...sealedBytes(400, 'signs')].map((byte) => 33 + (byte % 85)))
  expect(randomText(signs)).toEqual({ written: 'text', value: signs, random: signs })
})

test('what people and programs write is not random, nor is what is short or no text', () => {
  expect(
    randomText(Buffer.from('the quick brown fox jumps over the lazy dog, and back again, '.repeat(4))),
  ).toBeNull()
  expect(
    randomText(Buffer.from(JSON.stringify({ width: 1080, height: 1920, name: 'screen' }).repeat(4))),
  ).toBeNull()
  expect(randomText(Buffer.from('00:01:02:03:04:05:06:07:'.repeat(8)))).toBeNull()
  expect(randomText(Buffer.from(sealed.toString('hex').slice(0, 60)))).toBeNull()
  expect(randomText(sealed)).toBeNull()
})

test('text and decimal numbers show at their beginning', () => {
  expect(isPlainText(Buffer.from('a\tb\r\n'))).toBe(true)
  expect(isPlainText(Buffer.from('é'))).toBe(false)
  expect(isPlainText(Buffer.from([65, 0]))).toBe(false)
  expect(areDecimal(Buffer.from('0123456789'))).toBe(true)
  expect(areDecimal(Buffer.from('0123456789ab'))).toBe(false)
})
