import { expect, test } from 'vitest'
import { detect, isWorthDecoding, profileOf, request, summary } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'

const two = new Detector(profileOf({ 'person-name': ['Ingrid Dahl'] }))
const three = new Detector(profileOf({ 'person-name': ['Ingrid Solberg Dahl'] }))

function found(text: string, by: Detector, key = 'v'): string[] {
  const input = request('/x', ['Content-Type: application/json'], JSON.stringify({ [key]: text }))
  const all = summary(detect(by, input))
  if (all.length > 0) expect(isWorthDecoding(by, input)).toBe(true)
  return all
}

test.each([
  'DAHL/INGRID',
  'Dahl;Ingrid',
  'DAHL/INGRID MRS',
  'DAHL/INGRIDMRS',
  'Ingrid Dahls iPhone',
  'user Ingrid Dahls order',
  'Ingrid Dahl\u2019s iPhone',
  'ingrid-dahl',
  'Ingrid  Dahl',
  'Ingrid\u00a0Dahl',
])('%j is the whole name of two words', (text) => {
  expect(found(text, two)).toEqual(['person-name=Ingrid Dahl (certain)'])
})

test.each([
  'Ingrid Dahl',
  'INGRID S DAHL',
  'Ingrid S. Dahl',
  'Solberg Dahl, Ingrid',
  'DAHL/INGRID MRS',
  'Ingrid Dahls iPhone',
])('%j has some words of a longer name, and is surer under a name', (text) => {
  expect(found(text, three)).toEqual(['person-name=Ingrid Solberg Dahl (probable)'])
  expect(found(text, three, 'name')).toEqual(['person-name=Ingrid Solberg Dahl (certain)'])
  expect(found(text, three, 'doctorName')).toEqual(['person-name=Ingrid Solberg Dahl (possible)'])
})

test('all words of a longer name are certain in any of these orders', () => {
  for (const text of ['DAHL/INGRID SOLBERG MRS', 'Ingrid-Solberg-Dahl', 'Dahl/Ingrid Solberg'])
    expect([text, found(text, three)]).toEqual([text, ['person-name=Ingrid Solberg Dahl (certain)']])
})

test('an initial that the profile does not have may be of a middle name that it leaves out', () => {
  expect(found('Ingrid M. Dahl', two)).toEqual(['person-name=Ingrid Dahl (probable)'])
  expect(found('Ingrid M. Dahl', three)).toEqual([])
})

test.each([
  'Ingrid',
  'Dahl',
  'Ingrid Dahlberg',
  'Astrid Ingridsen Dahl',
  'Ingrid Marie Dahl',
  'Ingrid Solberg',
  'Ingrid and Kari; Ola Dahl',
  'Dahl: Ingrid',
  'Ingrids iPhone',
])('%j is another name, or none', (text) => {
  expect(found(text, two)).toEqual([])
})

test('without its blanks it is a name of a user, and no part of a longer one', () => {
  const target = '/ingriddahl/profile'
  expect(summary(detect(two, request(target)))).toEqual(['person-name=Ingrid Dahl (certain)'])
  for (const text of ['ingriddahl', 'IngridDahl', 'INGRIDDAHL', 'by @ingriddahl:'])
    expect([text, found(text, two)]).toEqual([text, ['person-name=Ingrid Dahl (certain)']])
  for (const text of ['singriddahl', 'ingriddahlberg', 'ingriddahl77', 'IngridDahlen'])
    expect([text, found(text, two)]).toEqual([text, []])
  const long = new Detector(profileOf({ 'person-name': ['Dahl, Ingrid Solberg'] }))
  expect(found('ingridsolbergdahl', long)).toEqual(['person-name=Dahl, Ingrid Solberg (certain)'])
  expect(found('singridsolbergdahl', long)).toEqual([])
  expect(found('evaberg', new Detector(profileOf({ 'person-name': ['Eva Berg'] })))).toEqual([])
})

test('it is found in paths and queries, in what is encoded, and whatever its letters', () => {
  for (const target of ['/ingrid-dahl/profile', '/x?name=Ingrid%20%20Dahl', '/x?q=DAHL%2FINGRID%20MRS']) {
    const input = request(target)
    expect(isWorthDecoding(two, input)).toBe(true)
    expect(summary(detect(two, input))).toEqual(['person-name=Ingrid Dahl (certain)'])
  }
  expect(found(Buffer.from('{"pax":"DAHL/INGRID MRS"}').toString('base64'), two)).toHaveLength(1)
  const nordic = new Detector(profileOf({ 'person-name': ['Åse Øyvor Bjørnstad'] }))
  for (const text of ['Åse Bjørnstad', 'BJØRNSTAD/ÅSE Ø MRS', 'Åse Ø. Bjørnstads iPhone'])
    expect([text, found(text, nordic)]).toEqual([text, ['person-name=Åse Øyvor Bjørnstad (probable)']])
})

test('a profile may say the last name first', () => {
  const listed = new Detector(profileOf({ 'person-name': ['Dahl, Ingrid Solberg'] }))
  expect(found('Ingrid S. Dahl', listed)).toEqual(['person-name=Dahl, Ingrid Solberg (probable)'])
})
