import { expect, test } from 'vitest'
import { putInto, testFolder } from '../../test/support/test-folder.ts'
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
