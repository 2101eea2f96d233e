import { deflateRawSync, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { decodeBody, lines, nodeWith } from '../../../test/support/decoded-message.ts'

const secret = '{"imei":"490154203237518","note":"??>>~~"}'
const plain = Buffer.from(secret)

test.each([
  ['standard', plain.toString('base64')],
  ['URL-safe, unpadded', plain.toString('base64url')],
  ['without padding', plain.toString('base64').replace(/=+$/, '')],
  ['wrapped by line feeds', `${plain.toString('base64').replace(/.{20}/g, '$&\n')}\n`],
  ['wrapped by CRLF', `${plain.toString('base64').replace(/.{20}/g, '$&\r\n')}\r\n`],
  ['in double quotes', `"${plain.toString('base64')}"`],
  ['in single quotes', `'${plain.toString('base64')}'`],
  ['with a NUL behind it', `${plain.toString('base64')}\0`],
  ['with + that became blanks', Buffer.from(`${secret}>>>`).toString('base64').replaceAll('+', ' ')],
  ['inside other text', `token <${plain.toString('base64')}> was sent`],
  ['behind a path', `see /v1/${plain.toString('base64url')} there`],
  ['behind a path, alone', `v1/${plain.toString('base64url')}`],
  ['behind a prefix, alone', `id_${plain.toString('base64url')}`],
  ['a data URL', `data:application/json;base64,${plain.toString('base64')}`],
  ['a JWT', `${Buffer.from('{"alg":"none"}').toString('base64url')}.${plain.toString('base64url')}.c2ln`],
])('%s', (_, body) => {
  expect(nodeWith(decodeBody(body), '490154203237518')?.key).toBe('imei')
})

test('the text may end in an encoded NUL', () => {
  expect(lines(decodeBody(Buffer.from(`${secret}\0`).toString('base64'))).at(-2)).toBe(
    'body → base64 → JSON $.imei = 490154203237518',
  )
})

test('the span is the whole encoded run', () => {
  const run = plain.toString('base64')
  const node = nodeWith(decodeBody(`note <${run}> end`), '490154203237518')
  expect([node?.spanStart, node?.spanEnd]).toEqual([6, 6 + run.length])
})

test('a run wrapped in other text is one run', () => {
  const long = `${secret.slice(0, -1)},"more":"${'x'.repeat(120)}"}`
  const run = Buffer.from(long).toString('base64').replace(/.{76}/g, '$&\n')
  expect(nodeWith(decodeBody(`-----BEGIN X-----\n${run}\n-----END X-----`), long)).toBeDefined()
})

test('a value that a head folds where it is wrapped is one', () => {
  const long = `${secret.slice(0, -1)},"more":"${'x'.repeat(120)}"}`
  const run = Buffer.from(long).toString('base64').replace(/.{76}/g, '$&\n ')
  const head = `POST / X\r\nProperty: ${run}\r\n\r\n`
  expect(nodeWith(decodeBody('', { head }), long)).toBeDefined()
})

test('text of other scripts passes', () => {
  expect(
    nodeWith(decodeBody(Buffer.from('王小明的手机号码').toString('base64')), '王小明的手机号码'),
  ).toBeDefined()
})

test('bytes pass with a magic, with a readable run, or as headerless deflate of text; else not', () => {
  expect(nodeWith(decodeBody(gzipSync(plain).toString('base64')), secret)).toBeDefined()
  expect(nodeWith(decodeBody(deflateRawSync(plain).toString('base64')), secret)).toBeDefined()
  const record = Buffer.concat([
    Buffer.from([10, 15]),
    Buffer.from('490154203237518'),
    Buffer.from([0x10, 0xff, 0xfe]),
  ])
  expect(lines(decodeBody(record.toString('base64')))).toHaveLength(1)
  expect(
    lines(decodeBody(Buffer.from('9f8e7d6c5b4a39281706f5e4d3c2b1a0', 'hex').toString('base64'))),
  ).toEqual([])
})

test('a declared transfer encoding is believed, whatever comes out', () => {
  const body = '--b\r\nContent-Transfer-Encoding: base64\r\n\r\n/////w==\r\n--b--'
  expect(lines(decodeBody(body)).at(-1)).toMatch(/^body → multipart \[0\] → base64 \(binary\) = /)
})

test('credentials are read however short', () => {
  const head = `GET / HTTP/1.1\r\nAuthorization: Basic ${Buffer.from('a:b').toString('base64')}\r\n\r\n`
  expect(lines(decodeBody('', { head })).at(-1)).toBe('header Authorization → basic credentials = a:b')
})

test.each(['a4:50:46:1b:3c:9d', 'A4:50:46:1B:3C:9D'])('%s, which gives no small letter', (address) => {
  const run = Buffer.from(address).toString('base64')
  expect(run).not.toMatch(/[a-z]/)
  for (const written of [run, run.replace(/=+$/, '')])
    expect(nodeWith(decodeBody(JSON.stringify({ mac: written })), address)).toBeDefined()
})

test.each([
  'ORDERNUMBER2026112805445',
  'A4F0C39D8E7B6A5142300F1E2D3C4B5A',
  'JBSWY3DPEBLW64TMMQQQ',
  'SKU-2026-MODEL-TA-1055',
])('%s is no base64', (text) => {
  expect(lines(decodeBody(JSON.stringify({ a: text }))).filter((line) => line.includes('base64'))).toEqual([])
})
