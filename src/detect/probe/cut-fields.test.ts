import { expect, test } from 'vitest'
import { isListedPiece, isNumberedPiece } from './cut-fields.ts'

function at(text: string, piece: string): [buf: Buffer, start: number, end: number, limit: number] {
  const start = text.indexOf(piece)
  return [Buffer.from(`${text}data2=behind`), start, start + piece.length, text.length]
}

const piece = 'eyJpbWVpIjoiMzU2'

test.each([
  [`data1=${piece}&data2=xyz`, true],
  [`{"p0":"${piece}","p1":"xyz"}`, true],
  [`{\\"p0\\":\\"${piece}\\",\\"p1\\":\\"xyz\\"}`, true],
  [`%7B%22p0%22%3A%22${piece}%22%2C%22p1%22%3A%22xyz`, true],
  [`X-Data-1: ${piece}\r\nX-Data-2: xyz\r\n`, true],
  [`name="c0"\r\n\r\n${piece}\r\n--b7\r\nContent-Disposition: form-data; name="c1"\r\n\r\nx`, true],
  [`data2=${piece}&data3=xyz`, false],
  [`data1=${piece}&other=xyz`, false],
  [`data1=${piece}&data21=xyz`, false],
  [`1=${piece}&2=xyz`, false],
  [`data1=${piece}`, false],
  [piece, false],
])('%s: the first of numbered pieces %s', (text, is) => {
  const [buf, start, end, limit] = at(text, piece)
  expect(isNumberedPiece(buf, 0, start, end, limit)).toBe(is)
})

test.each([
  [`["${piece}","xyz"]`, true],
  [`["${piece}",\n    "xyz"]`, true],
  [`[{"d":"${piece}"},{"d":"xyz"}]`, true],
  [`["${piece}"]`, false],
  [`{"a":"${piece}","":1}`, false],
  [`${piece}, and`, false],
])('%s: an element in front of another %s', (text, is) => {
  const [buf, , end, limit] = at(text, piece)
  expect(isListedPiece(buf, end, limit)).toBe(is)
})
