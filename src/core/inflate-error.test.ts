import { gunzipSync, inflateRawSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { inflateErrorCode } from './inflate-error.ts'

function errorOf(act: () => unknown): unknown {
  try {
    act()
  } catch (error) {
    return error
  }
  return null
}

test('what the bytes are at fault for is told by its code, anything else is thrown on', () => {
  expect(inflateErrorCode(errorOf(() => gunzipSync(Buffer.from('no gzip'))))).toBe('Z_DATA_ERROR')
  const zeros = Buffer.from('63180500', 'hex')
  expect(inflateErrorCode(errorOf(() => inflateRawSync(zeros.subarray(0, 1))))).toBe('Z_BUF_ERROR')
  const fault = new TypeError('x is not a function')
  expect(() => inflateErrorCode(fault)).toThrow(fault)
})
