import { expect, test } from 'vitest'
import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { detect, isWorthDecoding, request, summary } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../../detect/detector.ts'
import { encoding } from './xmp.ts'

/** As programs for pictures write it (ISO 16684-1, 7.3; values of GPS as "59,54.83208N"). */
function packet(fields: string): string {
  return (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">' +
    `<rdf:Description rdf:about="" xmlns:exif="http://ns.adobe.com/exif/1.0/" ${fields}</rdf:RDF></x:xmpmeta>`
  )
}

const attributes = packet('exif:GPSLatitude="59,54.83208N" exif:GPSLongitude="10,45.1347E"/>')
const elements = packet(
  '><exif:GPSLatitude>33,51,24S</exif:GPSLatitude><exif:GPSLongitude>151,12,55E</exif:GPSLongitude></rdf:Description>',
)

function jpeg(xmp: string): Buffer {
  const head = Buffer.from([0xff, 0xd8, 0xff, 0xe1, 3, 0])
  const tail = Buffer.from([0xff, 0xda, 0, 8, 1, 1, 0, 0, 0x3f, 0, 0x9b, 0x04, 0xff, 0xd9])
  return Buffer.concat([head, Buffer.from(`http://ns.adobe.com/xap/1.0/\0${xmp}`), tail])
}

function png(xmp: string): Buffer {
  const head = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')
  return Buffer.concat([
    head,
    Buffer.alloc(17),
    Buffer.from('\0\0\x02\0iTXtXML:com.adobe.xmp\0\0\0\0\0'),
    Buffer.from(xmp),
    Buffer.alloc(4, 7),
  ])
}

conformEncoding(
  encoding,
  {
    'in JPEG': { bytes: jpeg(attributes), gives: [attributes] },
    'in PNG': { bytes: png(elements), gives: [elements] },
  },
  {
    'no picture': attributes,
    'a packet that does not end': jpeg('<x:xmpmeta xmlns:x="adobe:ns:meta/">'),
    'a picture without': jpeg(''),
  },
)

test.each([
  [jpeg(attributes), '59.913868,10.752245'],
  [png(elements), '-33.8566667,151.2152778'],
])('where a picture was taken is found in it', (body, place) => {
  const blind = new Detector(null)
  const input = request('/upload', ['Content-Type: image/jpeg'], body)
  expect(isWorthDecoding(blind, input)).toBe(true)
  expect(summary(detect(blind, input))).toEqual(Array(2).fill(`location=${place} (probable)`))
})
