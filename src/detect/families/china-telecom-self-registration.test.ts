import { describe, expect, test } from 'vitest'
import { Detector } from '../detector.ts'
import { detect, isWorthDecoding, request, summary } from '../../../test/support/decoded-tree.ts'
import { family } from './china-telecom-self-registration.ts'

const detector = new Detector(null)
const id = family.id

const imei = '352099001761481'
const imei2 = '356938035643809'
const iccid = '89470100000000000016'
const imsi = '242010000000001'

const six = { REGVER: '2', MEID: imei, MODEL: 'XY-NB1', SWVER: '1.0', SIM1ICCID: iccid, SIM1LTEIMSI: imsi }
const android = {
  REGVER: '5.0',
  MEID: '',
  MODEL: 'HMD-Nokia 7 plus',
  SWVER: '00WW_3_22C',
  SIM1CDMAIMSI: '',
  UETYPE: '1',
  SIM1ICCID: iccid,
  SIM1LTEIMSI: imsi,
  SIM2ICCID: '',
  MACID: '0a:00:5e:10:20:30',
  OSVER: 'android9',
  IMEI1: imei,
  IMEI2: imei2,
  SIM1CELLID: '21004290',
  DATASIM: '1',
  ACCESSTYPE: '2',
  REGDATE: '2019-02-11 07:42:13',
}

const wrapped = (text: string): string =>
  `${Buffer.from(text)
    .toString('base64')
    .replace(/(.{76})/g, '$1\n')}\n`
const oneLine = (text: string): string => Buffer.from(text).toString('base64')

function send(
  body: string,
  fields: readonly string[] = ['Content-Type: application/encrypted-json'],
  host = 'zzhc.vnet.cn',
  protocol = 'http',
): {
  found: string[]
  families: readonly { family: string; by: string; confidence: string; reasons: readonly string[] }[]
  isWorth: boolean
  dismissed: readonly string[]
} {
  const input = request('/', fields, body)
  const result = detect(detector, input, { host, protocol })
  return {
    found: summary(result),
    families: result.families.filter((match) => match.family === id),
    isWorth: isWorthDecoding(detector, input),
    dismissed: result.dismissals.map(({ reason }) => reason),
  }
}

