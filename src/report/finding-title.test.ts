import { expect, test } from 'vitest'
import { findingTitle, inWords } from './finding-title.ts'

test.each([
  [
    'imei, account-credential and 2 more sent in clear text, device-id encrypted',
    ['imei', 'account-credential', 'device-id'],
    'IMEI, account credential and 2 more sent in clear text, device ID encrypted',
  ],
  ['possibly imei sent encrypted', ['imei'], 'possibly IMEI sent encrypted'],
  [
    'imei, location sent in clear text: possibly Maker location service',
    ['imei', 'location'],
    'IMEI, coordinates sent in clear text: possibly Maker location service',
  ],
  ['Maker build service', ['build'], 'Maker build service'],
])('identifiers are called as people call them: %s', (title, identifiers, spoken) => {
  expect(findingTitle({ title, identifiers })).toBe(spoken)
})

test('a sentence has the identifiers that it is about in words, and no other word changed', () => {
  expect(inWords('imei, build sent in 2 transmissions of a build, email none', ['imei'])).toBe(
    'IMEI, build sent in 2 transmissions of a build, email none',
  )
})
