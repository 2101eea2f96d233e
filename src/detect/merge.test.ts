import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { detect, profileOf, request, summary } from '../../test/support/decoded-tree.ts'
import { decode } from '../decode/decode.ts'
import { Detector } from './detector.ts'
import { merge } from './merge.ts'
import type { Candidate } from './merge.ts'

const imei = '490154203237518'
const detector = new Detector(profileOf({ imei: [imei] }))
const found = (body: Buffer): string[] => summary(detect(detector, request('/x', [], body)))
const head = Buffer.from([0, 0, 0, 1, 1, 2, 3, 4, 0x1f, 0x90])

test('texts that one step guesses from the same bytes, one over the other, show a value once', () => {
  // `"` as a length: 17 characters (half of it, as Avro writes them) end here at two places.
  expect(found(Buffer.concat([head, Buffer.from(`{"imei":"${imei}"}`)]))).toEqual([`imei=${imei} (certain)`])
})

test('what the profile knows is of that kind alone, but a password is one', () => {
  const own = '352914177763170'
  const known = new Detector(profileOf({ imei: [own] }))
  const sent = (query: string): string[] => summary(detect(known, request(`/x?${query}`)))
  expect(sent(`imei=${own.slice(0, 14)}07`)).toEqual([`imei=${own} (certain)`])
  expect(sent(`device_id=${own}`)).toEqual([`imei=${own} (certain)`])
  expect(sent(`password=${own}`)).toEqual([`account-credential=${own} (probable)`, `imei=${own} (certain)`])
})

test('of two names for one number the adapter knows best', () => {
  const input = request('/track/json', [], '{"kochava_device_id":"KA3901622031588b2a6f"}')
  expect(summary(detect(detector, input, { host: 'control.kochava.com' }))).toEqual([
    'install-id=KA3901622031588b2a6f (probable)',
  ])
})

test('a message behind its length is one, whether it is read as a message or as a text', () => {
  const escaped = Array.from(imei, (digit) => `\\u00${digit.charCodeAt(0).toString(16)}`).join('')
  for (const written of [imei, escaped]) {
    const text = Buffer.from(`{"cmd":"login","p":"${written}"}`)
    const length = Buffer.alloc(4)
    length.writeUInt32BE(text.length)
    expect(found(Buffer.concat([length, text]))).toEqual([`imei=${imei} (certain)`])
  }
})

test('a value that stands there twice is found twice', () => {
  const twice = Buffer.concat([
    head,
    Buffer.from(`{"imei":"${imei}"}`),
    head,
    Buffer.from(`{"imei":"${imei}"}`),
  ])
  expect(found(twice)).toEqual(Array.from({ length: 2 }, () => `imei=${imei} (certain)`))
})

test('a known value is not told a second time as another one of its kind, read from the same characters', () => {
  const imei = '352914177763170'
  const known = new Detector(
    profileOf({
      msisdn: ['+4799900284'],
      'cell-id': ['21004290'],
      imei: [imei],
      email: ['kari@postkasse.no'],
    }),
  )
  const sent = (query: string): string[] => summary(detect(known, request(`/x?${query}`)))
  expect(sent('phone=4799900284')).toEqual(['msisdn=+4799900284 (certain)'])
  expect(sent('phone=99900284')).toEqual(['msisdn=+4799900284 (certain)'])
  // Hex digits that are all decimal ones, under a name of cells.
  expect(sent('cell_id=1408002')).toEqual(['cell-id=21004290 (certain)'])
  const digest = createHash('md5').update(imei).digest('hex')
  expect(sent(`didmd5=${digest}`)).toEqual([`imei=${imei} (certain)`])
  const mail = createHash('sha256').update('kari@postkasse.no').digest('hex').toUpperCase()
  expect(sent(`email_sha256=${mail}`)).toEqual(['email=kari@postkasse.no (certain)'])
  // Of another phone it is another value.
  const other = createHash('md5').update('358240051111110').digest('hex')
  expect(sent(`didmd5=${other}`)).toEqual([`imei=${other} (possible)`])
})

