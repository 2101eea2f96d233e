/** What each file of tests is run with, so that expectations take no more time than what they look at. */
import { chai, expect } from 'vitest'

/**
 * Bytes are compared as bytes. The runner's own `toEqual` makes a text and a pair of each byte of a buffer, which takes
 * long for megabytes. What is not found the same here, the runner judges and shows as ever. Properties that somebody
 * hung on a buffer are not looked at.
 */
function sameBytes(one: unknown, other: unknown): boolean | undefined {
  return one instanceof Uint8Array &&
    other instanceof Uint8Array &&
    one.constructor === other.constructor &&
    Buffer.compare(one, other) === 0
    ? true
    : undefined
}

/** Whether this was done: the file is loaded for each file of tests, and another comparison a file would make all of them slow. */
const mark = Symbol.for('varde: expectations are quick')
if (!Object.hasOwn(globalThis, mark)) {
  Object.defineProperty(globalThis, mark, { value: true })
  expect.addEqualityTesters([sameBytes])
  // Each step of an expectation is a proxy, to refuse names that there are not; the compiler does so before. There
  // are millions of expectations.
  chai.config.useProxy = false
}
