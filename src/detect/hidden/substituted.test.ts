import { expect, test } from 'vitest'
import { detect, isWorthDecoding, profileOf, request, summary } from '../../../test/support/decoded-tree.ts'
import { Rng } from '../../../tools/bench/rng.ts'
import { Detector } from '../detector.ts'
import { base64Digits } from '../../core/signs/digit-values.ts'
import { mayBeHexInLetters, mayBeSubstituted, SubstitutedTable } from './substituted.ts'

const imei = '357184092641738'
const iccid = '89470100739182640533'
const detector = new Detector(profileOf({ imei: [imei], iccid: [iccid] }))

function shuffled(signs: string, rng: Rng): string {
  const left = signs.split('')
  let out = ''
  while (left.length > 0) out += left.splice(rng.whole(0, left.length - 1), 1).join('')
  return out
}

function documentWith(value: string, pad = 0): string {
  const around = 'x'.repeat(pad)
  return JSON.stringify({
    event: `launch${around}`,
    os: 'Android 13',
    id: value,
    screen: '1080x2340',
    rest: 'no more',
  })
}

function inBase64(text: string, alphabet: string): string {
  return Buffer.from(text)
    .toString('base64')
    .replace(/[^=]/g, (char) => alphabet.charAt(base64Digits.indexOf(char)))
}

function found(text: string): string[] {
  const input = request('/t', ['Content-Type: application/json'], JSON.stringify({ v: 2, x: text }))
  return isWorthDecoding(detector, input) ? summary(detect(detector, input)) : []
}

test('a value in base64 of any alphabet, wherever it stands in a group', () => {
  const rng = new Rng('alphabets')
  for (let round = 0; round < 6; round++) {
    const alphabet = shuffled(base64Digits, rng)
    expect(found(inBase64(documentWith(imei, round), alphabet)), alphabet).toEqual([
      `imei=${imei} (probable)`,
    ])
    expect(found(inBase64(documentWith(iccid, round), alphabet)), alphabet).toEqual([
      `iccid=${iccid} (probable)`,
    ])
  }
})

test('all values of one document, each once', () => {
  const rng = new Rng('several')
  const several = JSON.stringify({ event: 'launch', id: imei, os: 'Android 13', sim: iccid, again: imei })
  const wanted = [`imei=${imei} (probable)`, `iccid=${iccid} (probable)`]
  for (let round = 0; round < 6; round++) {
    const alphabet = shuffled(base64Digits, rng)
    expect(found(inBase64(several, alphabet)), alphabet).toEqual(wanted)
  }
  const inLetters = Buffer.from(several)
    .toString('hex')
    .replace(/./g, (digit) => 'abcdefghijklmnop'.charAt(Number.parseInt(digit, 16)))
  expect(found(inLetters)).toEqual(wanted)
})

test('a value in hex of any sixteen letters', () => {
  for (const letters of ['abcdefghijklmnop', 'KXQWERTYUIOPASDF'])
    expect(
      found(
        Buffer.from(documentWith(imei))
          .toString('hex')
          .replace(/./g, (digit) => letters.charAt(Number.parseInt(digit, 16))),
      ),
      letters,
    ).toEqual([`imei=${imei} (probable)`])
})

test('other values in such alphabets are none of the profile', () => {
  const table = new SubstitutedTable([
    { identifier: 'imei', value: imei, normal: imei, text: imei },
    { identifier: 'iccid', value: iccid, normal: iccid, text: iccid },
  ])
  const rng = new Rng('others')
  for (let round = 0; round < 400; round++) {
    const alphabet = shuffled(base64Digits, rng)
    for (const other of [`35${rng.digits(13)}`, `8947${rng.digits(16)}`, rng.hex(15), rng.digits(15)]) {
      const document = documentWith(other, round % 3)
      expect(table.find(Buffer.from(inBase64(document, alphabet))), other).toEqual([])
      const hex = Buffer.from(document).toString('hex')
      expect(
        table.find(Buffer.from(hex.replace(/./g, (digit) => alphabet.charAt(Number.parseInt(digit, 16))))),
      ).toEqual([])
    }
    expect(table.find(Buffer.from(rng.bytes(120).toString('base64')))).toEqual([])
  }
})

