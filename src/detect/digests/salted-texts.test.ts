import { expect, test } from 'vitest'
import { saltedTexts } from './salted-texts.ts'

function texts(identifier: string, normal: string, ...written: string[]): Parameters<typeof saltedTexts>[0] {
  return written.map((text) => ({ identifier, value: normal, normal, text }))
}

test('four texts of each value are its plainest; of an address those with hyphens and dots come later', () => {
  const imei = texts('imei', '352099001761481', '1', '2', '3', '4', '5')
  const mac = texts('wifi-mac', 'a491b12c307e', 'a', 'b', 'c', 'd', 'a4-91-b1-2c-30-7e', '7e302cb191a4')
  const { plainest, first, rest, further } = saltedTexts([...imei, ...mac], [])
  expect(plainest.map(({ text }) => text)).toEqual(['1', '2', '3', '4', 'a', 'b', 'c', 'd'])
  expect(first.map(({ text }) => text)).toEqual(['1', 'a'])
  expect(rest.map(({ text }) => text)).toEqual(['2', '3', '4', 'b', 'c', 'd'])
  expect(further.map(({ text }) => text)).toEqual([
    'a4-91-b1-2c-30-7e',
    'a491.b12c.307e',
    'A491.B12C.307E',
    'a4.91.b1.2c.30.7e',
    'A4.91.B1.2C.30.7E',
  ])
})

test('a value that is no address has no more texts', () => {
  expect(saltedTexts(texts('wifi-mac', 'none', 'none'), []).further).toEqual([])
  expect(saltedTexts([], [])).toEqual({ plainest: [], first: [], rest: [], further: [] })
})
