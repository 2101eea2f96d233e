import { expect } from 'vitest'

/**
 * What tests are run with: bytes are compared as bytes. The runner's own `toEqual` makes a text and a pair of each byte of
 * a buffer, which takes a second for a few megabytes. What is not found the same here, the runner judges and shows as
 * ever. Properties that somebody hung on a buffer are not looked at.
 */
function sameBytes(one: unknown, other: unknown): boolean | undefined {
  return one instanceof Uint8Array &&
    other instanceof Uint8Array &&
    one.constructor === other.constructor &&
    Buffer.compare(one, other) === 0
    ? true
    : undefined
}

/** This file is loaded for each file of tests, whose runner is one: another comparison a file would make all of them slow. */
const mark = Symbol.for('varde: bytes are compared as bytes')
if (!Object.hasOwn(globalThis, mark)) {
  Object.defineProperty(globalThis, mark, { value: true })
  expect.addEqualityTesters([sameBytes])
}
