import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseTnetstring, readLength } from './tnetstring.ts'
import type { TnetValue } from './tnetstring.ts'

const parsed = (text: string | Buffer): { value: TnetValue } | string => {
  const buf = Buffer.from(text)
  return parseTnetstring(buf, 0, buf.length)
}
const net = (payload: string, type: string): string => `${Buffer.byteLength(payload)}:${payload}${type}`

test.each<[string, TnetValue]>([
  ['0:~', null],
  ['4:true!', true],
  ['5:false!', false],
  ['2:42#', 42],
  ['17:12345678901234567#', 12_345_678_901_234_567n],
  ['4:-0.5^', -0.5],
  ['3:\u00e5x;', '\u00e5x'],
  ['2:ab,', Buffer.from('ab')],
  ['0:]', []],
  ['9:1:1#2:22#]', [1, 22]],
  ['11:1:a;1:1#1:b,', Buffer.from('1:a;1:1#1:b')],
  ['8:1:a;1:1#}', new Map([['a', 1]])],
  ['8:1:a,1:1#}', new Map([['a', 1]])],
])('%s', (text, value) => {
  expect(parsed(text)).toMatchObject({ value })
})

test.each([
  ['', 'no length'],
  ['x', 'no length'],
  [':a,', 'no length'],
  ['3:ab,', 'a length that reaches too far'],
  ['1:a,x', '1 bytes too many'],
  ['8:1:1#1:1#}', 'a name that is no text'],
])('%j is none: %s', (text, fault) => {
  expect(parsed(text)).toBe(fault)
})

test('lists and dictionaries nest to a limit, however they are mixed', () => {
  for (const wrap of [(inner: string) => net(inner, ']'), (inner: string) => net(`1:a;${inner}`, '}')]) {
    const nested = (depth: number): string => {
      let text = '0:~'
      for (let level = 0; level < depth; level++) text = wrap(text)
      return text
    }
    expect(parsed(nested(32))).toHaveProperty('value')
    expect(parsed(nested(33))).toBe('nested too deep')
    expect(parsed(nested(3_000))).toBe('nested too deep')
  }
})

test('a length is read from what is there so far', () => {
  const length = (text: string): unknown => readLength(Buffer.from(text), 0, text.length)
  expect(length('12:')).toEqual({ length: 12, headBytes: 3 })
  expect([length(''), length('12')]).toEqual([null, null])
  expect([length(':'), length('1x:'), length('1234567890123:')]).toEqual([
    'no length',
    'no length',
    'no length',
  ])
})

test('whatever the bytes are, it returns', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9:,;#^!~\]}a. -]{0,40}$/), (text) => {
      const result = parsed(text)
      expect(typeof result === 'string' || 'value' in result).toBe(true)
    }),
  )
})
