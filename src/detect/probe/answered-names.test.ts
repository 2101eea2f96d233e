import { describe, expect, test } from 'vitest'
import { isAnswered } from './answered-names.ts'
import { roles } from './byte-roles.ts'
import { alone } from './value-behind.ts'

/** Whether a value of five bytes may stand behind `name`, which `text` holds. */
function isWith(text: string, name: string, found: number = alone + 5): boolean {
  const bytes = Buffer.from(text, 'latin1')
  const start = text.indexOf(name)
  const end = start + name.length
  const code = bytes[end] as number
  return isAnswered(found, roles[code] as number, code, bytes, 0, start, end, end + 1, bytes.length)
}

describe('by the sign behind the name', () => {
  test.each([
    ['imsi=24201', true],
    ['imsi=242', false],
    ['imsi\t24201', true],
    ['imsi = 24201', true],
    ['imsi 24201', false],
    ['/imsi/24201', true],
    ['imsi+%3D+24201', true],
    ['imsi.id', true],
    ['imsi.ids', false],
    ['imsi,24201', false],
    ['imsi&quot;:24201', true],
    ['imsi&x=24201', false],
    ['**imsi**: 24201', true],
    ['`imsi`: 24201', true],
    ['imsi\x0524201', true],
    ['imsi;24201', false],
  ])('%j: %s', (text, isOne) => {
    expect(isWith(text, 'imsi')).toBe(isOne)
  })
})

describe('of a word that is told alone', () => {
  test.each([
    ['$GPGGA,1', 'GPGGA', true],
    ['application/encrypted-json\r\n', 'encrypted-json', true],
    ['BEGIN:VCARD\r\n', 'VCARD', true],
    ['AT+CIMI\r\n', 'CIMI', true],
    ['the CIMI\r\n', 'CIMI', false],
  ])('%j: %s', (text, name, isOne) => {
    expect(isWith(text, name, alone)).toBe(isOne)
  })
})

test('a database of SQLite begins so, whatever the name', () => {
  expect(isWith('SQLite format 3\0', 'SQLite')).toBe(true)
  expect(isWith('SQLite format 4\0', 'SQLite')).toBe(false)
})
