import { expect, test } from 'vitest'
import { writtenText } from './written-text.ts'

const text = 'name: Ådas telefon\nidentifiers:\n  imei: 352099001761481\n'

test('is UTF-8, or UTF-16 with its mark', () => {
  const little = Buffer.from(`\ufeff${text}`, 'utf16le')
  for (const bytes of [Buffer.from(text), Buffer.from(`\ufeff${text}`), little, Buffer.from(little).swap16()])
    expect(writtenText(bytes, 'device.yaml')).toBe(text)
})

test('in another encoding is refused: its letters are not guessed', () => {
  expect(() => writtenText(Buffer.from(text, 'latin1'), 'device.yaml')).toThrow(
    'device.yaml: is no text in UTF-8; save it as UTF-8.',
  )
})

test('bytes of another kind of file are not to be saved as text', () => {
  expect(() => writtenText(Buffer.from('0a0d0d0a1c0000ff', 'hex'), 'fleet.csv')).toThrow(
    'fleet.csv: is no text: name another file.',
  )
})
