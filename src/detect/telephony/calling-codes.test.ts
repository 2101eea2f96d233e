import { expect, test } from 'vitest'
import { callingCode } from './calling-codes.ts'

// ITU-T E.164: one to three digits, at both ends of what is given out.
test.each([
  ['12025550123', '1'],
  ['79991234567', '7'],
  ['4799900137', '47'],
  ['3580401234', '358'],
  ['96812345678', '968'],
  ['97012345678', '970'],
  ['97712345678', '977'],
  ['99212345678', '992'],
  ['99612345678', '996'],
  ['99812345678', '998'],
  ['9691234567', ''],
  ['9781234567', ''],
  ['9971234567', ''],
  ['9991234567', ''],
  ['0799900137', ''],
  ['4', ''],
  ['', ''],
])('%s begins with %j', (digits, code) => {
  expect(callingCode(digits)).toBe(code)
})
