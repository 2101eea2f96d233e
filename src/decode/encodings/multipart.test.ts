import { expect, test } from 'vitest'
import { decodeBody, lines, nodeWith } from '../../../test/support/decoded-message.ts'
import { encoding } from './multipart.ts'

const body = [
  '--b1',
  'Content-Disposition: form-data; name="meta"',
  'Content-Type: application/json',
  '',
  '{"imei":"490154203237518"}',
  '--b1',
  'Content-Disposition: form-data; name="log"; filename="TA-1046.log"',
  'X-Part: seven',
  '',
  'line one',
  '--b1--',
  '',
].join('\r\n')

test('parts by name; names, file names and other fields are values', () => {
  expect(lines(decodeBody(body, { contentType: 'multipart/form-data; boundary=b1' }))).toEqual([
    'body → multipart name of [0] = meta',
    'body → multipart meta = {"imei":"490154203237518"}',
    'body → multipart name of [1] = log',
    'body → multipart file name of [1] = TA-1046.log',
    'body → multipart X-Part of [1] = seven',
    'body → multipart log = line one',
    'body → multipart meta → JSON $.imei = 490154203237518',
  ])
})

test.each([
  ['undeclared', ''],
  ['declared with another boundary', 'multipart/form-data; boundary="other"'],
  ['declared without a boundary', 'multipart/form-data'],
])('%s', (_, contentType) => {
  expect(nodeWith(decodeBody(body, { contentType }), '490154203237518')?.key).toBe('imei')
})

test.each([
  ['bare line feeds', body.replaceAll('\r\n', '\n')],
  ['no end', body.slice(0, body.indexOf('--b1--'))],
  ['text before and behind', `before\r\n${body}behind`],
])('%s', (_, text) => {
  const result = decodeBody(text, { contentType: 'multipart/form-data; boundary=b1' })
  expect(nodeWith(result, '490154203237518')?.key).toBe('imei')
  for (const outside of ['before', 'behind'])
    if (text.includes(outside)) expect(nodeWith(result, outside)).toBeDefined()
})

test('multipart in multipart, with a boundary that begins like the outer one', () => {
  const inner = body.replaceAll('b1', 'outer-inner')
  const text = `--outer\r\nContent-Type: multipart/mixed; boundary=outer-inner\r\n\r\n${inner}\r\n--outer--\r\n`
  const result = decodeBody(text, { contentType: 'multipart/mixed; boundary=outer' })
  const node = nodeWith(result, '490154203237518')
  expect(node?.key).toBe('imei')
  expect(text.slice(node?.spanStart, node?.spanEnd)).toBe('490154203237518')
})

test.each(['binary', '8bit', '7bit', 'Binary'])('%s is no coding: the part is read as it is', (coding) => {
  const text = `--b\r\nContent-Disposition: form-data; name="imei"\r\nContent-Transfer-Encoding: ${coding}\r\n\r\n490154203237518\r\n--b--`
  const result = decodeBody(text, { contentType: 'multipart/form-data; boundary=b' })
  expect(lines(result)).toContain('body → multipart imei = 490154203237518')
  expect(nodeWith(result, '490154203237518')?.key).toBe('imei')
})

test('a part without a name goes by its number', () => {
  const result = decodeBody('--b\r\nContent-Type: text/plain\r\n\r\none\r\n--b\r\n\r\ntwo\r\n--b--', {
    contentType: 'multipart/mixed; boundary=b',
  })
  expect(lines(result)).toEqual(
    expect.arrayContaining(['body → multipart [0] = one', 'body → multipart [1] = two']),
  )
})

test('quoted-printable where it is declared', () => {
  const text = '--b\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nimei=3D49=\r\n0154\r\n--b--'
  expect(nodeWith(decodeBody(text), 'imei=490154')).toBeDefined()
})

