import { expect, test } from 'vitest'
import { looksLikeFrame, startsFrames } from './frames.ts'

/** Length, type, flags and stream of a header of nine bytes. */
const header = (length: number, type: number, flags: number, stream: number): Buffer => {
  const bytes = Buffer.alloc(9)
  bytes.writeUIntBE(length, 0, 3)
  bytes[3] = type
  bytes[4] = flags
  bytes.writeUInt32BE(stream, 5)
  return bytes
}
const data = 0
const headers = 1
const pushPromise = 5
const continuation = 9

test.each([
  ['fields of a request', header(30, headers, 4, 1), [true, true]],
  [
    'fields of a stream that the server began, which only it can send',
    header(30, headers, 4, 2),
    [false, true],
  ],
  ['no fields', header(0, headers, 4, 1), [false, false]],
  ['a reserved bit that no sender sets', header(30, headers, 4, 0x8000_0001), [false, false]],
  ['flags that the type has not', header(30, headers, 0x40, 1), [false, false]],
  ['content', header(100, data, 0, 1), [true, true]],
  ['no content, which ends the stream', header(0, data, 1, 1), [true, true]],
  ['no content that ends nothing', header(0, data, 0, 1), [false, false]],
  ['content of no stream', header(100, data, 0, 0), [false, false]],
  ['a promise, by the server on a stream of the client', header(30, pushPromise, 4, 1), [false, true]],
  ['a promise on a stream of the server', header(30, pushPromise, 4, 2), [false, false]],
  ['more fields', header(30, continuation, 4, 1), [true, true]],
  ['a type that is none', header(30, 0x20, 0, 1), [false, false]],
] as const)('a frame in the middle of a stream: %s', (_what, bytes, [fromClient, fromServer]) => {
  expect(looksLikeFrame(bytes, 0, 0)).toBe(fromClient)
  expect(looksLikeFrame(bytes, 0, 1)).toBe(fromServer)
})

test('a frame that reaches beyond what is there is believed of a stream that there can be', () => {
  const starts = (stream: number): boolean => {
    const bytes = Buffer.concat([
      header(784, headers, 4, stream),
      Buffer.from('184092641738+\x9d<', 'latin1'),
    ])
    return startsFrames(bytes, 0, bytes.length, 0)
  }
  expect(starts(0x1f)).toBe(true)
  expect(starts(0xff_ff_ff)).toBe(true)
  // Digits.
  expect(starts(0x33_35_37_31)).toBe(false)
})
