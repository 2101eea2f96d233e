import { expect, test } from 'vitest'
import { detect, foundIn, part, request, summary } from '../../test/support/decoded-tree.ts'
import { Detector } from './detector.ts'
import { identifier as imei } from './identifiers/imei.ts'
import { identifier as wifiMac } from './identifiers/wifi-mac.ts'
import { rawValue } from './raw-value.ts'

const token = '740f4707bebcf74f9b7c25d48e3358945f6aa01da5ddb387462c7eaf61bb78ad'
const uuid = '3f2504e0-4f89-41d3-9a0c-0305e82c3301'
const address = 'a483e71b2c5d'
const hexOf: Readonly<Record<string, string>> = {
  deviceToken: token,
  idfa: uuid.replaceAll('-', ''),
  wifiMac: address,
}
const expected = [
  `advertising-id=${uuid} (certain)`,
  `push-token=${token} (certain)`,
  `wifi-mac=${address} (certain)`,
]

/** A member of a map in MessagePack: a short text, and bytes. */
function packed([name, hex]: readonly [string, string]): Buffer {
  const bytes = Buffer.from(hex, 'hex')
  return Buffer.concat([
    Buffer.from([0xa0 | name.length]),
    Buffer.from(name),
    Buffer.from([0xc4, bytes.length]),
    bytes,
  ])
}

test('bytes under a name are what their digits would be', () => {
  const xml = Object.entries(hexOf)
    .map(([name, hex]) => `<key>${name}</key><data>${Buffer.from(hex, 'hex').toString('base64')}</data>`)
    .join('')
  const kindsOf = (body: Buffer | string): string[] => foundIn(body).map((one) => one.replace(/ \(.*/, ''))
  const kinds = expected.map((one) => one.replace(/ \(.*/, ''))
  expect(kindsOf(Buffer.concat([Buffer.from([0x83]), ...Object.entries(hexOf).map(packed)]))).toEqual(kinds)
  // In base64 the token is one as it stands.
  expect(kindsOf(`<plist><dict>${xml}</dict></plist>`)).toEqual([
    kinds[0],
    `push-token=${Buffer.from(token, 'hex').toString('base64')}`,
    kinds[2],
  ])
})

test('text in any script is text', () => {
  const text = 'Привет и до свидания 👋'
  expect(foundIn({ pushToken: text, deviceToken: text })).toEqual([])
})

test('digits alone, and text, are no bytes of one', () => {
  expect(rawValue(wifiMac, Buffer.from('a48310112233', 'hex'))).toEqual({
    normal: 'a48310112233',
    form: '6 raw bytes',
  })
  expect(rawValue(wifiMac, Buffer.from('008310117233', 'hex'))).toEqual({
    normal: '008310117233',
    form: '6 raw bytes',
  })
  expect(rawValue(wifiMac, Buffer.from('abcdef'))).toBeNull()
  expect(rawValue(wifiMac, Buffer.from('a48310', 'hex'))).toBeNull()
  expect(rawValue(imei, Buffer.from('ffeeddccbbaa99', 'hex'))).toBeNull()
})

test('of a header only what is text in no script', () => {
  const sent = (name: string, value: string | Buffer): string[] => {
    const input = request('/x', [`${name}: ${Buffer.from(value).toString('latin1')}`])
    // Bytes of a head are bytes.
    const head = part(
      Buffer.from(input.head.buf.toString('utf8', input.head.start, input.head.end), 'latin1'),
    )
    return summary(detect(new Detector(null), { ...input, head }))
  }
  const bytes = Buffer.from(token, 'hex')
  for (const name of ['X-push_token', 'X-Device-Token', 'Push-Token'])
    expect(sent(name, bytes)).toEqual([`push-token=${token} (probable)`])
  expect(sent('X-Signature', bytes)).toEqual([])
  expect(sent('X-Push-Token', Buffer.from('жетонжетонжетон', 'utf8'))).toEqual([])
  // A name that somebody gave it, in ISO 8859-1 and Windows-1252.
  for (const name of ['Jørgens iPhone 8', 'Møller', 'Z\x92s Telefon Näh.', 'æøåæøåæø'])
    expect(sent('X-Device-Id', Buffer.from(name, 'latin1'))).toEqual([])
  expect(sent('X-Android-Id', Buffer.from('æøåæøåæø', 'latin1'))).toEqual([])
  expect(sent('X-Android-Id', Buffer.from('f4118ae3b20c95de', 'hex'))).toEqual([
    'android-id=f4118ae3b20c95de (probable)',
  ])
})

test('of an archive in XML', () => {
  const refer = '<dict><key>CF$UID</key><integer>1</integer></dict>'
  const data = Buffer.from(address, 'hex').toString('base64')
  const archive = (name: string): string =>
    `<plist><dict><key>$archiver</key><string>NSKeyedArchiver</string><key>$objects</key><array><string>$null</string><dict><key>${name}</key><data>${data}</data></dict></array><key>$top</key><dict><key>root</key>${refer}</dict></dict></plist>`
  expect(foundIn(archive('wifiMac'))).toEqual([`wifi-mac=${address} (probable)`])
  expect(foundIn(archive('digest'))).toEqual([])
})