test.each([
  ['in one line', '; '],
  ['folded over lines', ';\r\n\t'],
  ['folded with bare line feeds', ';\n '],
])('a file name that is cut over parameters is put together, %s', (_, between) => {
  const cut = ['attachment', 'filename*1=4203237', 'filename*0="log-49015"', 'filename*2*=518%2Etxt']
  const field = `Content-Disposition: ${cut.join(between)}`
  const text = `--b\r\n${field}\r\nX-Next: other\r\n\r\nhello\r\n--b--`
  const result = decodeBody(text, { contentType: 'multipart/mixed; boundary=b' })
  expect(lines(result)).toContain(
    'body → multipart file name of [0], joined of 3 parameters = log-490154203237518%2Etxt',
  )
  expect(lines(result)).toContain('body → multipart X-Next of [0] = other')
  const node = nodeWith(result, 'log-490154203237518%2Etxt')
  expect(node?.key).toBe('filename')
  expect(text.slice(node?.spanStart, node?.spanEnd)).toBe(
    ['4203237', 'filename*0="log-49015"', 'filename*2*=518%2Etxt'].join(between),
  )
})

test('names of files that the type of a part says are values, folded, whole and cut', () => {
  const said = (parameters: string): string =>
    `--b\r\nContent-Type: application/pdf;\r\n ${parameters}\r\n\r\nhello\r\n--b--`
  const read = (parameters: string): string[] =>
    lines(decodeBody(said(parameters), { contentType: 'multipart/mixed; boundary=b' }))
  expect(read('name="a-490154203237518.pdf"')).toContain(
    'body → multipart file name of [0] = a-490154203237518.pdf',
  )
  expect(read("name*0*=UTF-8''a-49015420;\r\n name*1=3237518.pdf")).toContain(
    "body → multipart file name of [0], joined of 2 parameters = UTF-8''a-490154203237518.pdf",
  )
})

test('raw bytes with a name that is cut are looked at, and what only looks like one is not joined', () => {
  const asks = (text: string): boolean =>
    encoding.mayHide?.(Buffer.from(text), 0, Buffer.byteLength(text)) === true
  expect(asks('--b\r\nContent-Disposition: a; filename*0=x; filename*1=y')).toBe(true)
  expect(asks("--b\r\nContent-Disposition: a; filename*0*=UTF-8''x; filename*1*=y")).toBe(true)
  expect(asks('--b\r\nContent-Disposition: a; filename="2*1=2"; filename*=x')).toBe(false)
  const plain = '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nfilename*0=x; filename*1=y\r\n--b--'
  expect(lines(decodeBody(plain)).join()).not.toContain('joined')
})

const mixed = { contentType: 'multipart/mixed; boundary=b' }
const namesIn = (parameters: string): string[] =>
  lines(decodeBody(`--b\r\nContent-Disposition: a; ${parameters}\r\n\r\nhello\r\n--b--`, mixed))
    .filter((line) => line.includes('file name of [0]'))
    .map((line) => line.slice(line.indexOf('[0]') + 3))

test.each([
  ['a section is missing', 'filename*0=35693803; filename*5=5643809', [' = 35693803', ' = 5643809']],
  ['there is one section', 'filename*0="log-1"', [' = log-1']],
  [
    'a number comes twice',
    'filename*0=abcd; filename*1=efgh; filename*1=ijkl; filename*0=mnop',
    [', joined of 2 parameters = abcdefgh', ' = mnop', ' = ijkl'],
  ],
])('sections that do not follow each other are not joined: %s', (_, parameters, names) => {
  expect(namesIn(parameters)).toEqual(names)
})

test('a second section behind the end of the bytes that are asked of is none', () => {
  const text = `--b\r\nContent-Disposition: a; filename*0=x; ${' '.repeat(30)}`
  const bytes = Buffer.from(`${text}filename*1=y`)
  expect(encoding.mayHide?.(bytes, 0, text.length)).toBe(false)
  expect(encoding.mayHide?.(bytes, 0, bytes.length)).toBe(true)
})

test('a log of HTTP is none', () => {
  const log = '--> POST https://a.example/\nContent-Type: text/plain\nX-Id: 7\n\nbody\n--> END POST'
  expect(lines(decodeBody(log)).join()).not.toContain('multipart')
})
