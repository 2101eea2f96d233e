import { expect, test } from 'vitest'
import { putInto, testFolder } from '../../../test/support/test-folder.ts'
import { deriveResult } from './scan-case.ts'

const folder = testFolder('scan-case')
const put = putInto(folder)

const entry = (index: number): object => ({
  startedDateTime: '2026-03-04T05:06:07.000Z',
  time: 1,
  request: {
    method: 'GET',
    url: `https://ads.vendor.example/${index}?imei=356938035643809`,
    httpVersion: 'HTTP/1.1',
    headers: [{ name: 'Host', value: 'ads.vendor.example' }],
  },
  response: { status: 200, statusText: 'OK', httpVersion: 'HTTP/1.1', headers: [] },
})

/** A file of a result, as it comes. */
async function piecesOf(name: string, captures: readonly string[] = ['long.har']): Promise<string[]> {
  const inputs = { captures, profile: null, keys: [], events: [] }
  const content = (await deriveResult(folder, inputs)).files[name]
  const pieces: string[] = []
  if (typeof content === 'function') content((bytes) => pieces.push(Buffer.from(bytes).toString()))
  return pieces
}

test('what grows with the captures comes in pieces: there is no text as long as many of them take', async () => {
  const entries = Array.from({ length: 400 }, (_, index) => entry(index))
  put(
    'long.har',
    JSON.stringify({ log: { version: '1.2', creator: { name: 'test', version: '1' }, entries } }),
  )
  const document = await piecesOf('scan.json')
  expect(Math.max(...document.map(({ length }) => length))).toBeLessThan(200_000)
  const value = JSON.parse(document.join('')) as { observations: object[]; captures: object[] }
  expect(value.observations).toHaveLength(400)
  expect(value.captures).toMatchObject([{ path: 'long.har' }])
  expect(document.join('')).toBe(`${JSON.stringify(value, null, 2)}\n`)
  const evidence = await piecesOf('evidence.txt')
  expect(evidence.length).toBeGreaterThan(0)
  expect(evidence.join('').match(/^o\d/gm)).toHaveLength(400)
})

test('oddities name files as the case does: the folder is another one where the result is derived again', async () => {
  for (const [name, count] of [
    ['one.har', 3],
    ['other.har', 4],
  ] as const) {
    const entries = Array.from({ length: count }, (_, index) => entry(index))
    put(name, JSON.stringify({ log: { version: '1.2', creator: { name: 'test', version: '1' }, entries } }))
  }
  const document = (await piecesOf('scan.json', ['one.har', 'other.har'])).join('')
  expect(document).not.toContain(folder)
  expect(document).toContain('"detail": "one.har and other.har"')
})