describe('the body of the registration', () => {
  test('of an Android phone gives all its identifiers, through wrapped base64', () => {
    const { found, families, isWorth } = send(wrapped(JSON.stringify(android)))
    expect(isWorth).toBe(true)
    expect(found).toEqual([
      'device-model=HMD-Nokia 7 plus (certain)',
      'build=00WW_3_22C (certain)',
      `iccid=${iccid} (certain)`,
      `imsi=${imsi} (certain)`,
      'wifi-mac=0a005e102030 (certain)',
      `imei=${imei} (certain)`,
      `imei=${imei2} (certain)`,
      'cell-id=21004290 (certain)',
    ])
    expect(families.map(({ by }) => by)).toEqual(['name', 'content'])
    expect(families[1]?.reasons[1]).toContain('com.qualcomm.qti.autoregistration')
  })

  test.each([
    ['a renamed server', 'collector.example.com', ['Content-Type: application/encrypted-json']],
    ['an address and a wrong content type', '192.0.2.7', ['Content-Type: text/html']],
    ['no content type', '192.0.2.7', []],
  ])('is recognised with %s', (_what, host, fields) => {
    const { families } = send(oneLine(JSON.stringify(android)), fields, host)
    expect(families.map(({ by, confidence }) => `${by} ${confidence}`)).toEqual(['content certain'])
  })

  test.each([
    ['NB-IoT module over HTTP', six, 'http', 'the six fields of NB-IoT modules'],
    ['NB-IoT module over CoAP', six, 'coap', 'the six fields of NB-IoT modules over CoAP'],
    [
      'Cat-1 module',
      {
        REGVER: '5.0',
        MEID: '',
        MODEL: 'XY-C1',
        SWVER: '1',
        IMEI1: imei,
        SIM1CDMAIMSI: '',
        SIM1ICCID: iccid,
        SIM1LTEIMSI: imsi,
        SIM1CELLID: '7509123',
        REGDATE: '2020-01-01 00:00:00',
      },
      'http',
      'Cat-1',
    ],
    ['KaiOS phone', { ...android, OSVER: 'KaiOS 2.5.4', MEID: '11111111111111' }, 'http', 'KaiOS'],
    ['robot', { ...android, UETYPE: 29, OSVER: 'Linux 4.4' }, 'http', 'routers and robots'],
    ['MediaTek phone', { ...android, ACCESSTYPE: undefined, ROM: '64G', RAM: '4G' }, 'http', 'MediaTek'],
  ])('of a %s is told by its fields', (_what, body, protocol, variant) => {
    const { families, found } = send(oneLine(JSON.stringify(body)), undefined, 'zzhc.vnet.cn', protocol)
    expect(families.at(-1)?.reasons[1]).toContain(variant)
    expect(found).toContain(`iccid=${iccid} (certain)`)
    expect(found).toContain(`imsi=${imsi} (certain)`)
  })

  test('with a NUL behind the JSON is read', () => {
    expect(send(oneLine(`${JSON.stringify(android)}\0`)).found).toContain(`iccid=${iccid} (certain)`)
  })

  test('an IMEI in the MEID field is called an IMEI', () => {
    expect(send(oneLine(JSON.stringify(six))).found).toContain(`imei=${imei} (certain)`)
  })

  test('the constant MEID of KaiOS builds is dismissed as a placeholder', () => {
    const { found, dismissed } = send(oneLine(JSON.stringify({ ...android, MEID: '11111111111111' })))
    expect(found.filter((line) => line.startsWith('meid'))).toEqual([])
    expect(dismissed).toContain('MEID holds a placeholder: one digit over and over')
  })

  test('does not depend on the order of its fields', () => {
    const reversed = Object.fromEntries(Object.entries(android).reverse())
    expect(send(oneLine(JSON.stringify(reversed))).found.toSorted()).toEqual(
      send(oneLine(JSON.stringify(android))).found.toSorted(),
    )
  })

  test('the cell is called a cell, never a location', () => {
    expect(
      send(wrapped(JSON.stringify(android))).found.filter((line) => line.startsWith('location')),
    ).toEqual([])
  })

  test('REGVER alone, or the identifiers without it, are not the form', () => {
    expect(send(oneLine('{"REGVER":"5.0","MODEL":"x"}'), [], 'api.example.com').families).toEqual([])
    expect(
      send(oneLine(JSON.stringify({ ...android, REGVER: undefined })), [], 'api.example.com').families,
    ).toEqual([])
  })
})

describe('decoys', () => {
  test('the encrypted form of other programs with the same content type is dismissed with its reason', () => {
    const fields = [
      'Content-Type: application/encrypted-json',
      'X-Protocol-Version: 3.0',
      'X-Session-Ticket: a1b2c3d4',
      'X-Signature: e5f6',
    ]
    const { found, families, dismissed } = send('Zk3JxQ9aB7LmN2pR5tV8yC1dF4gH6jK0', fields, 'pay.example.com')
    expect(found).toEqual([])
    expect(families).toEqual([])
    expect(dismissed[0]).toContain('OPPO (HeyTap)')
  })

  test('the content type alone is dismissed', () => {
    const { families, dismissed } = send('no base64 at all', undefined, 'ads.example.com')
    expect(families).toEqual([])
    expect(dismissed[0]).toContain('alone')
  })

  test('what was not recorded, or went to the server itself, is none', () => {
    expect(send('', undefined, 'ads.example.com').dismissed).toEqual([])
    expect(send('{"cut', undefined, 'zzhc.vnet.cn').dismissed).toEqual([])
  })
})

