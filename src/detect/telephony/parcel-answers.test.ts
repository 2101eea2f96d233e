import { describe, expect, test } from 'vitest'
import { foundIn } from '../../../test/support/decoded-tree.ts'

const imei = '357184092641738'
const imsi = '242010739182646'
const iccid = '89470100739182640533'
const phone = '+4799013774'

/** As Android's `service call` prints an answer that is one text. */
function parcelOf(text: string, exception = 0): string {
  const head = Buffer.alloc(8)
  head.writeInt32LE(exception, 0)
  head.writeInt32LE(text.length, 4)
  const characters = Buffer.from(`${text}\0`, 'utf16le')
  const bytes = Buffer.concat([head, characters, Buffer.alloc(-characters.length & 3)])
  const rows: string[] = []
  for (let at = 0; at < bytes.length; at += 16) {
    const row = bytes.subarray(at, at + 16)
    const words = Array.from({ length: row.length / 4 }, (_, word) =>
      row
        .readUInt32LE(word * 4)
        .toString(16)
        .padStart(8, '0'),
    )
    const seen = row.toString('latin1').replaceAll(/[^ -~]/g, '.')
    rows.push(`  0x${at.toString(16).padStart(8, '0')}: ${words.join(' ').padEnd(35)} '${seen}'\n`)
  }
  return `Result: Parcel(\n${rows.join('')})\n`
}

describe('a service of Android answers with', () => {
  test.for([
    ['the IMEI', imei, `imei=${imei}`],
    ['the number of the card', iccid, `iccid=${iccid}`],
    ['the telephone number', phone, `msisdn=${phone}`],
    ['the IMSI', imsi, `imsi=${imsi}`],
  ])('%s', ([, value, expected]) => {
    const text = `$ service call iphonesubinfo 1\n${parcelOf(value ?? '')}`
    expect(foundIn(text)).toEqual([`${expected} (probable)`])
    expect(foundIn({ log: text })).toEqual([`${expected} (probable)`])
  })

  test('a number whose check digit says what it is, without the name of the service', () => {
    expect(foundIn(parcelOf(imei))).toEqual([`imei=${imei} (probable)`])
  })
})

test.for([
  ['15 digits of a service that is not named', parcelOf(imsi)],
  ['a word', `service call iphonesubinfo 1\n${parcelOf('Telenor Norge')}`],
  ['an exception with a text', `service call iphonesubinfo 1\n${parcelOf(imsi, -1)}`],
  ['an IMEI whose check digit is wrong', parcelOf('357184092641739')],
  ['an empty answer', "Result: Parcel(00000000 ffffffff   '........')\n"],
])('no number is %s', ([, text]) => {
  expect(foundIn(text ?? '')).toEqual([])
})
