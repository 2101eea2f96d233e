import { createHash } from 'node:crypto'
import { deflateRawSync, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { hintOf } from '../../../test/support/conform-encoding.ts'
import { decodeBody, lines, nodeWith } from '../../../test/support/decoded-message.ts'
import { processorTime } from '../../../test/support/processor-time.ts'
import { limits } from '../../core/limits.ts'
import { Budget } from '../budget.ts'
import { encoding } from './base64.ts'

const secret = '{"imei":"490154203237518","note":"??>>~~"}'
const plain = Buffer.from(secret)
/** Does not compress. */
const randomText = [1, 2, 3].map((one) => createHash('sha512').update(String(one)).digest('base64')).join('')

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

const longText = `${secret.slice(0, -1)},"more":"${'x'.repeat(150)}"}`

test.each([
  ['indented in XML', (lines: string[]) => `<a><p>\n    ${lines.join('\n    ')}\n  </p></a>`],
  ['with tabs', (lines: string[]) => `<a><p>\n\t\t${lines.join('\n\t\t')}\n\t</p></a>`],
  ['in a block of YAML', (lines: string[]) => `p: |\n  ${lines.join('\n  ')}\nv: 1\n`],
  ['in LDIF', (lines: string[]) => `dn: a\nsn: b\ncn: c\np:: ${lines.join('\n ')}\nv: 1\nw: 2\n`],
  ['in a card', (lines: string[]) => `BEGIN:VCARD\r\nNOTE;ENCODING=b:${lines.join('\r\n ')}\r\nEND:VCARD`],
  ['in Properties', (lines: string[]) => `p=${lines.join('\\\n    ')}\nv=1\n`],
  ['in a log with escaped ends', (lines: string[]) => `10:11 D Net: body={"p":"${lines.join('\\n')}"}\n`],
  ['with blanks', (lines: string[]) => lines.join(' ')],
  ['with blanks in a form', (lines: string[]) => `p=${encodeURIComponent(lines.join(' '))}&v=1`],
  ['in an array', (lines: string[]) => JSON.stringify({ p: lines, v: 1 })],
  ['in an array on lines', (lines: string[]) => JSON.stringify({ p: lines, v: 1 }, null, 2)],
] as const)('lines %s are one value', (_, carry) => {
  for (const content of [Buffer.from(longText), gzipSync(longText.replaceAll('x'.repeat(150), randomText))]) {
    const lines = content.toString('base64').match(/.{1,76}/g) ?? []
    expect(lines.length).toBeGreaterThan(2)
    const body = carry(lines)
    expect(nodeWith(decodeBody(body), '490154203237518')?.key).toBe('imei')
  }
})

test('a value at the end of a long text is in it, alone and inside of another', () => {
  const long = JSON.stringify({
    list: Array.from({ length: 400 }, (_, at) => `value ${at}`),
    imei: '490154203237518',
  })
  const run = Buffer.from(long).toString('base64')
  for (const body of [run, `note <${run}> end`]) {
    const node = nodeWith(decodeBody(body), '490154203237518')
    expect(node?.key).toBe('imei')
    expect(nodeWith(decodeBody(body), long)?.spanEnd).toBe(body.indexOf(run) + run.length)
  }
})

test('of more runs than a message may have values the rest is said to be left', () => {
  const run = Buffer.from('490154203237518, and more').toString('base64')
  const bytes = Buffer.from(`${run};`.repeat(10))
  const budget = new Budget()
  budget.nodes = limits.decode.nodesMax - 4
  const decoded = encoding.decode(bytes, hintOf(bytes), budget)
  expect(typeof decoded === 'string' ? decoded : decoded.pieces).toHaveLength(4)
  expect(budget.limits).toEqual(['nodesMax'])
})

test('a run in front of other words is not joined with them', () => {
  const run = Buffer.from(secret.padEnd(57, ' ')).toString('base64')
  const found = lines(decodeBody(`token ${run} was sent by them`))
  expect(found.some((line) => line.includes('imei'))).toBe(true)
  expect(found.some((line) => line.includes('wrapped'))).toBe(false)
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

test('what stands behind declared base64 is read, too', () => {
  const body = `${plain.toString('base64').replace(/.{20}/g, '$&\r\n')}\r\n___\r\nSent from my phone, IMEI: 356938035643809`
  const read = decodeBody(body, { contentEncoding: 'base64' })
  expect(nodeWith(read, '490154203237518')?.key).toBe('imei')
  expect(nodeWith(read, '\r\n___\r\nSent from my phone, IMEI: 356938035643809')).toBeDefined()
})

test('a long text of random words that may be lines takes the time of its length', () => {
  const words = Array.from({ length: 40_000 }, (_, at) =>
    createHash('sha384').update(String(at)).digest('base64'),
  )
  const body = words.join(' ')
  const before = processorTime()
  decodeBody(body)
  // Putting each word together with all that follow it takes a minute.
  expect(processorTime() - before).toBeLessThan(3_000)
})
