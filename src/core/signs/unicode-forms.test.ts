import { expect, test } from 'vitest'
import { plainDigits } from '../plain-digits.ts'
import {
  cutsValue,
  formLeads,
  hasFormRow,
  hidesInEscapes,
  nativeDigitAt,
  replaceForms,
  typographyAt,
  wideCharacterAt,
} from './unicode-forms.ts'

test.each([
  '٠١٢٣٤٥٦٧٨٩',
  '۰۱۲۳۴۵۶۷۸۹',
  '०१२३४५६७८९',
  '০১২৩৪৫৬৭৮৯',
  '၀၁၂၃၄၅၆၇၈၉',
  '๐๑๒๓๔๕๖๗๘๙',
  '０１２３４５６７８９',
  '߀߁߂߃߄߅߆߇߈߉',
  '\u{1E950}\u{1E951}\u{1E952}\u{1E953}\u{1E954}\u{1E955}\u{1E956}\u{1E957}\u{1E958}\u{1E959}',
])('digits of one script: %s', (text) => {
  const bytes = Buffer.from(text)
  let digits = ''
  for (let at = 0; at < bytes.length; at += formLeads[bytes[at] as number] as number)
    digits += String.fromCharCode(nativeDigitAt(bytes, at, bytes.length))
  expect(digits).toBe('0123456789')
  expect(hasFormRow(bytes, 0, bytes.length)).toBe(true)
})

test('all sets of decimal digits that Unicode has', () => {
  for (let zero = 0x80; zero < 0x2_0000; zero++) {
    const set = Array.from({ length: 10 }, (_, digit) => String.fromCodePoint(zero + digit))
    if (!set.every((digit) => /^\p{Nd}$/u.test(digit)) || plainDigits(set.join('')) !== '0123456789') continue
    const bytes = Buffer.from(set.join(''))
    expect(replaceForms(bytes, nativeDigitAt).toString('latin1')).toBe('0123456789')
    expect(hasFormRow(bytes, 0, bytes.length)).toBe(true)
  }
})

test.each(['⓪①②③④⑤⑥⑦⑧⑨', '⑴⑵⑶⑷⑸⑹⑺⑻⑼', '❶❷❸❹❺❻❼❽❾', '⒈⒉⒊⒋⒌⒍⒎⒏⒐'])(
  'digits in circles and brackets: %s',
  (text) => {
    expect('0123456789').toContain(replaceForms(Buffer.from(text), wideCharacterAt).toString('latin1'))
  },
)

test.each(['\u3164', '\u115f', '\u2800', '\u{e0100}', '\u{e0001}', '\u{1d173}', '\ufe0f\u20e3', '\u0336'])(
  'nobody sees a letter there: %j',
  (mark) => {
    const bytes = Buffer.from(`35${mark}69`)
    expect(cutsValue(bytes, 0, 2, bytes.length)).toBe(true)
    expect(replaceForms(bytes, typographyAt).toString('latin1')).toBe('3569')
  },
)

test('pairs of an address', () => {
  const bytes = Buffer.from('٠٠:١٢:٤٦')
  expect(hasFormRow(bytes, 0, bytes.length)).toBe(true)
})

test.each([
  '123',
  'æøå',
  'ابجد',
  '你好世界',
  '٠١',
  '٠١:',
  '٠١:a',
  'm²',
  '\u200b\u200b\u200b',
  '———',
  '😀😀😀',
])('no row of them: %s', (text) => {
  const bytes = Buffer.from(text)
  expect(hasFormRow(bytes, 0, bytes.length)).toBe(false)
})

test('what is cut or no UTF-8 is no digit', () => {
  expect(nativeDigitAt(Buffer.from('d9', 'hex'), 0, 1)).toBe(0)
  expect(nativeDigitAt(Buffer.from('efbc', 'hex'), 0, 2)).toBe(0)
  expect(nativeDigitAt(Buffer.from('d920', 'hex'), 0, 2)).toBe(0)
})

test.each([
  ['ａｄａ＠ｅ．ｏｒｇ', 'ada@e.org'],
  ['⁰¹²³₄₅', '012345'],
  ['４７', '47'],
])('letters, signs and digits of other forms: %s', (text, plain) => {
  const bytes = Buffer.from(text)
  let out = ''
  for (let at = 0; at < bytes.length; at += formLeads[bytes[at] as number] as number)
    out += String.fromCharCode(wideCharacterAt(bytes, at, bytes.length))
  expect(out).toBe(plain)
})

test('a sign of typography is none of them, nor the other way round', () => {
  for (const sign of ['\u200b', '\u00ad', '\u00a0', '\u3000', '\u2013', '\ufeff']) {
    const bytes = Buffer.from(sign)
    expect(wideCharacterAt(bytes, 0, bytes.length)).toBe(0)
    expect(nativeDigitAt(bytes, 0, bytes.length)).toBe(0)
    expect(typographyAt(bytes, 0, bytes.length)).not.toBe(0)
  }
  for (const letter of ['Ａ', '１', '－', '٣', 'é', '’'])
    expect(typographyAt(Buffer.from(letter), 0, Buffer.byteLength(letter))).toBe(0)
})

test.each([
  ['3571\u200b8409', true],
  ['ad\u00ada', true],
  ['3571\u200b\u200b8409', true],
  ['7c1f\u20119a3e', true],
  ['3571\u00a08409', true],
  // Prices are so written, too: that costs a decoding. Words and ranges of words are not.
  ['Hello\u00a0World', false],
  ['Monday\u2013Friday', false],
  ['می\u200cخواهم', false],
  ['3571 \u200b8409', false],
  ['3571\u200b', false],
  ['it\u2019s', false],
])('what cuts a value, as it is and in escapes: %j', (text, isCut) => {
  const at = text.search(/[^\x20-\x7e]/)
  const bytes = Buffer.from(text)
  const from = Buffer.byteLength(text.slice(0, at))
  expect(cutsValue(bytes, 0, from, bytes.length)).toBe(isCut)
  const json = text.replace(
    /[^\x20-\x7e]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  for (const escaped of [json, encodeURIComponent(text).replaceAll('%20', ' ')])
    expect(hidesInEscapes(Buffer.from(escaped), 0, at, escaped.length)).toBe(isCut)
})

test('a row in escapes', () => {
  const escaped = encodeURIComponent('ｉｍｅｉ')
  expect(hidesInEscapes(Buffer.from(escaped), 0, 0, escaped.length)).toBe(true)
  expect(hidesInEscapes(Buffer.from('\\uff11\\uff12\\uff13'), 0, 0, 18)).toBe(true)
  expect(hidesInEscapes(Buffer.from('\\uff11\\uff12x'), 0, 0, 13)).toBe(false)
  expect(hidesInEscapes(Buffer.from('\\uzz11\\uff12x'), 0, 0, 13)).toBe(false)
  for (let end = 0; end < escaped.length; end++) hidesInEscapes(Buffer.from(escaped.slice(0, end)), 0, 0, end)
})
