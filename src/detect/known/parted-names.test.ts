import { describe, expect, test } from 'vitest'
import { detect, isWorthDecoding, profileOf, request, summary } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'

const two = new Detector(profileOf({ 'person-name': ['Kari Fjordheim'] }))
const three = new Detector(profileOf({ 'person-name': ['Kari Solberg Fjordheim'] }))

function found(body: string, by: Detector, type = 'application/json'): string[] {
  const input = request('/x', [`Content-Type: ${type}`], body)
  const all = summary(detect(by, input))
  if (all.length > 0) expect(isWorthDecoding(by, input)).toBe(true)
  return all
}
const inJson = (body: unknown, by = two): string[] => found(JSON.stringify(body), by)
const inForm = (body: string, by = two): string[] => found(body, by, 'application/x-www-form-urlencoded')
const kari = (sure: string): string[] =>
  Array.from({ length: 2 }, () => `person-name=Kari Fjordheim (${sure})`)
const whole = Array.from({ length: 2 }, () => 'person-name=Kari Solberg Fjordheim (certain)')

describe('a name in two fields', () => {
  test('is found under names that say what they are, in any case, order and depth', () => {
    for (const body of [
      { first: 'Kari', last: 'Fjordheim' },
      { user: { last: 'fjordheim', age: 30, first: 'kari' } },
      { pax: [{ fn: 'KARI', ln: 'FJORDHEIM' }] },
      { firstName: 'Kari', lastName: 'Fjordheim' },
    ])
      expect([body, inJson(body)]).toEqual([body, kari('certain')])
    expect(inForm('fname=Kari&lname=Fjordheim')).toEqual(kari('certain'))
    expect(found('<u><first>Kari</first><last>Fjordheim</last></u>', two, 'text/xml')).toEqual(
      kari('certain'),
    )
    const nordic = new Detector(profileOf({ 'person-name': ['Åse Bjørnstad'] }))
    // Told once, though the names of the fields say of each what it is.
    for (const names of ['fname=%C3%85se&lname=Bj%C3%B8rnstad', 'firstname=%C3%85se&lastname=Bj%C3%B8rnstad'])
      expect(inForm(names, nordic)).toEqual(
        Array.from({ length: 2 }, () => 'person-name=Åse Bjørnstad (certain)'),
      )
  })

  test('has its middle name with either, as an initial or not at all', () => {
    for (const [first, last] of [
      ['Kari', 'Fjordheim'],
      ['Kari Solberg', 'Fjordheim'],
      ['Kari S.', 'Fjordheim'],
      ['KARI S', 'FJORDHEIM'],
      ['Kari', 'Solberg Fjordheim'],
    ] as const)
      expect([first, last, inJson({ first, last }, three)]).toEqual([first, last, whole])
  })

  test('is less sure under names that say nothing, and under those of others', () => {
    expect(inJson({ a: 'Kari', b: 'Fjordheim' })).toEqual(kari('probable'))
    expect(inJson({ doctor: { first: 'Kari', last: 'Fjordheim' } })).toEqual(kari('possible'))
  })

  test('is none where one part alone stands, another, or in another object', () => {
    for (const body of [
      { first: 'Kari', city: 'Oslo' },
      { last: 'Fjordheim', first: 'Ola' },
      [{ first: 'Kari' }, { last: 'Fjordheim' }],
      { first: 'Kari', more: { last: 'Fjordheim' } },
      { tags: ['Kari', 'Fjordheim'] },
      { first: 'Karita', last: 'Fjordheim' },
    ])
      expect([body, inJson(body)]).toEqual([body, []])
    expect(inJson({ first: 'Kari O.', last: 'Fjordheim' }, three)).toEqual([])
  })
})
