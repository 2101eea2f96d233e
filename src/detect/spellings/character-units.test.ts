import { describe, expect, test } from 'vitest'
import { detect, isWorthDecoding, profileOf, request, summary } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'

const phone = '91234876'
const cell = '21004290'
const user = '748120395512'
const serial = 'R58N71XKQ3A'
const imei = '357184092641738'
const mail = 'kari.dahl@mail.example'
const detector = new Detector(
  profileOf({
    msisdn: [`+47${phone}`],
    'cell-id': [cell],
    'user-id': [user],
    serial: [serial],
    imei: [imei],
    email: [mail],
  }),
)

const hexOf = (byte: number): string => byte.toString(16).padStart(2, '0')
const each = (text: string, write: (byte: number) => string, separator: string = ''): string =>
  [...Buffer.from(text)].map(write).join(separator)
const swapped = (bytes: Buffer): Buffer => Buffer.from(bytes).swap16()
const wide = (text: string): Buffer => Buffer.from(text, 'utf16le')

/** A text as a body in which each of its characters is written by itself. */
const writings: Readonly<Record<string, (text: string) => Buffer | string>> = {
  hex: (text) => JSON.stringify({ d: Buffer.from(text).toString('hex') }),
  'hex in capitals': (text) => JSON.stringify({ d: Buffer.from(text).toString('hex').toUpperCase() }),
  'hex with colons': (text) => JSON.stringify({ d: each(text, hexOf, ':') }),
  'hex of C': (text) => JSON.stringify({ d: `0x${each(text, hexOf, ', 0x')}` }),
  escapes: (text) => `d=${each(text, (byte) => `%${hexOf(byte)}`)}`,
  'escapes in a path': (text) => `{"u":"https://a.example/x/${each(text, (byte) => `%${hexOf(byte)}`)}"}`,
  'UTF-16': (text) => wide(`{"d":"${text}"}`),
  'UTF-16, high byte first': (text) => swapped(wide(`{"d":"${text}"}`)),
  'UTF-16 in hex': (text) => JSON.stringify({ d: wide(`=${text};`).toString('hex') }),
  'UTF-32': (text) =>
    Buffer.concat([...Buffer.from(`{"d":"${text}"}`)].map((byte) => Buffer.from([byte, 0, 0, 0]))),
  'a list of bytes': (text) => JSON.stringify({ d: [...Buffer.from(text)] }),
  'bytes with hyphens': (text) => JSON.stringify({ d: each(text, String, '-') }),
  '\\u of JSON': (text) => `{"d":"${each(text, (byte) => `\\u00${hexOf(byte)}`)}"}`,
  '\\u in a form': (text) => `d=${encodeURIComponent(each(text, (byte) => `\\u00${hexOf(byte)}`))}`,
  '\\x': (text) => `d='${each(text, (byte) => `\\x${hexOf(byte)}`)}'`,
  '%u': (text) => `d=${each(text, (byte) => `%u00${hexOf(byte)}`)}`,
  octal: (text) => `d='${each(text, (byte) => `\\${byte.toString(8).padStart(3, '0')}`)}'`,
  entities: (text) => `<p>${each(text, (byte) => `&#${byte};`)}</p>`,
  'entities in hex': (text) => `<p>${each(text, (byte) => `&#x${hexOf(byte)};`)}</p>`,
  'quoted-printable': (text) => `d: ${each(text, (byte) => `=${hexOf(byte).toUpperCase()}`)}`,
}

function found(body: Buffer | string): string[] {
  const input = request('/t', ['Content-Type: application/octet-stream'], body)
  return isWorthDecoding(detector, input) ? summary(detect(detector, input)) : []
}

describe.each(Object.entries(writings))('%s', (_, write) => {
  test.each([
    ['a telephone number in a longer number', `7719${phone.slice(0, 4)}${phone.slice(4)}55`],
    ['a telephone number in 20 digits', `554${phone}7612345678`],
    ['a cell in a number of a part', `A-77${cell}655`],
    ['a cell behind one digit', `9${cell}`],
    ['a user in a longer number', `99${user}88`],
    ['a serial number in a longer word', `X${serial}B`],
    ['an IMEI behind a digit', `5${imei}`],
    ['a mail address of somebody else', `anne.${mail}`],
  ])('is not %s', (_name, text) => {
    expect(found(write(text))).toEqual([])
  })

  test.each([
    ['a telephone number', `+47${phone}`, `msisdn=`],
    ['a cell', cell, `cell-id=`],
    ['a user', user, `user-id=`],
    ['a serial number', serial, `serial=`],
    ['an IMEI', imei, `imei=`],
    ['an IMEI in front of a moment', `${imei}1700000000`, `imei=`],
    ['a mail address', mail, `email=`],
  ])('is %s', (_name, text, kind) => {
    for (const around of [text, `a=${text};`, `{"x":"${text}"}`]) {
      const told = found(write(around.replaceAll('"', "'")))
      expect(told, around).toEqual([expect.stringContaining(kind)])
    }
  })
})

test('eight digits without a name are no surer than in plain text', () => {
  for (const text of [phone, cell]) {
    const { hex, 'UTF-16': wideText, escapes } = writings
    const others = [hex, wideText, escapes].map((write) => write?.(text) ?? '')
    const inBase64 = JSON.stringify({ d: Buffer.from(text).toString('base64') })
    for (const body of [JSON.stringify({ d: text }), inBase64, ...others])
      expect(found(body), String(body)).toEqual([expect.stringContaining('(probable)')])
  }
  const named = JSON.stringify({ d: Buffer.from(`{"cell_id":"${cell}"}`).toString('hex') })
  expect(found(named)).toEqual([`cell-id=${cell} (certain)`])
})

describe.each([
  ['UTF-16', wide],
  ['UTF-16, high byte first', (text: string): Buffer => swapped(wide(text))],
])('%s in a record', (_, write) => {
  test('an IMEI is found beside a number that is the code of a digit', () => {
    expect(found(write(`\u0001\0${imei}1\u0002`))).toEqual([`imei=${imei} (certain)`])
    expect(found(write(`\u0001\u0031${imei}\0\u0002`))).toEqual([`imei=${imei} (certain)`])
  })

  test.each([
    `\u0001\u0000${imei}12\u0002`,
    `\u0001\u00002${imei}1\u0002`,
    `\u0001 ${imei}1\u0002`,
    `\0${imei}1,`,
  ])('and beside digits of text it is none', (text) => {
    expect(found(write(text))).toEqual([])
  })
})
