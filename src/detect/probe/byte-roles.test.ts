import { expect, test } from 'vitest'
import { alnumBit, binaryBit, classes, digitBit, hexBit, roleOf, roles } from './byte-roles.ts'

test.each([
  ['7', digitBit | hexBit | alnumBit],
  ['f', hexBit | alnumBit],
  ['F', hexBit | alnumBit],
  ['g', alnumBit],
  ['-', 0],
  ['\n', 0],
  ['\0', binaryBit],
  ['\u007f', 0],
])('%j is of its classes', (char, bits) => {
  expect(classes[char.charCodeAt(0)]).toBe(bits)
})

test.each([
  ['a', roleOf.plain],
  ['=', roleOf.assign],
  ['"', roleOf.assign],
  [' ', roleOf.blank],
  ['\n', roleOf.line],
  ['/', roleOf.join],
  ['%', roleOf.escape],
  ['@', roleOf.at],
  ['\u0001', roleOf.binary],
  ['\u00e9', roleOf.binary],
  ['#', roleOf.number],
])('%j has its role', (char, role) => {
  expect(roles[char.charCodeAt(0)]).toBe(role)
})
