import { describe, expect, test } from 'vitest'
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

test.each(['?', '#', '|', ';', '&'])('pairs behind %s', (sign) => {
  expect(nodeWith(decodeBody(`${sign}ip=2a01%3A79c&x=1`), '2a01:79c')?.key).toBe('ip')
})

test('old JavaScript escapes, and a % that begins none', () => {
  expect(nodeWith(decodeBody('a=%u00e5%zz%4'), 'å%zz%4')).toBeDefined()
})

test('a filling in front of the first pair is a part without a value, and a name that is as long is none', () => {
  for (const filling of ['x'.repeat(2_000), 'x'.repeat(20_000), 'aB/+'.repeat(2_000)]) {
    expect(nodeWith(decodeBody(`${filling}&imei=490154203237518`), '490154203237518')?.key).toBe('imei')
    expect(nodeWith(decodeBody(`${filling}=490154203237518`), '490154203237518')).toBeUndefined()
  }
})

test('a path is no filling without `&`, and its parts are no names', () => {
  expect(lines(decodeBody('a/b=1'))).toEqual([])
  expect(lines(decodeBody('x&a/b=1'))).toEqual([])
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

describe('the padding of base64 is no sign between name and value', () => {
  const texts = ['{"id":"490154203237518"} ', '{"id":"490154203237518", "a":1}']
  test.each([
    '%|nb_NO',
    'a13$$%$$nb',
    '%:1700000000',
    '%.v2',
    '%;nb',
    '2;%;nb',
    's:48:"%";',
    'ver:3;data:%;end',
  ])('%s', (form) => {
    for (const text of texts) {
      const padded = Buffer.from(text).toString('base64')
      expect(padded).toContain('=')
      expect(nodeWith(decodeBody(JSON.stringify({ ext: form.replace('%', padded) })), text)).toBeDefined()
    }
  })

  test('a name of as many characters is one', () => {
    for (const value of ['490154203237518', '%7B%7D', '"a b"', '[1]']) {
      expect(lines(decodeBody(`clientDeviceId2=${value}`))[0]).toBe(`body → form clientDeviceId2 = ${value}`)
    }
    expect(lines(decodeBody('clientDeviceId2=&b=c'))[0]).toBe('body → form clientDeviceId2 = ')
    for (const name of ['clientdeviceid2', 'CLIENTDEVICEID2', 'clientapplicationnumber'])
      expect(lines(decodeBody(`a_b=1&${name}=&b=c`))).toContain(`body → form ${name} = `)
  })
})

test.each(['x; %', 'App/2.1 (Linux; %)', 'App/2.1 (Linux; %; en) x=1', 'LOGIN %|v2', 'LOGIN % v2'])(
  'nor is that of base32: %s',
  (form) => {
    for (const [run, text] of [
      ['MMZWCMJZMY2WKNZXGIYGEOBUMQ======', 'c3a19f5e7720b84d'],
      ['mmzwcmjzmy2wknzxgiygeobumq======', 'c3a19f5e7720b84d'],
      ['HA4TINZQGEYDANZUGIYTQOBTGY2TCMI=', '8947010074218836511'],
    ] as const)
      expect(lines(decodeBody(form.replace('%', run))).join('\n'), run).toContain(`base32 = ${text}`)
  },
)

test.each(['|', '^', '~', '#', '!', '$', '*'])('%s between the pairs', (sign) => {
  expect(lines(decodeBody(`a=1${sign}imei=490154203237518${sign}b_2=x`))).toEqual([
    'body → form a = 1',
    'body → form imei = 490154203237518',
    'body → form b_2 = x',
  ])
})

test('a sign that stands in a value, too, separates nothing', () => {
  expect(lines(decodeBody('a=1~b=2~c'))[0]).toBe('body → form a = 1~b=2~c')
  expect(lines(decodeBody('q=x!=y'))[0]).toBe('body → form q = x!=y')
})

test('lines of a log behind a form are none of its last value, which is a word', () => {
  expect(lines(decodeBody('a=1&cid=28123\n--> END POST (12-byte body)'))).toEqual(
    expect.arrayContaining(['body → form cid = 28123']),
  )
  // A text that its sender did not escape goes on over lines.
  for (const text of ['a=1&note=dear all\nit is late now', 'a=1&data=QUJDREVG\nR0hJSktM\nTU5P'])
    expect(lines(decodeBody(text)).join('\n')).toContain(
      text.slice(text.indexOf('&') + 1).replace('=', ' = '),
    )
})
