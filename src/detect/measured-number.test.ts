import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { detect, isWorthDecoding, profileOf, request } from '../../test/support/decoded-tree.ts'
import { Detector } from './detector.ts'
import { isFractionAt, isMeasuredNumber } from './measured-number.ts'

const md5 = (text: string): string => createHash('md5').update(text).digest('hex')

test('numbers with a fraction are told from all else', () => {
  const is = (text: string): boolean => isMeasuredNumber(Buffer.from(text))
  for (const text of ['0.5', '-0.4723091827364519', '59.9139', '123456789.1', '1767225600123.4'.slice(4)])
    expect(is(text), text).toBe(true)
  for (const text of [
    '',
    '-',
    '.',
    '5',
    '.5',
    '5.',
    '-.5',
    '1.2.3',
    '1,5',
    '1.5e3',
    '0.5 ',
    '4723091827364519',
  ])
    expect(is(text), text).toBe(false)
  // As long as no program writes one: digests in decimals are.
  expect(is(`0.${'1'.repeat(40)}`)).toBe(false)
  expect(is('1234567890123.45')).toBe(false)
})

test('fractions are told from digits behind other points', () => {
  const at = (text: string): boolean => isFractionAt(Buffer.from(text), text.lastIndexOf('.') + 1)
  for (const text of ['0.12345', '[-0.123,59.9139', 'lat=59.123', '"x":7.25', ' 1.2'])
    expect(at(text), text).toBe(true)
  for (const text of ['fb.1.159640', 'v1.2345', 'a.123', '.123', '_1.23', '1234567890.12'])
    expect(at(text), text).toBe(false)
})

test('a digest in decimals is found beside numbers that were measured, and in none of them', () => {
  const detector = new Detector(profileOf({ imei: ['352099001761481'] }))
  // The first eight bytes of the MD5 of the IMEI, as a number.
  const digest = BigInt('0x' + md5('352099001761481').slice(0, 16)).toString()
  const found = (value: string): string[] =>
    detect(detector, request('/t', ['Content-Type: application/json'], `{"a":0.25,"b":${value},"c":-7.5}`))
      .detections.filter(({ by }) => by === 'profile')
      .map(({ identifier, writtenAs }) => `${identifier} ${writtenAs}`)
  expect(found(digest)).toEqual([expect.stringMatching(/^imei MD5.* in decimals/)])
  expect(found(`0.${digest}`)).toEqual([])
})

test('a message of numbers that were measured is not read in full, one with an IMEI or a digest in it is', () => {
  const imei = '352099001761481'
  const detector = new Detector(profileOf({ imei: ['356938035643809'] }))
  const isRead = (...values: readonly string[]): boolean =>
    isWorthDecoding(detector, request('/t', ['Content-Type: application/json'], `{"a":[${values.join()}]}`))
  // Digits behind the point that are those of an IMEI, a card number, and a number of nineteen digits.
  expect(isRead(`0.${imei}`, '-0.8947010000012345678', '12.4111111111111111', '0.1234567890123456789')).toBe(
    false,
  )
  expect(isRead('0.25', imei)).toBe(true)
  expect(isRead('0.25', `"id.${imei}"`)).toBe(true)
  expect(isRead('0.25', BigInt(`0x${md5('356938035643809').slice(0, 16)}`).toString())).toBe(true)
})
