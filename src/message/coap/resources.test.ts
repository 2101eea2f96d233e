import { describe, expect, test } from 'vitest'
import { resourcesIn, serialIn } from './resources.ts'

const textFormat = 0
const senmlJson = 110
const senmlCbor = 112
const tlvFormat = 11_542
const jsonFormat = 11_543
const cborFormat = 11_544

/** `Name: value` of each resource; a value that stands as it is from its bytes. */
function told(path: string, format: number, payload: Buffer | string): string[] {
  const bytes = Buffer.concat([Buffer.from('ab'), Buffer.from(payload as string), Buffer.from('cd')])
  return (resourcesIn(path, format, bytes, 2, bytes.length - 2) ?? []).map(
    ({ name, text, start, end }) => `${name}: ${text || bytes.toString('latin1', start, end)}`,
  )
}

function double(value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeDoubleBE(value)
  return bytes
}

function single(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeFloatBE(value)
  return bytes
}

function tlv(id: number, value: Buffer | string, kind = 3): Buffer {
  const bytes = Buffer.from(value as string)
  const head = bytes.length > 7 ? [(kind << 6) | 8, id, bytes.length] : [(kind << 6) | bytes.length, id]
  return Buffer.concat([Buffer.from(head), bytes])
}

const place = ['Latitude: 59.912345', 'Longitude: 10.751234']

