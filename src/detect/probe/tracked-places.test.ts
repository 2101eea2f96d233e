import { describe, expect, test } from 'vitest'
import { detect, isWorthDecoding, request, summary } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'
import { holdsTrackedPlace } from './tracked-places.ts'

const detector = new Detector(null)

describe('a place of a tracker is looked at', () => {
  test.each([
    'x;59.9139,N,10.7522,E;1',
    '{"p":"59.9139,N,10.7522,E"}',
    'T1 5954.8347,S,01045.1347,W 1',
    'p=59.9139%2CN%2C10.7522%2CE',
    `${'Nothing of it is said in words. '.repeat(200)}59.9139,N,10.7522,E`,
  ])('%s', (body) => {
    const input = request('/t', [], body)
    expect(isWorthDecoding(detector, input)).toBe(true)
    expect(summary(detect(detector, input)).join()).toMatch(/^location=/)
  })
})

test.each(['a,N,b', 'size 1.25,N,2', 'row 12.3456,N,text', ',N,', '1.2345,N,1.2345,', 'Y,N,Y,N,Y,N,Y,N,Y,N'])(
  'nothing is seen in %s',
  (body) => {
    const bytes = Buffer.from(body)
    expect(holdsTrackedPlace(bytes, 0, bytes.length)).toBe(false)
  },
)

// What the walk is held against: each form as a pattern, wherever it stands.
const half = String.raw`\d\.\d{3,8}`
const comma = '(?:,|%2[Cc])'
const forms = [
  new RegExp(String.raw`${half}${comma}[NS]${comma}\d{1,5}\.\d{3,8}(?:,|%2c)[EW]`, 'i'),
  /(?:<|%3c)(?:[+-]|%2b)\d{1,2}\.\d{4,10}(?:,|%2c)./i,
  /(?:[+-]|%2b)\d{2}\.\d{3,9}(?:[+-]|%2[bd])\d{3}\.\d{3,9}(?:[+-]|%2[bd]|CRS|\/|%2f)/i,
]

test.each([
  '59.913,N,10.752,E',
  '5954.8347%2CS%2C01045.1347%2CW',
  '<+59.9139,+10.7522>',
  '%3C%2B59.9139%2C%2B10.7522',
  '+59.913+010.752/',
  '%2B59.913%2B010.752%2F',
])('%s is seen at each place, between what looks like it', (place) => {
  expect(forms.some((form) => form.test(place))).toBe(true)
  for (let before = 0; before < 12; before++)
    for (const ahead of ['x', '1', '.', ',', '1.2,', '%'])
      for (const behind of ['', '1', ',', ' '.repeat(9)]) {
        const text = `${ahead.repeat(before)} ${place}${behind}`
        const bytes = Buffer.from(`..${text}.`)
        expect([text, holdsTrackedPlace(bytes, 2, 2 + text.length)]).toEqual([text, true])
      }
})

test('nothing is seen where no form is', () => {
  const signs = '0123456789012345678901234567890123....,,,NSEW+-<%2Cx'
  let state = 7
  for (let round = 0; round < 20_000; round++) {
    let text = ''
    while (text.length < 60) {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
      text += signs[(state >>> 8) % signs.length] as string
    }
    const bytes = Buffer.from(text)
    if (holdsTrackedPlace(bytes, 0, bytes.length))
      expect([text, forms.some((form) => form.test(text))]).toEqual([text, true])
  }
})
