import { expect, test } from 'vitest'
import { request } from '../../test/support/decoded-tree.ts'
import { valueNumber } from '../core/value-number.ts'
import { decode } from '../decode/decode.ts'
import type { Node } from '../decode/types.ts'
import { SeenValues } from './seen-values.ts'

/** A node with this value, as another message has it. */
function nodeOf(key: string, text: string): Node {
  const { root } = decode(request('/', [`${key}: ${text}`]))
  const found = root.children[0]?.children.find((node) => node.key === key)
  if (found === undefined) throw new Error(`no field ${key}`)
  return found
}

test('a value is remembered from its second time on, by its key and all of its bytes', () => {
  const seen = new SeenValues()
  const [first, second, third] = [1, 2, 3].map(() => seen.of(nodeOf('X-Id', 'a value 1')))
  expect(second).not.toBe(first)
  expect(third).toBe(second)
  expect(third?.bytes.toString()).toBe('a value 1')
  expect(seen.of(nodeOf('X-Id', 'a value 2'))).not.toBe(third)
  expect(seen.of(nodeOf('X-Is', 'a value 1'))).not.toBe(third)
  expect(seen.of(nodeOf('X-Id', 'a value 1'))).toBe(third)
})

test('others of the same number are not taken for it', () => {
  const seen = new SeenValues()
  const node = nodeOf('X-Id', 'a value 1')
  const number = valueNumber(node.bytes, node.key)
  const other = { ...nodeOf('X-Id', 'a value 2'), number }
  for (let times = 0; times < 3; times++) seen.of({ ...node, number })
  expect(seen.of(other).bytes.toString()).toBe('a value 2')
  expect(seen.of({ ...node, key: 'X-Is', number }).key).toBe('X-Is')
})

test('what is remembered is of its own, and gives all readings; what is long is not remembered', () => {
  const seen = new SeenValues()
  const text = Buffer.from('a text in base64').toString('base64')
  const [value] = [1, 2, 3].map(() => seen.of(nodeOf('X-Id', text))).slice(-1)
  expect(value?.bytes.buffer.byteLength).toBe(text.length)
  expect(value?.asKeys.map(({ written, bytes }) => [written, bytes.toString()])).toEqual([
    ['', text],
    ['base64', 'a text in base64'],
  ])
  expect(value?.asKeys[1]?.bytes.buffer.byteLength).toBe(16)
  const long = 'x'.repeat(257)
  for (let times = 0; times < 2; times++) seen.of(nodeOf('X-Id', long))
  expect(seen.of(nodeOf('X-Id', long))).not.toBe(seen.of(nodeOf('X-Id', long)))
})
