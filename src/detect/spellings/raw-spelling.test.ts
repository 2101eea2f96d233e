import { describe, expect, test } from 'vitest'
import { detect, isWorthDecoding, profileOf, request, summary } from '../../../test/support/decoded-tree.ts'
import { base58, base85 } from '../../../tools/accuracy/codecs.ts'
import { Detector } from '../detector.ts'

const imei = '358461092735184'
const imsi = '262023849105762'
const uuid = '7b2f94d1-3e8a-4c65-9f07-d81ea6432bc9'
const uuidBytes = Buffer.from(uuid.replaceAll('-', ''), 'hex')
const eid = '89049032001728394610283746501988'
const leastFirst = (hex: string): string => Buffer.from(hex, 'hex').reverse().toString('hex')
const iccidHex = BigInt('89490200001453928176').toString(16).padStart(18, '0')
const eidHex = BigInt(eid).toString(16).padStart(28, '0')
const imeiHex = BigInt(imei).toString(16).padStart(14, '0')
const values = {
  imei: [imei],
  imsi: [imsi],
  msisdn: ['+4915237706194'],
  'advertising-id': [uuid],
  'android-id': ['c93fe7b15a2d8046'],
  'wifi-mac': ['a4:50:46:9c:1e:7b'],
  'cell-id': ['28197635'],
  iccid: ['89490200001453928176'],
  eid: [eid],
  meid: ['a10000493fc2b7'],
}
const detector = new Detector(profileOf(values))

function kindsIn(body: Buffer): string {
  const input = request('/t', [], body)
  return isWorthDecoding(detector, input) ? summary(detect(detector, input)).join() : 'not suspected'
}

const swapped = (digits: string): string => digits.replace(/(.)(.)/g, '$2$1')

