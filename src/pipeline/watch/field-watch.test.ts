import { expect, test } from 'vitest'
import { input } from '../../../test/support/decoded-message.ts'
import { FieldWatch } from './field-watch.ts'

const at = { sec: 0, nsec: 0, flow: '' }

test('a field is named by server, method, path and place; what is no HTTP has no method', () => {
  const watch = new FieldWatch()
  watch.request(input('{"a":1}', { head: 'POST /x/12345?b=c HTTP/1.1\r\n\r\n' }), {
    ...at,
    host: 'one.example',
    method: 'POST',
  })
  watch.request(input('\u0023\u0000\u0001\u0002'), { ...at, host: 'time.example', method: '' })
  const names = [...watch.fields.keys()]
  expect(names).toContain('one.example POST /x/* body → json $.a')
  expect(names).toContain('time.example body')
})

test('values beside others in one text are fields by their place in it', () => {
  const watch = new FieldWatch()
  const head =
    'GET /x?d=1700000000123|357184092641738|a1b2 HTTP/1.1\r\nUser-Agent: App/1.0 (id 357184092641738; t 1700000000123)\r\n\r\n'
  watch.request(input('', { head }), { ...at, host: 'one.example', method: 'GET' })
  const parts = [...watch.fields.keys()].filter((name) => name.includes(' → part '))
  expect(parts.map((name) => name.replace(/^.*(?:query:?|header:?) ?/, ''))).toEqual([
    'd → part 1',
    'd → part 2',
    'd → part 3',
    'User-Agent → part 1',
    'User-Agent → part 3',
    'User-Agent → part 5',
  ])
})

test('cells, networks and postcodes are such values, too; words, and numbers of two digits, are not', () => {
  const watch = new FieldWatch()
  const head = 'GET /x?s=1700000000|21004|x&p=0150;NO&n=242|01|2101&w=wifi|roaming HTTP/1.1\r\n\r\n'
  watch.request(input('', { head }), { ...at, host: 'one.example', method: 'GET' })
  const parts = [...watch.fields.keys()].filter((name) => name.includes(' → part '))
  expect(parts.map((name) => name.replace(/^.*query:? ?/, ''))).toEqual([
    's → part 1',
    's → part 2',
    'p → part 1',
    'n → part 1',
    'n → part 3',
  ])
})

test('bytes in which a text is read by chance are also a field as a whole', () => {
  const watch = new FieldWatch()
  const bytes = Buffer.concat([
    Buffer.from('80f3', 'hex'),
    Buffer.from('\x00\x0csome text he\x00\x0canother text'),
    Buffer.from([0x9c]),
  ])
  watch.request(input(bytes.toString('latin1')), { ...at, host: 'one.example', method: 'POST' })
  expect([...watch.fields.keys()].filter((name) => name.endsWith(' body'))).toHaveLength(1)
})
