import { describe, expect, test } from 'vitest'
import { readEntries } from '../../../test/support/read-entries.ts'
import { harEntryOf, harFile, recordedDevice } from '../../../test/support/recordings.ts'
import type { HarEntryOptions } from '../../../test/support/recordings.ts'
import type { ExchangeEntry } from '../entry.ts'

const { imei } = recordedDevice
const other = '490154203237518'

function exchange(options: HarEntryOptions): ExchangeEntry {
  return readEntries('har', harFile([harEntryOf(options)])).entries[0]?.entry as ExchangeEntry
}
function targetOf(query: string, ...queryString: [name: string, value: string][]): string {
  const url = `https://a.example.com/x?${query}`
  const entry = exchange({ url, request: { queryString: pairs(queryString) } })
  return entry.request.head.toString('latin1').split(' ')[1] ?? ''
}
function pairs(list: readonly (readonly [string, string])[]): unknown[] {
  return list.map(([name, value]) => ({ name, value }))
}
/** The lines of a head with this name. */
function lines(head: Buffer, name: string): string[] {
  return head
    .toString('latin1')
    .split('\r\n')
    .filter((line) => line.startsWith(`${name}: `))
}

describe('members of the query that are listed apart', () => {
  test('are told behind it where the URL has another value of the name, or one of several', () => {
    expect(targetOf('imei=REDACTED', ['imei', imei])).toBe(`/x?imei=REDACTED&imei=${imei}`)
    expect(targetOf('id=1', ['id', '1'], ['id', imei])).toBe(`/x?id=1&id=${imei}`)
    expect(targetOf('n=***', ['n', 'Иван'])).toBe(`/x?n=***&n=${encodeURIComponent('Иван')}`)
  })

  test.each([
    ['a+b=c%20d', 'a b', 'c d'],
    ['a=c%2Bd', 'a', 'c+d'],
    ['a=%C3%B6', 'a', 'ö'],
    ['a=%C3%B6', 'a', 'Ã¶'],
    ['a=%F6', 'a', 'ö'],
    ['a=%F6', 'a', '\u{fffd}'],
    ['a=%F6', 'a', '%F6'],
    ['a=%252F', 'a', '/'],
    ['a=%252F', 'a', '%2F'],
    ['a=1;b=2', 'a', '1;b=2'],
    ['a=1;b=2', 'b', '2'],
    ['a', 'a', ''],
    ['a=%0A%22x%22', 'a', '\n"x"'],
    ['a=b=c', 'a', 'b=c'],
  ])('%s has %s: it is told once', (query, name, value) => {
    expect(targetOf(query, [name, value])).toBe(`/x?${query}`)
  })
})

describe('cookies that are listed apart', () => {
  test('are told beside the fields that do not hold them', () => {
    const { request } = exchange({
      headers: [
        ['Cookie', 'a=1; q="x y"'],
        ['cookie', 'b=%C3%B6'],
      ],
      request: {
        cookies: pairs([
          ['a', '1'],
          ['q', 'x y'],
          ['b', 'ö'],
          ['did', imei],
        ]),
      },
    })
    expect(lines(request.head, 'Cookie')).toEqual(['Cookie: a=1; q="x y"', `Cookie: did=${imei}`])
  })

  test('of a response are told, too', () => {
    const { response } = exchange({
      response: {
        headers: pairs([['Set-Cookie', 'a=1; Path=/\nb=2']]),
        cookies: pairs([
          ['a', '1'],
          ['b', '2'],
          ['did', imei],
        ]),
      },
    })
    expect(lines(response?.head ?? Buffer.alloc(0), 'Set-Cookie')).toEqual([
      'Set-Cookie: a=1; Path=/',
      'Set-Cookie: b=2',
      `Set-Cookie: did=${imei}`,
    ])
  })
})

describe('members of a form that are listed beside its text', () => {
  const bodyOf = (mimeType: string, text: string, ...params: [string, string][]): string =>
    exchange({ request: { postData: { mimeType, text, params: pairs(params) } } }).request.body.toString()

  test('are told behind a text that does not hold them', () => {
    const part = `Content-Disposition: form-data; name="imei"\r\n\r\n${imei}\r\n`
    expect(bodyOf('multipart/form-data; boundary=b', '[not shown]', ['imei', imei])).toBe(
      `[not shown]\r\n--b\r\n${part}--b--\r\n`,
    )
    const held = `--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n`
    expect(bodyOf('multipart/form-data; boundary=b', `${held}--b--`, ['a', '1'], ['imei', imei])).toBe(
      `${held}--b\r\n${part}--b--\r\n`,
    )
    const form = 'application/x-www-form-urlencoded'
    expect(bodyOf(form, 'a=1&imei=', ['a', '1'], ['imei', imei])).toBe(`a=1&imei=&imei=${imei}`)
    expect(bodyOf('text/plain', `id=${imei}0`, ['id', imei])).toBe(`id=${imei}0\nid=${imei}`)
  })

  test('are told where the text holds the name of a file’s part, and not that of the file', () => {
    const params = [{ name: 'data', fileName: `${imei}.jpg`, contentType: 'image/jpeg' }]
    const postData = { mimeType: 'multipart/form-data; boundary=b', text: '[binary data]', params }
    expect(exchange({ request: { postData } }).request.body.toString()).toContain(
      `name="data"; filename="${imei}.jpg"\r\n`,
    )
  })

  test('are told once where the text holds them', () => {
    const form = 'application/x-www-form-urlencoded; charset=UTF-8'
    expect(bodyOf(form, `a=%C3%B6+x&imei=${imei}`, ['a', 'ö x'], ['imei', imei])).toBe(
      `a=%C3%B6+x&imei=${imei}`,
    )
    const json = `{"a":"x\\ny","imei":"${other}"}`
    expect(bodyOf('application/json', json, ['a', 'x\ny'], ['imei', other])).toBe(json)
  })
})
