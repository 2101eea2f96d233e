import { expect, test } from 'vitest'
import { isAlnum, isDigit, isLetter } from './ascii.ts'

test('each byte is of the classes that ASCII gives it, and none beyond the end', () => {
  for (let code = 0; code < 256; code++) {
    const char = code < 128 ? String.fromCharCode(code) : ''
    expect([code, isDigit(code), isLetter(code), isAlnum(code)]).toEqual([
      code,
      /^[0-9]$/.test(char),
      /^[A-Za-z]$/.test(char),
      /^[0-9A-Za-z]$/.test(char),
    ])
  }
  expect([isDigit(undefined), isLetter(undefined), isAlnum(undefined)]).toEqual([false, false, false])
})
