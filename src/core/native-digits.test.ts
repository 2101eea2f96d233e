import { expect, test } from 'vitest'
import { hasNativeRow, nativeDigitAt, nativeLeads } from './native-digits.ts'

test.each([
  '٠١٢٣٤٥٦٧٨٩',
  '۰۱۲۳۴۵۶۷۸۹',
  '०१२३४५६७८९',
  '০১২৩৪৫৬৭৮৯',
  '၀၁၂၃၄၅၆၇၈၉',
  '๐๑๒๓๔๕๖๗๘๙',
  '０１２３４５６７８９',
])('digits of one script: %s', (text) => {
  const bytes = Buffer.from(text)
  let digits = ''
  for (let at = 0; at < bytes.length; at += nativeLeads[bytes[at] as number] as number)
    digits += String.fromCharCode(nativeDigitAt(bytes, at, bytes.length))
  expect(digits).toBe('0123456789')
  expect(hasNativeRow(bytes, 0, bytes.length)).toBe(true)
})

test.each(['123', 'æøå', 'ابجد', '你好世界', '٠١', '\u{1D7CE}\u{1D7CF}\u{1D7D0}'])(
  'no row of them: %s',
  (text) => {
    const bytes = Buffer.from(text)
    expect(hasNativeRow(bytes, 0, bytes.length)).toBe(false)
  },
)

test('what is cut or no UTF-8 is no digit', () => {
  expect(nativeDigitAt(Buffer.from('d9', 'hex'), 0, 1)).toBe(0)
  expect(nativeDigitAt(Buffer.from('efbc', 'hex'), 0, 2)).toBe(0)
  expect(nativeDigitAt(Buffer.from('d920', 'hex'), 0, 2)).toBe(0)
})
