import { expect, test } from 'vitest'
import { putInto, testFolder } from '../../../test/support/test-folder.ts'
import { readClaims } from './read-claims.ts'

const put = putInto(testFolder('claims'))
const read = (lines: string): ReturnType<typeof readClaims> =>
  readClaims(put('claims.yaml', `claims:\n  - text: said\n${lines}`))

test('countries and operators of a statement', () => {
  expect(read('    form: only-country\n    countries: [sg]\n    operators: [HMD Global Oy]\n')).toMatchObject(
    [{ id: 'c1', countries: ['SG'], operators: ['HMD Global Oy'] }],
  )
  // One name needs no list, and a statement need not say whose servers they are.
  expect(read('    form: only-country\n    countries: [SG]\n    operators: Maker\n')).toMatchObject([
    { operators: ['Maker'] },
  ])
  expect(read('    form: only-country\n    countries: [SG]\n')).toMatchObject([{ operators: [] }])
})

test('what a form can not be tested by is told', () => {
  expect(() => read('    form: only-country\n')).toThrow('name the countries.')
  expect(() => read('    form: only-country\n    countries: [Singapore]\n')).toThrow(
    'SINGAPORE is no country',
  )
  expect(() => read('    form: fixed-by-update\n    operators: [Maker]\n')).toThrow(
    'operators belong to the form only-country.',
  )
  expect(() => read('    form: only-units\n')).toThrow('name the units')
  expect(() => read('    form: other\n')).toThrow('form is one of')
})

test('a code that no country has, and an id that stands twice, are refused', () => {
  for (const code of ['XX', 'ZZ', 'EU', 'YU'])
    expect(() => read(`    form: only-country\n    countries: [SG, ${code}]\n`)).toThrow(
      `${code} is no country: give two letters, as SG.`,
    )
  expect(read('    form: only-country\n    countries: [uk]\n')).toMatchObject([{ countries: ['GB'] }])
  const form = '    form: server-did-not-accept\n'
  expect(() => read(`    id: a\n${form}  - text: more\n    id: a\n${form}`)).toThrow(
    'statement 2: it has the id of statement 1, a: give each its own.',
  )
  // A statement without an id is called by its place.
  expect(() => read(`    id: c2\n${form}  - text: more\n${form}`)).toThrow('it has the id of statement 1, c2')
  expect(read(`    id: a\n${form}  - text: more\n${form}`).map(({ id }) => id)).toEqual(['a', 'c2'])
})

test('units have one value of an attribute, or one of several', () => {
  const units = (text: string): [string, readonly string[]][] => [
    ...(read(`    form: only-units\n    units: ${text}\n`)[0]?.units ?? []),
  ]
  expect(units('{batch: a, shop: [north, " south "]}')).toEqual([
    ['batch', ['a']],
    ['shop', ['north', 'south']],
  ])
  for (const text of [
    '{batch: {a: b}}',
    '{batch: [[a]]}',
    '{batch: [a, {b: c}]}',
    '{batch: []}',
    '{batch: }',
  ])
    expect(() => units(text)).toThrow('units: give batch a value, or a list of values.')
  for (const text of ['batch', '[batch]', '[{batch: a}]'])
    expect(() => units(text)).toThrow('statement 1: name the units as attribute: value.')
})

test('values are taken as they are written', () => {
  const form = '    form: only-units\n'
  const [one] = read(
    `${form}    units:\n      build: 2.10\n      batch: [0012, 1_000, 0x1f]\n      made: 2026-01-01\n`,
  )
  expect([...(one?.units ?? [])]).toEqual([
    ['build', ['2.10']],
    ['batch', ['0012', '1_000', '0x1f']],
    ['made', ['2026-01-01']],
  ])
  expect(read(`${form}    id: 1.0\n    units: {1.0: yes}\n    device: 3310\n    by:\n`)).toMatchObject([
    { id: '1.0', units: new Map([['1.0', ['yes']]]), devices: ['3310'], by: '' },
  ])
})

test('which phone is meant is said of all statements, or of one', () => {
  const text = (head: string): ReturnType<typeof readClaims> =>
    readClaims(
      put(
        'claims.yaml',
        `${head}claims:\n  - {text: a, form: fixed-by-update}\n  - {text: b, form: fixed-by-update, device: [X 1, TA-1]}\n`,
      ),
    )
  expect(text('device: Nokia 7 plus\n').map(({ devices }) => devices)).toEqual([
    ['Nokia 7 plus'],
    ['X 1', 'TA-1'],
  ])
  expect(text('').map(({ devices }) => devices)).toEqual([[], ['X 1', 'TA-1']])
  // A slip there would be seen by nobody.
  expect(() => text('devise: Nokia 7 plus\n')).toThrow('the key devise is not known')
})

test('a sender is a host or a family, however it is written', () => {
  const form = '    form: server-did-not-accept\n'
  expect(read(`    sender: Server.Example.\n${form}`)).toMatchObject([{ sender: 'server.example' }])
  expect(() => read(`    sender: https://server.example/x\n${form}`)).toThrow(
    'sender https://server.example/x: give the host or family alone, without scheme, port and path.',
  )
})

test('what somebody wrote is not guessed: another encoding than UTF-8 and UTF-16 is refused', () => {
  const text = 'claims:\n  - text: Jørgen sagt\n    form: fixed-by-update\n'
  expect(() => readClaims(put('latin.yaml', Buffer.from(text, 'latin1')))).toThrow(
    'latin.yaml: is no text in UTF-8; save it as UTF-8.',
  )
  expect(readClaims(put('wide.yaml', Buffer.from(`\ufeff${text}`, 'utf16le')))).toMatchObject([
    { text: 'Jørgen sagt' },
  ])
})

test('a text of a million braces is refused before a parser takes all memory for it', () => {
  expect(() => readClaims(put('braces.yaml', '{}\n'.repeat(1_000_000)))).toThrow(
    'it has more than 200000 lines and signs of YAML: split it into several.',
  )
})