describe('what a device answers by the numbers of LwM2M', () => {
  test.each<[string, string, number, Buffer | string, string[]]>([
    ['text', '/6/0/0', textFormat, '59.912345', place.slice(0, 1)],
    ['a serial number', '/3/0/2', textFormat, 'B2NGAA8473920561', ['Serial-Number: B2NGAA8473920561']],
    ['IPSO', '/3336/0/5514', textFormat, '10.751234', place.slice(1)],
    [
      'TLV of doubles',
      '/6/0',
      tlvFormat,
      Buffer.concat([tlv(0, double(59.912345)), tlv(1, double(10.751234))]),
      place,
    ],
    [
      'TLV of text in an instance',
      '/6',
      tlvFormat,
      tlv(0, Buffer.concat([tlv(0, '59.912345'), tlv(1, '10.751234')]), 0),
      place,
    ],
    [
      'TLV of floats',
      '/6/0',
      tlvFormat,
      Buffer.concat([tlv(0, single(59.9123)), tlv(1, single(10.7512))]),
      ['Latitude: 59.9123', 'Longitude: 10.7512'],
    ],
    [
      'TLV of a cell, one network of several',
      '/4/0',
      tlvFormat,
      Buffer.concat([
        tlv(0, '\x06'),
        tlv(4, tlv(0, '10.0.0.2', 1), 2),
        tlv(8, Buffer.from('01408002', 'hex')),
        tlv(9, '\x01'),
        tlv(10, Buffer.from('00f2', 'hex')),
      ]),
      ['Cell-Id: 21004290', 'MNC: 1', 'MCC: 242'],
    ],
    [
      'SenML',
      '',
      senmlJson,
      '[{"bn":"/6/0/","n":"0","v":59.912345},{"n":"1","v":10.751234},{"bn":"/3/0/2","vs":"B2NGAA84"}]',
      [...place, 'Serial-Number: B2NGAA84'],
    ],
    [
      'JSON of LwM2M 1.0',
      '/6/0',
      jsonFormat,
      '{"e":[{"n":"0","v":59.912345},{"n":"1","sv":"10.751234"}]}',
      place,
    ],
    [
      'SenML in CBOR',
      '/dp',
      senmlCbor,
      Buffer.concat([
        Buffer.from('83a321652f362f302f0061', 'hex'),
        Buffer.from('0'),
        Buffer.from('02fb', 'hex'),
        double(59.912345),
        Buffer.from('a2006131', 'hex'),
        Buffer.from('02fb', 'hex'),
        double(10.751234),
        Buffer.from('a221662f342f302f38021a01408002', 'hex'),
      ]),
      [...place, 'Cell-Id: 21004290'],
    ],
    [
      'CBOR of LwM2M',
      '/6/0',
      cborFormat,
      Buffer.concat([
        Buffer.from('a1820600a200fb', 'hex'),
        double(59.912345),
        Buffer.from('01fb', 'hex'),
        double(10.751234),
      ]),
      place,
    ],
  ])('%s', (_title, path, format, payload, resources) => {
    expect(told(path, format, payload)).toEqual(resources)
  })

  test('numbers of SenML in CBOR may be written in every way, and its lists have an end that is marked', () => {
    const first = 'a321652f362f302f00613002'
    const second = 'a200613102'
    for (const [head, latitude, longitude, tail, of] of [
      ['9f', `fb${double(59.9146).toString('hex')}`, 'fb402570a3d70a3d71', 'ff', ['59.9146', '10.72']],
      ['82', 'c482231a000924d5', 'c482231a0001a4c0', '', ['59.9253', '10.7712']],
      ['82', 'c48223c2430924d5', 'c48223c34301a4c0', '', ['59.9253', '-10.7713']],
      ['82', 'c5822118ef', 'c58221182b', '', ['59.75', '10.75']],
      ['82', 'f95370', 'f9c960', '', ['59.5', '-10.75']],
    ] as const)
      expect(
        told('/dp', senmlCbor, Buffer.from(`${head}${first}${latitude}${second}${longitude}${tail}`, 'hex')),
      ).toEqual([`Latitude: ${of[0]}`, `Longitude: ${of[1]}`])
    const open = 'bf217f632f362f62302fff00613002f95370ff'
    expect(told('/dp', senmlCbor, Buffer.from(`9f${open}ff`, 'hex'))).toEqual(['Latitude: 59.5'])
    expect(told('/6/0', cborFormat, Buffer.from('bf9f0600ffbf00f95370ffff', 'hex'))).toEqual([
      'Latitude: 59.5',
    ])
  })

  test('CBOR that is none is said to be, also where its end is not there', () => {
    for (const hex of [
      '9fa2',
      '9f',
      'bf00ff',
      '9f7f6130',
      '81',
      '815f6130ff',
      'fc',
      '83c4',
      'ff',
      'dfff',
      '8100',
    ]) {
      const bytes = Buffer.from(hex, 'hex')
      const isSound = hex === '8100'
      expect(resourcesIn('/dp', senmlCbor, bytes, 0, bytes.length)).toEqual(isSound ? [] : null)
    }
  })

  test('of other resources, and of what is cut or none, nothing is told', () => {
    expect(told('/5/0/0', textFormat, '59.912345')).toEqual([])
    expect(told('/6/0', textFormat, '59.912345')).toEqual([])
    expect(told('/6/0/0', 42, '59.912345')).toEqual([])
    expect(told('/6/0', tlvFormat, tlv(0, double(59.912345)).subarray(0, 9))).toEqual([])
    expect(told('/6/0', tlvFormat, tlv(0, 'no'))).toEqual([])
    expect(told('/dp', senmlCbor, Buffer.from('9fa2', 'hex'))).toEqual([])
    expect(told('/dp', senmlJson, '[1, {"v": []}')).toEqual([])
    expect(told('/dp', cborFormat, Buffer.from('81'.repeat(40), 'hex'))).toEqual([])
  })
})

test('the serial number in the name by which a device registers', () => {
  const serialOf = (text: string): string => {
    const serial = serialIn(Buffer.from(text), 0, text.length)
    return serial === null ? '' : text.slice(serial.start, serial.end)
  }
  expect(serialOf('ep=urn:dev:ops:00005E-E5186-B2NGAA8473920561')).toBe('B2NGAA8473920561')
  expect(serialOf('ep=urn:dev:os:00005E-B2NGAA8473920561')).toBe('B2NGAA8473920561')
  expect(serialOf('ep=urn:dev:mac:00005e005301')).toBe('')
  expect(serialOf('lt=86400')).toBe('')
})