test('a value that is alike in ordinary base64 or hex is another, whatever stands in front of it', () => {
  const own = ['242017734918255', '3c:28:6d:a7:41:ea', '3569380356438017']
  const table = new SubstitutedTable(
    own.map((text) => ({ identifier: 'imei', value: text, normal: text, text })),
  )
  const others = ['252017734918245', '3c:28:6d:b7:41:eb', '3c:28:6d:a7:41:e9', '356938035643809']
  const rng = new Rng('alike')
  for (let round = 0; round < 60; round++) {
    const head = rng.bytes(round % 9)
    for (const other of others) {
      const bytes = Buffer.concat([
        head,
        Buffer.from(documentWith(other, round % 3)),
        Buffer.alloc(round % 5),
      ])
      for (const encoding of ['base64', 'base64url', 'hex'] as const)
        expect(table.find(Buffer.from(bytes.toString(encoding))), `${other} in ${encoding}`).toEqual([])
      const capitals = Buffer.from(bytes.toString('hex').toUpperCase())
      expect(table.find(capitals), `${other} in capitals`).toEqual([])
    }
  }
})

test('of fewer digits in hex another number has the same ones alike: they are not looked for', () => {
  const [own, other] = ['004791738205', '004791732508']
  const table = new SubstitutedTable([{ identifier: 'msisdn', value: own, normal: own, text: own }])
  for (const number of [own, other]) {
    const hex = Buffer.from(documentWith(number)).toString('hex')
    const written = hex.replace(/./g, (digit) => 'abcdefghijklmnop'.charAt(Number.parseInt(digit, 16)))
    expect(table.find(Buffer.from(written)), number).toEqual([])
  }
})

test('a value of few different signs is not looked for', () => {
  for (const own of ['000000000000000', '111111111111119', '212121212121212']) {
    const table = new SubstitutedTable([{ identifier: 'imei', value: own, normal: own, text: own }])
    const masked = own.replace(/./g, (digit) => 'xyabcdefgz'.charAt(Number(digit)))
    expect(table.find(Buffer.from(masked)), own).toEqual([])
  }
})

test('in hex a value begins with a byte', () => {
  const table = new SubstitutedTable([{ identifier: 'imei', value: imei, normal: imei, text: imei }])
  const written = Buffer.from(documentWith(imei)).toString('hex').replaceAll('0', 'z')
  expect(table.find(Buffer.from(written))[0]?.start).toBe(Buffer.from(documentWith(imei)).indexOf(imei) * 2)
  expect(table.find(Buffer.from(written.slice(1)))).toEqual([])
})

test('one sign over and over is no document', () => {
  const same = Buffer.from('A'.repeat(200))
  expect(mayBeSubstituted(same, 0, same.length)).toBe(false)
  expect(mayBeHexInLetters(same, 0, same.length)).toBe(false)
})

test('random bytes in base64, short texts and paths are not looked at, text is', () => {
  const rng = new Rng('signs')
  const may = (text: string): boolean => mayBeSubstituted(Buffer.from(text), 0, text.length)
  const random = Array.from({ length: 200 }, () => may(rng.bytes(120).toString('base64')))
  expect(random.filter((is) => is).length).toBeLessThan(4)
  expect(may(inBase64(documentWith(imei), base64Digits))).toBe(true)
  expect(may('short')).toBe(false)
  for (const words of [
    'products/gate/include/memory/word/fields/corrects/fetches',
    'supports/event/searched/protobuf/sent/length/wrote/never',
  ])
    expect(may(words), words).toBe(false)
})
