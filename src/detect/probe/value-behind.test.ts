import { describe, expect, test } from 'vitest'
import { alone, hasValue, isElement, isKey, isSegmentKey, mayAssign } from './value-behind.ts'

/** What `ask` says behind the name `imsi` that the text holds. */
function behind(text: string, ask: (bytes: Buffer, start: number, end: number) => boolean): boolean {
  const bytes = Buffer.from(text)
  const start = text.toLowerCase().indexOf('imsi')
  return ask(bytes, start, start + 4)
}

describe('a value behind its name', () => {
  test.each([
    ['imsi=24201', true],
    ['"imsi":"24201"', true],
    ['"imsi" : "24201"', true],
    [String.raw`\"imsi\":\"24201\"`, true],
    ['imsi%3D24201', true],
    ['imsi%253D24201', true],
    ['imsi[0]=24201', true],
    ['"imsi":["24201"]', true],
    ['imsi -> 24201', true],
    ['imsi \u2192 24201', true],
    ['imsi\t24201', true],
    ['*IMSI:* `24201`', true],
    ['IMSI: <code>24201</code>', true],
    ['IMSI: &lt;code&gt;24201', true],
    ['imsi: Optional("24201")', true],
    ['"imsi":ObjectId("24201")', true],
    [String.raw`\"imsi\":Text(\"24201\")`, true],
    ['imsi=id("242")', false],
    ['imsi=read(a, b)', true],
    ['imsi=24201("x")', true],
    ['s:4:"imsi";s:5:"24201";', true],
    ['s%3A4%3A%22imsi%22%3Bs%3A5%3A%2224201%22', true],
    [String.raw`s:4:\"imsi\";s:5:\"24201\"`, true],
    ['s:4:"imsi";i:24201;', true],
    ['s:4:"imsi";s:3:"242";', false],
    ['s:4:"imsi";x:5:"24201";', false],
    ['s:4:"imsi";s5:"24201";', false],
    ['<imsi><![CDATA[24201]]></imsi>', true],
    ['<imsi><![CDATA[242]]></imsi>', true],
    ['&lt;imsi&gt;&lt;![CDATA[24201]]', false],
    ['imsi=242', false],
    ['imsi=&x=24201', false],
    ['imsi 24201', false],
    ['imsi, 24201', false],
  ])('%s: %s', (text, isOne) => {
    expect(behind(text, (bytes, _start, end) => hasValue(bytes, end, bytes.length, 5))).toBe(isOne)
  })
})

test.each([
  ['<imsi xsi:type="xsd:string">24201</imsi>', true],
  ['<ns:imsi a="b">24201', true],
  ['&lt;imsi a=&quot;b', true],
  ['<imsi a="b"><x>', false],
  ['x imsi a="b">24201', false],
])('%s is an element with a value: %s', (text, isOne) => {
  const ask = (bytes: Buffer, start: number, end: number): boolean =>
    isElement(alone + 5, bytes, 0, start, end, bytes.length)
  expect(behind(text, ask)).toBe(isOne)
})

test.each([
  ['/imsi/24201', true],
  ['/imsi//24201', true],
  ['/imsi/242', false],
  ['/imsi/242/1', false],
  ['/imsi/242?1=2', false],
])('%s has it as the next segment: %s', (text, isOne) => {
  const ask = (bytes: Buffer, _start: number, end: number): boolean =>
    isSegmentKey(alone + 5, bytes, end + 1, bytes.length)
  expect(behind(text, ask)).toBe(isOne)
})

test.each([
  ['{"name":"imsi","value":"24201"}', true],
  ["{'key': 'imsi'}", true],
  ['{"colour":"imsi"}', false],
  ['Location[imsi]', false],
])('%s is the name of a field beside: %s', (text, isOne) => {
  expect(behind(text, (bytes, _start, end) => isKey(alone + 5, bytes, end, bytes.length))).toBe(isOne)
})

test('a name that says enough by itself needs no value, and a provider of places none that is assigned', () => {
  expect(behind('imsi', (bytes, _start, end) => isKey(alone, bytes, end, bytes.length))).toBe(true)
  const text = Buffer.from('Location[gps 59.913,10.752]')
  expect(isKey(alone + 5, text, 8, text.length)).toBe(true)
})

test.each([
  ['imsi   =', true],
  ['imsi  ->', true],
  ['imsi  x=', false],
  ['imsi           =', false],
])('%j may assign: %s', (text, isOne) => {
  expect(behind(text, (bytes, _start, end) => mayAssign(bytes, end + 1, bytes.length))).toBe(isOne)
})
