import { expect, test } from 'vitest'
import { decodeBody, lines } from '../../../test/support/decoded-message.ts'

test('a URL inside a value: host, path, query, fragment', () => {
  expect(
    lines(decodeBody('{"u":"https://h.example:8080/imei/490154203237518?a=b#/x?c=d"}')).slice(1),
  ).toEqual([
    'body → JSON $.u → URL host = h.example:8080',
    'body → JSON $.u → path [0] = imei',
    'body → JSON $.u → path [1] = 490154203237518',
    'body → JSON $.u → query a = b',
    'body → JSON $.u → fragment /x?c = d',
  ])
})

test('cookies, with quotes and without values', () => {
  const head = 'GET / HTTP/1.1\r\nCookie: a=1; b="x; y"; c; d=; e="open\r\n\r\n'
  expect(lines(decodeBody('', { head })).slice(2)).toEqual([
    'header Cookie → cookie a = 1',
    'header Cookie → cookie b = x; y',
    'header Cookie → cookie = c',
    'header Cookie → cookie d = ',
    'header Cookie → cookie e = "open',
  ])
})

test('parameters of other fields', () => {
  const head = 'GET / HTTP/1.1\r\nX-Device: model=TA-1046; imei=490154203237518\r\n\r\n'
  expect(lines(decodeBody('', { head })).at(-1)).toBe('header X-Device → parameter imei = 490154203237518')
})

test('the padding of base64 in a data URI is no sign behind a name', () => {
  const uri = `data:text/plain;base64,${Buffer.from('imei=490154203237518').toString('base64')}`
  expect(uri.endsWith('=')).toBe(true)
  expect(lines(decodeBody(JSON.stringify({ p: uri }))).at(-1)).toBe(
    'body → JSON $.p → base64 → form imei = 490154203237518',
  )
})

test('lines of names and values, with the others kept', () => {
  expect(lines(decodeBody('[device]\nimei = 490154203237518\nmodel: TA-1046\r\nos=9\n'))).toEqual([
    'body → lines = [device]\n',
    'body → lines imei = 490154203237518',
    'body → lines model = TA-1046',
    'body → lines os = 9',
  ])
})

test('prose is no list of names', () => {
  expect(lines(decodeBody('Dear all,\nplease note: we are closed.\nThank you\nThe team\n'))).toEqual([])
})