describe('names', () => {
  test.each(['zzhc.vnet.cn', 'ZZHC.VNET.CN.', 'register.vnet.cn'])('%s is certain', (name) => {
    expect(detector.familiesOfName(name).map(({ family: of, confidence }) => `${of} ${confidence}`)).toEqual([
      `${id} certain`,
    ])
  })
  test('the rest of vnet.cn is a weak hint with its counter-evidence', () => {
    const [match] = detector.familiesOfName('music.vnet.cn')
    expect(match?.confidence).toBe('possible')
    expect(match?.counterEvidence).toHaveLength(1)
  })
  test.each(['notvnet.cn', 'zzhc.vnet.cn.example.com', 'example.com', ''])('%j is no match', (name) => {
    expect(detector.familiesOfName(name)).toEqual([])
  })
  test('siblings are known by their names', () => {
    expect(detector.familiesOfName('dm.wo.com.cn')[0]?.family).toBe('china-unicom-registration')
    expect(detector.familiesOfName('b.fxltsbl.com')[0]?.family).toBe('china-mobile-registration')
    expect(detector.familiesOfName('xtrapath1.izatcloud.net')[0]?.counterEvidence[0]).toContain(
      'needs no identifier',
    )
  })
})

describe('the answer', () => {
  const read = (text: string): string => {
    const receipt = family.readReceipt(Buffer.from(text))
    return receipt === null ? 'none' : `${receipt.resultCode} ${receipt.accepted}`
  }
  test.each([
    ['{"resultCode":"0","resultDesc":"Success"}', '0 true'],
    ['{"resultCode":0,"resultDesc":"Success"}', '0 true'],
    ['{ "resultDesc" : "bad iccid", "resultCode" : "3" }', '3 false'],
    ['{"resultCode":-1}', '-1 false'],
    ['Success', ' true'],
    ['<html>404</html>', 'none'],
    ['', 'none'],
  ])('%s', (text, expected) => {
    expect(read(text)).toBe(expected)
  })
})

test('the form that modules send to the server of China Unicom is not China Telecom’s', () => {
  const { MODEL: model, ...rest } = six
  const result = send(oneLine(JSON.stringify({ ...rest, MODELSMS: model })), [], '114.255.193.236')
  expect(result.families).toEqual([])
  expect(result.found).toContain(`imei=${imei} (certain)`)
})

describe('the form by SMS, where SMS travel in SIP', () => {
  const form = `<a1><b1>HMD-TA-1046</b1><b2>A1000009A5B3F2</b2><b3>${imsi}</b3><b4>00WW_3_22C</b4></a1>`
  const sms = (text: string): Buffer =>
    Buffer.concat([
      // RP-DATA and SMS-SUBMIT to 10659401, eight bits to a character; then version, command, length and a zero.
      Buffer.from('000300069168310800f0', 'hex'),
      Buffer.from('11000881015649100004ff', 'hex'),
      Buffer.from([2, 3, text.length, 0]),
      Buffer.from(`${text}0a1b2c3d`),
    ])
  const head = [
    'From: <sip:+8613312345678@ims.mnc011.mcc460.3gppnetwork.org>',
    'Content-Type: application/vnd.3gpp.sms',
  ]

  test('is recognised, and its fields are named', () => {
    const input = request('/', head, sms(form))
    const result = detect(detector, input, { host: '198.51.100.9', protocol: 'sip' })
    const own = result.detections.filter(({ by }) => by === `family:${id}`)
    expect(isWorthDecoding(detector, input)).toBe(true)
    expect(result.families.map(({ family: name }) => name)).toContain(id)
    expect(own.map(({ identifier, value }) => `${identifier} ${value}`).sort()).toEqual([
      'build 00WW_3_22C',
      'device-model HMD-TA-1046',
      `imsi ${imsi}`,
      'meid A1000009A5B3F2',
    ])
    for (const { node, start, end, value } of own)
      expect(node.bytes.toString('latin1', start, end)).toBe(value)
  })

  test.each(['<a1><b1>x</b1><b2>y</b2></a1>', '<a1><b1>HMD</b1><b2>12</b2><b3>34</b3><b4>1</b4></a1>'])(
    'another text is not: %s',
    (text) => {
      const result = detect(detector, request('/', head, sms(text)), {
        host: '198.51.100.9',
        protocol: 'sip',
      })
      expect(result.families.map(({ family: name }) => name)).not.toContain(id)
    },
  )
})