test('a MEID that is the beginning of the IMEI is no second number where one number stands', () => {
  const own = '352914177763170'
  const known = new Detector(profileOf({ imei: [own], meid: [own.slice(0, 14)] }))
  const sent = (name: string, value: string): string[] =>
    summary(detect(known, request('/x', [], JSON.stringify({ [name]: value }))))
  const imei = [`imei=${own} (certain)`]
  for (const value of [own, '35 291417 776317 0', '35-291417-776317-0', own.slice(0, 14)])
    expect(sent('IMEI', value), value).toEqual(imei)
  expect(sent('MEID', own.slice(0, 14))).toEqual([`meid=${own.slice(0, 14)} (certain)`])
  expect(sent('n', '35 291417 776317')).toHaveLength(1)
})

test('a name in an address is a part of the owner’s, and hides no other', () => {
  const known = new Detector(
    profileOf({
      email: ['kari.solberg84@fjordpost.no'],
      'person-name': ['Kari Solberg'],
      ssid: ['Solbergnett_5G'],
    }),
  )
  const sent = (value: string): string[] =>
    summary(detect(known, request('/x', [], Buffer.from(JSON.stringify({ x: value })))))
  expect(sent('kari.solberg84@fjordpost.no')).toEqual(['email=kari.solberg84@fjordpost.no (certain)'])
  expect(sent('kari.solberg@jobb.no')).toEqual([
    'email=kari.solberg@jobb.no (possible)',
    'person-name=Kari Solberg (certain)',
  ])
  expect(sent('Solbergnett_5G@fjordnett.no')).toEqual([
    'email=solbergnett_5g@fjordnett.no (possible)',
    'ssid=Solbergnett_5G (certain)',
  ])
})

test('a value that is cut over the labels of a name is one, with and without those of a service behind it', () => {
  const id = 'b7e2045fd81c3a6990ef5b12c47d8e03a6f9712bd54c0e88316fa27d9b40c5e1'
  const known = new Detector(profileOf({ 'widevine-id': [id] }))
  const host = `${id.slice(0, 40)}.${id.slice(40)}.t.api.example.net`
  const input = request('/x', [`Host: ${host}`])
  expect(summary(detect(known, input))).toEqual([`widevine-id=${id} (certain)`])
})

test('a value that two decoders read from the same bytes is one', () => {
  const base32 = 'GQ4TAMJVGQZDAMZSGM3TKMJY'
  // In a field of protobuf, and as a run of its own.
  const field = Buffer.concat([
    Buffer.from('0a01371218', 'hex'),
    Buffer.from(base32),
    Buffer.from('1801', 'hex'),
  ])
  expect(found(field)).toEqual([`imei=${imei} (certain)`])
  // In both orders: a body that looks like a file of quoted-printable lines, too.
  const digits = Array.from(imei, (digit) => `=${digit.charCodeAt(0).toString(16)}`).join('')
  expect(found(Buffer.from(`a=1\r\nb=${encodeURIComponent(digits)}\r\n`))).toEqual([`imei=${imei} (certain)`])
})

test('a value in two fields and in two places of the head is found twice', () => {
  const hidden = gzipSync(JSON.stringify({ a: imei, b: imei }))
  expect(found(hidden)).toEqual(Array.from({ length: 2 }, () => `imei=${imei} (certain)`))
  const input = request(`/${imei}?did=${imei}`, [`X-Device: ${imei}`])
  expect(summary(detect(detector, input))).toEqual(Array.from({ length: 3 }, () => `imei=${imei} (certain)`))
})

