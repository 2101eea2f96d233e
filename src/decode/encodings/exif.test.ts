import { expect, test } from 'vitest'
import { detect, isWorthDecoding, request, summary } from '../../../test/support/decoded-tree.ts'
import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { Detector } from '../../detect/detector.ts'
import { encoding } from './exif.ts'

type Field = readonly [tag: number, type: number, value: Buffer, count: number]

const text = (tag: number, value: string): Field => [tag, 2, Buffer.from(`${value}\0`), value.length + 1]

/** A directory as it stands at `at`, and its values behind it. */
function directory(fields: readonly Field[], at: number, isLittle: boolean): Buffer {
  const head = Buffer.alloc(2 + fields.length * 12 + 4)
  const u16 = (value: number, offset: number): number =>
    isLittle ? head.writeUInt16LE(value, offset) : head.writeUInt16BE(value, offset)
  const u32 = (value: number, offset: number): number =>
    isLittle ? head.writeUInt32LE(value, offset) : head.writeUInt32BE(value, offset)
  u16(fields.length, 0)
  const values: Buffer[] = []
  let valueAt = at + head.length
  for (const [index, [tag, type, value, count]] of fields.entries()) {
    const entry = 2 + index * 12
    u16(tag, entry)
    u16(type, entry + 2)
    u32(count, entry + 4)
    if (value.length <= 4) value.copy(head, entry + 8)
    else {
      u32(valueAt, entry + 8)
      values.push(value)
      valueAt += value.length
    }
  }
  return Buffer.concat([head, ...values])
}

/** As a phone writes it: a directory that points to that of the place, behind it. */
function picture(isLittle: boolean, south = false): Buffer {
  const number = (value: number): Buffer => {
    const bytes = Buffer.alloc(4)
    if (isLittle) bytes.writeUInt32LE(value)
    else bytes.writeUInt32BE(value)
    return bytes
  }
  const angle = (...parts: readonly number[]): Buffer => Buffer.concat(parts.map(number))
  const fields = (gpsAt: number): readonly Field[] => [
    text(0x0110, 'Pixel 7'),
    [0x8825, 4, number(gpsAt), 1],
    text(0xa431, '2A051FDH2006JK'),
  ]
  const gpsAt = 8 + directory(fields(0), 8, isLittle).length
  const place: readonly Field[] = [
    text(1, south ? 'S' : 'N'),
    [2, 5, angle(59, 1, 54, 1, 4_992, 100), 3],
    text(3, 'E'),
    [4, 5, angle(10, 1, 45, 1, 808, 100), 3],
  ]
  const tiff = Buffer.concat([
    Buffer.from(isLittle ? 'II*\0' : 'MM\0*', 'latin1'),
    number(8),
    directory(fields(gpsAt), 8, isLittle),
    directory(place, gpsAt, isLittle),
  ])
  const size = Buffer.alloc(2)
  size.writeUInt16BE(tiff.length + 8)
  return Buffer.concat([
    Buffer.from([0xff, 0xd8, 0xff, 0xe1]),
    size,
    Buffer.from('Exif\0\0'),
    tiff,
    Buffer.from([0xff, 0xda, 0, 8, 1, 1, 0, 0, 0x3f, 0, 0x9b, 0x04, 0xff, 0xd9]),
  ])
}

/** The directories of a JPEG as a chunk of a PNG and of a WebP, where only its name or name and length stand in front. */
const tiff = picture(true).subarray(12, -14)
const pngOf = (exif: Buffer): Buffer =>
  Buffer.concat([
    Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
    Buffer.alloc(17),
    Buffer.from('\0\0\x01\0eXIf'),
    exif,
  ])
const webpOf = (exif: Buffer): Buffer =>
  Buffer.concat([
    Buffer.from('RIFF\0\x02\0\0WEBPVP8X'),
    Buffer.alloc(14),
    Buffer.from('EXIF\0\x01\0\0'),
    exif,
  ])

const texts = ['Model = Pixel 7', 'BodySerialNumber = 2A051FDH2006JK']

conformEncoding(
  encoding,
  {
    'least byte first': {
      bytes: picture(true),
      gives: [...texts, 'GPSLatitude = 59.913867', 'GPSLongitude = 10.752244'],
    },
    'in PNG': {
      bytes: pngOf(tiff),
      gives: [...texts, 'GPSLatitude = 59.913867', 'GPSLongitude = 10.752244'],
    },
    'in WebP': {
      bytes: webpOf(tiff),
      gives: [...texts, 'GPSLatitude = 59.913867', 'GPSLongitude = 10.752244'],
    },
    'TIFF, as raw photographs are': {
      bytes: tiff,
      gives: [...texts, 'GPSLatitude = 59.913867', 'GPSLongitude = 10.752244'],
    },
    'behind its name alone': {
      bytes: Buffer.concat([Buffer.from('Exif\0\0'), tiff]),
      gives: [...texts, 'GPSLatitude = 59.913867', 'GPSLongitude = 10.752244'],
    },
    'greatest byte first, in the south': {
      bytes: picture(false, true),
      gives: [...texts, 'GPSLatitude = -59.913867', 'GPSLongitude = 10.752244'],
    },
  },
  {
    'a picture without': Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xdb]), Buffer.alloc(60, 7)]),
    'the beginning of TIFF in front of no directory': `II*\0\x08\0\0\0${'a text '.repeat(20)}`,
    'the word alone': `Exif\0\0 and so on${'.'.repeat(40)}`,
  },
)

test.each([
  ['as the body', picture(true), 'image/jpeg'],
  [
    'as a file of a form',
    Buffer.concat([
      Buffer.from('--b\r\nContent-Disposition: form-data; name="f"; filename="a.jpg"\r\n\r\n'),
      picture(false),
      Buffer.from('\r\n--b--\r\n'),
    ]),
    'multipart/form-data; boundary=b',
  ],
  ['as TIFF', tiff, 'image/tiff'],
  ['in base64', Buffer.from(JSON.stringify({ exif: tiff.toString('base64') })), 'application/json'],
  [
    'in base64 behind its name',
    Buffer.from(JSON.stringify({ e: Buffer.concat([Buffer.from('Exif\0\0'), tiff]).toString('base64') })),
    'application/json',
  ],
  [
    'as a raw photograph in a form',
    Buffer.concat([
      Buffer.from('--b\r\nContent-Disposition: form-data; name="f"; filename="a.dng"\r\n\r\n'),
      tiff,
      Buffer.alloc(3_000, 0xa7),
      Buffer.from('\r\n--b--\r\n'),
    ]),
    'multipart/form-data; boundary=b',
  ],
])('where a picture was taken is found: %s', (_, body, type) => {
  const blind = new Detector(null)
  const input = request('/upload', [`Content-Type: ${type}`], body)
  expect(isWorthDecoding(blind, input)).toBe(true)
  expect(summary(detect(blind, input))).toEqual(
    [
      'location=59.913867,10.752244 (probable)',
      'location=59.913867,10.752244 (probable)',
      'serial=2A051FDH2006JK (possible)',
    ].toSorted((one, other) => Number(other.startsWith('serial')) - Number(one.startsWith('serial'))),
  )
})
