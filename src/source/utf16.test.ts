import { describe, expect, test } from 'vitest'
import { Utf16Text, utf16OrderOf } from './utf16.ts'
import type { Utf16Order } from './utf16.ts'

const text = '{"log": "å€😀", "x": "\r\n"}'

function written(order: Utf16Order, hasMark: boolean): Buffer {
  const bytes = Buffer.from(hasMark ? `\ufeff${text}` : text, 'utf16le')
  return order === 'little' ? bytes : bytes.swap16()
}

function recoded(bytes: Buffer, order: Utf16Order, size: number): string {
  const recoder = new Utf16Text(order)
  const parts: Buffer[] = []
  for (let at = 0; at < bytes.length; at += size) parts.push(recoder.push(bytes.subarray(at, at + size)))
  return Buffer.concat([...parts, recoder.end()]).toString('utf8')
}

describe('UTF-16', () => {
  test.each([
    ['little', true],
    ['little', false],
    ['big', true],
    ['big', false],
  ] as const)('%s endian, marked %s: known, and put into UTF-8 however it is cut', (order, hasMark) => {
    const bytes = written(order, hasMark)
    expect(utf16OrderOf(bytes, 0, bytes.length)).toBe(order)
    for (let size = 1; size <= bytes.length; size++) expect(recoded(bytes, order, size)).toBe(text)
    for (let length = 0; length < 2; length++) expect(utf16OrderOf(bytes, 0, length)).toBe('more')
  })

  test('the bytes that it is given stay as they are', () => {
    const bytes = written('big', true)
    const copy = Buffer.from(bytes)
    new Utf16Text('big').push(bytes)
    expect(bytes).toEqual(copy)
  })

  test('a text that ends inside a character says so', () => {
    expect(recoded(Buffer.from([0x41, 0, 0x42]), 'little', 8)).toBe('A\ufffd')
    expect(recoded(Buffer.from([0x41, 0, 0x3d, 0xd8]), 'little', 8)).toBe('A\ufffd')
  })

  test.each([
    ['a pcap header', Buffer.from('d4c3b2a102000400', 'hex')],
    ['JSON', Buffer.from('{"log":{}}')],
    ['zeros', Buffer.alloc(64)],
    ['one character, then none', Buffer.from([0x7b, 0, 0, 0, 1])],
    ['binary', Buffer.from([0xff, 0xd8, 0xff, 0xe0])],
  ])('%s is none', (_, bytes) => {
    expect(utf16OrderOf(bytes, 0, bytes.length)).toBe(null)
  })
})