describe('of two on the same bytes', () => {
  const { root } = decode(request('/x'))
  const candidate = (given: Partial<Candidate>): Candidate => ({
    identifier: 'imei',
    value: imei,
    normal: imei,
    node: root,
    start: 0,
    end: 15,
    writtenAs: '',
    confidence: 'possible',
    by: 'recogniser:imei',
    reasons: [],
    isAlone: false,
    isGeneric: false,
    hasForm: true,
    ...given,
  })
  const kept = (...candidates: Partial<Candidate>[]): string[] =>
    merge(candidates.map(candidate)).map(({ by, normal, confidence }) => `${by} ${normal} ${confidence}`)

  test.each(['family:baidu', 'adapter:adjust', 'profile'])('%s is named, with what both say', (by) => {
    const one = { by, reasons: ['it knows'], confidence: 'possible' } as const
    const other = { reasons: ['by its form'], confidence: 'probable' } as const
    for (const both of [
      [one, other],
      [other, one],
    ]) {
      const [joined, ...more] = merge(both.map(candidate))
      expect(more).toEqual([])
      expect(joined).toMatchObject({ by, confidence: 'probable', reasons: ['it knows', 'by its form'] })
    }
  })

  test('a long number is the same without its last digit, a short one is another', () => {
    expect(kept({ normal: imei }, { normal: imei.slice(0, 14), end: 14 })).toHaveLength(1)
    expect(kept({ normal: '10024' }, { normal: '1002', end: 4 })).toHaveLength(2)
    expect(kept({ normal: '1002' }, { normal: '10024' })).toHaveLength(2)
    expect(kept({ normal: imei }, { normal: '490154203237519' })).toHaveLength(2)
  })

  test('what the profile knows outdoes another number read from the same characters, and none that goes on', () => {
    const known = { by: 'profile', normal: '21004290', confidence: 'certain' } as const
    const named = { normal: '1408002' }
    expect(kept({ ...known, end: 7 }, { ...named, end: 7 })).toEqual(['profile 21004290 certain'])
    expect(kept({ ...known, start: 2, end: 7 }, { ...named, end: 9 })).toEqual(['profile 21004290 certain'])
    expect(kept({ ...known, start: 8, end: 15 }, { ...named, end: 15 })).toHaveLength(2)
    expect(kept({ ...known, end: 7 }, { ...named, end: 15 })).toHaveLength(2)
  })

  test('who knows the API outdoes a name in general, and no family that knows it, too', () => {
    const adapter = { identifier: 'install-id', by: 'adapter:adjust', confidence: 'probable' } as const
    expect(kept({ identifier: 'android-id', by: 'recogniser:android-id' }, adapter)).toHaveLength(1)
    expect(kept({ identifier: 'android-id', by: 'family:baidu' }, adapter)).toHaveLength(2)
  })

  test('a form alone gives way to a name, unless it says more than that', () => {
    const alone = { isAlone: true, confidence: 'probable' } as const
    const serial = { identifier: 'serial', by: 'recogniser:serial', confidence: 'probable' } as const
    expect(kept(alone, serial)).toEqual([`recogniser:serial ${imei} probable`])
    // Under a name that says "some number of the user", or has more behind it.
    const user = {
      identifier: 'user-id',
      by: 'recogniser:user-id',
      isGeneric: true,
      confidence: 'possible',
    } as const
    expect(kept(alone, user)).toEqual([`recogniser:imei ${imei} probable`])
    expect(kept(alone, { ...user, confidence: 'probable', end: 40 })).toContain(
      `recogniser:imei ${imei} probable`,
    )
  })
})

test('coordinates with zeros at their ends are one place, whether they are read as a text or as numbers', () => {
  const home = { name: 'home', lat: 59.914, lon: 10.752, cells: [], bssids: [] }
  const known = new Detector({ name: 'x', identifiers: new Map(), places: [home] })
  const input = request('/a?location=59.9140,10.7520')
  expect(summary(detect(known, input))).toEqual(['location=59.914,10.752 (certain)'])
})
