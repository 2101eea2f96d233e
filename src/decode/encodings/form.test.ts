import { expect, test } from 'vitest'
import { decodeBody, lines, nodeWith } from '../../../test/support/decoded-message.ts'

test('pairs, unescaped by a step of their own', () => {
  expect(lines(decodeBody('a=1&b=x%20y&c=p+q&d=&e'))).toEqual([
    'body → form a = 1',
    'body → form b = x%20y',
    'body → form c = p+q',
    'body → form d = ',
    'body → form = e',
    'body → form b → percent = x y',
    'body → form c → percent (+ for a blank) = p q',
  ])
})

test('double escapes are two steps', () => {
  expect(lines(decodeBody('a=%2534%2539')).slice(1)).toEqual([
    'body → form a → percent = %34%39',
    'body → form a → percent → percent = 49',
  ])
})

test('names are unescaped, and are values too where they were escaped', () => {
  const result = decodeBody('device%5Bimei%5D=490154203237518')
  expect(nodeWith(result, '490154203237518')?.key).toBe('device[imei]')
  expect(nodeWith(result, 'device[imei]')).toBeDefined()
})

test('a form escaped as a whole, in a JSON string, in base64', () => {
  const form = encodeURIComponent('imei=490154203237518&x=y')
  const result = decodeBody(Buffer.from(JSON.stringify({ q: form })).toString('base64'))
  expect(nodeWith(result, '490154203237518')?.key).toBe('imei')
})

test('old JavaScript escapes, and a % that begins none', () => {
  expect(nodeWith(decodeBody('a=%u00e5%zz%4'), 'å%zz%4')).toBeDefined()
})

test('values keep their exact place', () => {
  const body = 'first=1&imei=490154203237518&x'
  const node = nodeWith(decodeBody(body), '490154203237518')
  expect(body.slice(node?.spanStart, node?.spanEnd)).toBe('490154203237518')
})

test('a % that begins no escape makes no step, and neither does chance in bytes', () => {
  expect(lines(decodeBody('100 %user rate %u and 5% more'))).toEqual([])
  expect(lines(decodeBody(Buffer.concat([Buffer.alloc(4_000, 1), Buffer.from('%41')])))).toEqual([])
})