describe('bytes and numbers of values as text', () => {
  test.each([
    ['imei', 'TBCD in longer hex', `010203${swapped(`${imei}f`)}0405`],
    ['imei', 'BCD behind a zero, as trackers log in (GT06)', `78780d010${imei}0001d9dc0d0a`],
    ['imei', 'BCD in longer hex, filled up', `1208${imei}f1a02ffee`],
    ['imei', 'BCD in longer hex, filled with a zero', `a5${imei}0c3d4`.toUpperCase()],
    ['imsi', 'EF_IMSI as modems print it', `0829${swapped(imsi.slice(1))}`.toUpperCase()],
    ['imei', 'TBCD in longer hex, its check digit a zero', `010203${swapped(`${imei.slice(0, 14)}0f`)}0405`],
    ['iccid', 'EF_ICCID of its first 19 digits', swapped('8949020000145392817f')],
    ['meid', 'as a decimal number', String(0xa10000493fc2b7n)],
    ['android-id', 'a fixed number of protobuf in hex', '08041146802d5ab1e73fc9'],
    ['msisdn', 'EF_MSISDN', `0791${swapped('4915237706194f')}`.toUpperCase()],
    ['imei', 'a float as Java prints it', '3.58461092735184E14'],
    ['imei', 'a float as C prints it', '3.58461092735184e+14'],
    ['imei', 'in hex', Number(imei).toString(16)],
    ['imei', 'in hex with 0x', `0x${Number(imei).toString(16)}`],
    ['advertising-id', 'bytes in base58', base58(uuidBytes)],
    ['advertising-id', 'bytes in base32', 'PMXZJUJ6RJGGLHYH3APKMQZLZE======'],
    ['advertising-id', 'bytes in base85', base85(uuidBytes, 'rfc1924')],
    ['advertising-id', 'hex with colons', (uuidBytes.toString('hex').match(/../g) ?? []).join(':')],
    ['wifi-mac', 'decimal, least byte first', '135371401089188'],
    ['cell-id', 'hex with 0x', `0x${(28197635).toString(16)}`],
  ])('%s, %s', (kind, _, text) => {
    expect(kindsIn(Buffer.from(JSON.stringify({ a: 'view', d: text })))).toContain(`${kind}=`)
  })

  test('an address as bytes in base64, wherever it begins, and whatever stands beside it', () => {
    const bytes = Buffer.from('a450469c1e7b', 'hex')
    const other = Buffer.from('a450469c1e7c', 'hex')
    for (const head of ['', '06', '0a06', '000106', '7fff', 'c3', 'fd80'])
      for (const tail of ['', '1007', 'ff', '40c0', '8000'])
        for (const form of ['base64', 'base64url'] as const) {
          const written = (address: Buffer): Buffer => {
            const all = Buffer.concat([Buffer.from(head, 'hex'), address, Buffer.from(tail, 'hex')])
            return Buffer.from(JSON.stringify({ d: all.toString(form) }))
          }
          expect(kindsIn(written(bytes)), `${head} ${tail}`).toContain('wifi-mac=')
          expect(kindsIn(written(other)), `${head} ${tail}`).not.toContain('wifi-mac=')
        }
  })

  test.each([
    ['imsi', 'EF_IMSI', Buffer.from(`0829${swapped(imsi.slice(1))}`, 'hex')],
    ['imsi', 'EF_IMSI without its length', Buffer.from(`29${swapped(imsi.slice(1))}`, 'hex')],
    ['imsi', 'in BCD behind a zero', Buffer.from(`0${imsi}`, 'hex')],
    ['imei', 'as mobile identity', Buffer.from(`083a${swapped(imei.slice(1))}`, 'hex')],
    ['imei', 'in TBCD', Buffer.from(swapped(`${imei}f`), 'hex')],
    ['iccid', 'EF_ICCID', Buffer.from(swapped('89490200001453928176'), 'hex')],
  ])('%s, %s, as a list of bytes and in hex with signs', (kind, _, bytes) => {
    const pairs = bytes.toString('hex').match(/../g) ?? []
    const lists = [
      JSON.stringify({ t: 17, h: [...bytes], mcc: 262 }),
      JSON.stringify({ t: 17, h: [...new Int8Array(bytes)], mcc: 262 }),
      `t=1&h=${[...bytes].join(',')}&u=2`,
      `t=1&h=${[...bytes].join('%2C')}&u=2`,
      JSON.stringify({ h: [...bytes].join(' ') }),
      ...[':', ' ', '-'].map((sign) => JSON.stringify({ h: pairs.join(sign) })),
      JSON.stringify({ h: pairs.join(':').toUpperCase() }),
    ]
    for (const list of lists) expect(kindsIn(Buffer.from(list)), list).toContain(`${kind}=`)
  })

  test('a name of 5G that conceals nothing, as a phone tells the network', () => {
    const nas = (routing: string, number: string): Buffer =>
      Buffer.from(`7e004179000d0162f220${routing}0000${swapped(number)}2e04f0f0f0f0`, 'hex')
    for (const routing of ['f0ff', '21f3'])
      for (const [number, isOwn] of [
        [imsi.slice(5), true],
        [`${imsi.slice(5, -1)}${(Number(imsi.at(-1)) + 1) % 10}`, false],
      ] as const) {
        const bytes = nas(routing, number)
        const hex = bytes.toString('hex')
        for (const body of [
          bytes,
          Buffer.from(JSON.stringify({ nas: hex })),
          Buffer.from(JSON.stringify({ nas: hex.toUpperCase() })),
          Buffer.from(JSON.stringify({ nas: bytes.toString('base64') })),
        ]) {
          if (isOwn) expect(kindsIn(body), `${routing} ${body.toString('latin1')}`).toContain('imsi=')
          else expect(kindsIn(body)).not.toContain('imsi')
        }
      }
  })

  test('a list of other bytes is no IMSI', () => {
    const bytes = Buffer.from(`29${swapped(imsi.slice(1))}`, 'hex')
    for (const at of bytes.keys()) {
      const other = Buffer.from(bytes)
      other[at] = (other[at] as number) ^ 0x10
      expect(kindsIn(Buffer.from(JSON.stringify({ h: [...other] })))).not.toContain('imsi')
    }
  })

  test.each([
    ['imei', 'in TBCD, its check digit a zero', swapped(`${imei.slice(0, 14)}0f`)],
    ['imei', 'as mobile identity, its check digit a zero', `3a${swapped(`${imei.slice(1, 14)}0`)}`],
    ['iccid', 'its first 19 digits in TBCD', swapped('8949020000145392817f')],
    ['iccid', 'its first 19 digits as a number of 64 bits', '7c314e46b48844b1'],
    ['iccid', 'its first 19 digits as a number of 64 bits, least byte first', 'b14488b4464e317c'],
    ['iccid', 'its first 19 digits as a zig-zag varint', 'e292c2c8d691a7b1f801'],
    ['iccid', 'as a number of CBOR, of 9 bytes', `c249${iccidHex}`],
    ['iccid', 'as a number of 128 bits', iccidHex.padStart(32, '0')],
    ['iccid', 'as a decimal of BSON', `${leastFirst(iccidHex)}00000000004030`],
    ['eid', 'as a number of ASN.1', `020e${eidHex}`],
    ['eid', 'as a number of a pickle', `8a0e${leastFirst(eidHex)}2e`],
    ['imei', 'as a number of a pickle', `8a07${leastFirst(imeiHex)}2e`],
    ['imsi', 'as a number of a pickle', `8a07${leastFirst(Number(imsi).toString(16))}002e`],
    [
      'msisdn',
      'as a number of a pickle',
      `8a06${leastFirst((4915237706194).toString(16).padStart(12, '0'))}2e`,
    ],
    ['meid', 'least byte first', 'b7c23f490000a1'],
    ['meid', 'a number of 64 bits', '00a10000493fc2b7'],
  ])('%s, %s, in bytes', (kind, _, hex) => {
    const body = Buffer.from(`f1a20b7c3d${hex}0993eeaa`, 'hex')
    expect(kindsIn(body)).toContain(`${kind}=`)
  })

  test('digits with a zero in front or behind are told as such, also where a byte of them would hold two', () => {
    const forms = (text: string): string[] =>
      detect(detector, request('/t', [], JSON.stringify({ d: text }))).detections.map(
        ({ identifier, writtenAs }) => `${identifier} ${writtenAs}`,
      )
    expect(forms(`0${imsi}@nai.epc.mnc002.mcc262.3gppnetwork.org`)).toEqual(['imsi digits behind a zero'])
    expect(forms(`78780d010${imei}0001d9dc0d0a`)).toEqual(['imei digits behind a zero'])
    expect(forms(`a5${imei}0c3d4`)).toEqual(['imei digits in front of a zero'])
  })

  test('digits with a zero beside them inside a number that is little longer are another number', () => {
    for (const text of [`90${imsi}12`, `70${imsi}3`, `5${imei}08`, `90${imei}12`, `32${imei}0`])
      expect(kindsIn(Buffer.from(`{"d":"${text}"}`)), text).not.toMatch(/imsi|imei/)
  })

  test('an IMEI in TBCD whose check digit is a zero, in base64', () => {
    const bytes = Buffer.from(swapped(`${imei.slice(0, 14)}0f`), 'hex')
    expect(kindsIn(Buffer.from(JSON.stringify({ a: 1, d: bytes.toString('base64') })))).toContain('imei=')
  })

  test('a telephone number of ten digits in the hex of a SIM card', () => {
    const own = new Detector(profileOf({ msisdn: ['+4791738264'] }))
    const sent = (text: string): string[] => summary(detect(own, request('/t', [], `{"d":"${text}"}`)))
    expect(sent(`0691${swapped('4791738264')}ffff`)).not.toEqual([])
    expect(sent(`06a1${swapped('4791738264')}ffff`)).toEqual([])
  })

  test('a UUID as two numbers of 64 bits, also in base64', () => {
    const fixed = Buffer.concat([
      Buffer.from([9]),
      Buffer.from(uuidBytes.subarray(0, 8)).reverse(),
      Buffer.from([0x11]),
      Buffer.from(uuidBytes.subarray(8)).reverse(),
    ])
    expect(kindsIn(fixed)).toContain('advertising-id=')
    expect(kindsIn(Buffer.from(JSON.stringify({ a: 'view', d: fixed.toString('base64') })))).toContain(
      'advertising-id=',
    )
  })

  test('an Android ID as a negative number of CBOR', () => {
    const head = Buffer.from('a261613b', 'hex')
    const number = Buffer.alloc(8)
    number.writeBigUInt64BE(0xffffffffffffffffn - 0xc93fe7b15a2d8046n)
    expect(kindsIn(Buffer.concat([head, number, Buffer.from('616e0a', 'hex')]))).toContain('android-id=')
  })
})

test('small numbers and digits in longer hex are no values', () => {
  const small = new Detector(profileOf({ 'user-id': ['10458'], msisdn: ['+4799912837'] }))
  for (const text of ['00000000000028da00000000', 'ab4799912837cdef4799912837abcdef']) {
    const input = request('/t', [], Buffer.from(JSON.stringify({ a: text })))
    const forms = detect(small, input).detections.map(({ writtenAs }) => writtenAs)
    expect(forms.filter((form) => form.includes('hex'))).toEqual([])
  }
})
