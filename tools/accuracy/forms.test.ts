import { expect, test } from 'vitest'
import { behindHeads, mobileIdentity, numberList, printedIdentity } from './forms.ts'

test('a mobile identity holds its type and parity, and the digits with their halves swapped', () => {
  expect(mobileIdentity('242017734918255', 'imsi').toString('hex')).toBe('2924107743192855')
  expect(mobileIdentity('356938035643809', 'imei').toString('hex')).toBe('3a65390853468390')
})

test('a mobile identity is printed alone and behind its length, unsigned and signed', () => {
  const texts = printedIdentity('242017734918255', 'imsi').map(({ bytes }) => bytes.toString())
  expect(texts).toContain('[41,36,16,119,67,25,40,85]')
  expect(texts).toContain('[8,41,36,16,119,67,25,40,85]')
  expect(texts).toContain('08:29:24:10:77:43:19:28:55')
  expect(numberList(Buffer.from([1, 200]), true)).toBe('[1,-56]')
})

test('raw bytes stand behind heads in each of the phases of base64', () => {
  const bytes = Buffer.from('3c286da741e9', 'hex')
  const places = behindHeads(bytes).map(({ bytes: text }) =>
    Buffer.from(text.toString(), 'base64').indexOf(bytes),
  )
  expect(places).not.toContain(-1)
  expect(new Set(places.map((at) => at % 3))).toContain(1)
  expect(new Set(places.map((at) => at % 3))).toContain(2)
})
