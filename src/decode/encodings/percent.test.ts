import { expect, test } from 'vitest'
import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { decodeBody, lines, nodeWith } from '../../../test/support/decoded-message.ts'
import { protobufBytes, protobufNumber } from '../../../test/support/protobuf-fields.ts'
import { encoding } from './percent.ts'

const text = '{"imei":"490154203237518"}'

conformEncoding(
  encoding,
  {
    'as browsers write it': { bytes: encodeURIComponent(text), gives: [text] },
    'in forms': {
      bytes: new URLSearchParams([['', 'Åse Ødegård']]).toString().slice(1),
      role: 'pair',
      gives: ['Åse Ødegård'],
    },
    'every byte': {
      bytes: [...Buffer.from(text)].map((byte) => `%${byte.toString(16)}`).join(''),
      gives: [text],
    },
    'twice: the outer one': { bytes: encodeURIComponent(encodeURIComponent('a:b')), gives: ['a%3Ab'] },
    'as the old escape() does': { bytes: '%u00c5se%20%u4f60', gives: ['Åse 你'] },
    'only a plus, in a pair': {
      bytes: 'Nokia+7+plus',
      role: 'pair',
      gives: ['+ for a blank = Nokia 7 plus'],
    },
    'with a sign that begins no escape': { bytes: '100%%41', gives: ['100%A'] },
    'cut in an escape': { bytes: 'a%3Ab%4', gives: ['a:b%4'] },
  },
  {
    'a plus where no pair is': 'Nokia+7+plus',
    'a percentage': '100 % of it',
    'one escape in many bytes that are no text': Buffer.concat([Buffer.alloc(800, 1), Buffer.from('%41')]),
  },
)

test('escapes in a text of a binary container are undone there, and leave the container as it is', () => {
  const fields = Buffer.concat([
    protobufNumber(1, 3),
    protobufBytes(2, 'other text'),
    protobufBytes(3, 'a2%3A0b%3A5e%3A10'),
  ])
  const result = decodeBody(fields)
  expect(lines(result)).toContain('body → protobuf 3 → percent = a2:0b:5e:10')
  expect(nodeWith(result, 'other text')?.step.step).toBe('protobuf')
})

test('escapes among bytes that are no container are undone where they stand', () => {
  const bytes = Buffer.concat([
    Buffer.from([1, 2, 255]),
    Buffer.from('id%3D490154203237518%26'),
    Buffer.from([0]),
  ])
  expect(lines(decodeBody(bytes)).some((line) => line.includes('id=490154203237518&'))).toBe(true)
})

test('doubled escapes are two steps', () => {
  expect(lines(decodeBody('a%253Ab')).at(-1)).toBe('body → percent → percent = a:b')
})

test.each([
  ['\\x escapes', '\\x61\\x62\\x63\\x64', 'abcd'],
  ['entities', '&#97;&#98;&#99;&#100;', 'abcd'],
])('%s in a text of a binary container are undone there, too', (_, text, plain) => {
  const fields = Buffer.concat([protobufNumber(1, 3), protobufBytes(2, 'other text'), protobufBytes(3, text)])
  const result = decodeBody(fields)
  expect(nodeWith(result, 'other text')?.step.step).toBe('protobuf')
  expect(nodeWith(result, plain)).toBeDefined()
})

test('a form whose signs are escaped by quoted-printable is a form behind it, and one that is not stays as it is', () => {
  expect(lines(decodeBody('imei=3D490154203237518&serial=3Dnull'))).toContain(
    'body → quoted-printable → form imei = 490154203237518',
  )
  expect(lines(decodeBody('a=3D&b=3dots&c=12'))).toContain('body → form b = 3dots')
})
