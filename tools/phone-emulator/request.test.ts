import { describe, expect, it } from 'vitest'
import { encodeCoapPost, parseCoap } from './coap-message.ts'
import { isLuhnValid, luhnCheckDigit } from './luhn.ts'
import { CHINA_TELECOM_SIM, PHONES, TELENOR_SIM } from './phones.ts'
import {
  carriedIdentifiers,
  registrationBody,
  registrationFields,
  registrationPort,
  registrationRequest,
  VARIANTS,
} from './request.ts'
import type { RegistrationFacts, Variant } from './request.ts'

const FACTS: RegistrationFacts = {
  phone: PHONES['nokia-7-plus'],
  sim: TELENOR_SIM,
  cell: '21004290',
  access: '2',
  nowMs: Date.parse('2019-02-11T06:42:13Z'),
  zoneMinutes: 60,
}

function bodyText(variant: Variant): string {
  return registrationBody(variant, registrationFields(variant, FACTS)).toString('latin1')
}

function request(variant: Exclude<Variant, 'N2'>, host = 'zzhc.vnet.cn'): string {
  const body = Buffer.from('AAAA')
  return registrationRequest(variant, FACTS.phone, host, registrationPort(variant), body).toString('latin1')
}

describe('the request bytes of each variant', () => {
  it('wraps the Base64 of Q and M at 76 characters with a final line feed', () => {
    for (const variant of ['Q', 'M'] as const) {
      const lines = bodyText(variant).split('\n')
      expect(lines.pop()).toBe('')
      const last = lines.pop() ?? ''
      expect(last.length).toBeGreaterThan(0)
      expect(last.length).toBeLessThanOrEqual(76)
      for (const line of lines) expect(line).toHaveLength(76)
    }
  })

  it('writes the Base64 of the others in one line', () => {
    for (const variant of ['K', 'R', 'N1', 'N2', 'N3'] as const) expect(bodyText(variant)).not.toMatch(/\s/)
  })

  it('encodes a trailing NUL in R and in no other', () => {
    for (const variant of VARIANTS) {
      const decoded = Buffer.from(bodyText(variant), 'base64')
      expect(decoded.at(-1)).toBe(variant === 'R' ? 0 : 0x7d)
    }
  })

  it('sends what a signature by content needs, for every variant', () => {
    for (const variant of VARIANTS) {
      const fields = JSON.parse(
        Buffer.from(bodyText(variant), 'base64').toString('utf8').replace('\0', ''),
      ) as object
      expect(fields).toHaveProperty('REGVER')
      expect(fields).toHaveProperty('SIM1ICCID', TELENOR_SIM.iccid)
      expect(Object.values(fields).every((value) => typeof value === 'string')).toBe(true)
    }
  })

  it('sends the whole request of Q with its header lines in order', () => {
    expect(request('Q')).toBe(
      'POST / HTTP/1.1\r\nContent-Type: application/encrypted-json\r\nContent-Length: 4\r\n' +
        'Host: zzhc.vnet.cn\r\nConnection: Keep-Alive\r\n' +
        'User-Agent: Apache-HttpClient/UNAVAILABLE (java 1.4)\r\n\r\nAAAA',
    )
  })

  it('sends N1 without blanks after the colons and with its constant address', () => {
    expect(request('N1')).toBe(
      'POST / HTTP/1.1\r\nX-forwarded-for:117.61.5.70\r\nContent-type:application/encrypted-json\r\n' +
        'Content-length:4\r\nHost:zzhc.vnet.cn:9999\r\n\r\nAAAA',
    )
  })

  it('names the port in Host where it is not 80', () => {
    expect(request('R', 'reg.example.org')).toContain('\r\nHost: reg.example.org:9998\r\n')
    expect(request('M', 'reg.example.org')).toContain('\r\nHost: reg.example.org\r\n')
  })

  it('writes the registration date in local time', () => {
    expect(registrationFields('Q', FACTS)).toHaveProperty('REGDATE', '2019-02-11 07:42:13')
  })

  it('puts exactly six keys into the narrow-band forms, the IMEI as MEID', () => {
    const fields = registrationFields('N2', FACTS)
    expect(Object.keys(fields)).toEqual(['REGVER', 'MEID', 'MODEL', 'SWVER', 'SIM1ICCID', 'SIM1LTEIMSI'])
    expect(carriedIdentifiers(fields).map((each) => each.identifier)).toEqual(['imei', 'iccid', 'imsi'])
  })

  it('lists the constant MEID of K as no identifier', () => {
    const keys = carriedIdentifiers(registrationFields('K', FACTS)).map((each) => each.key)
    expect(keys).toEqual(['SIM1ICCID', 'SIM1LTEIMSI', 'MACID', 'IMEI1', 'IMEI2', 'SIM1CELLID'])
  })

  it('carries the same text over CoAP as its payload', () => {
    const payload = registrationBody('N2', registrationFields('N2', FACTS))
    const bytes = encodeCoapPost('zzhc.vnet.cn', 5683, 7, Buffer.from('abcd'), payload)
    // Confirmable POST, Uri-Host, then Uri-Path "nb" and content format 50.
    expect(bytes.subarray(0, 8).toString('hex')).toBe('4402000761626364')
    expect(bytes.includes(Buffer.from([0x82, 0x6e, 0x62, 0x11, 50, 0xff]))).toBe(true)
    expect(parseCoap(bytes)?.payload.equals(payload)).toBe(true)
  })
})

describe('the invented identifiers', () => {
  it('knows the check digit of the textbook number', () => {
    expect(luhnCheckDigit('7992739871')).toBe(3)
    expect(isLuhnValid('79927398713')).toBe(true)
    expect(isLuhnValid('79927398710')).toBe(false)
  })

  it('have valid check digits, lengths and ranges', () => {
    for (const phone of Object.values(PHONES)) {
      for (const imei of [phone.imei1, phone.imei2]) {
        expect(imei).toMatch(/^35\d{13}$/)
        expect(isLuhnValid(imei)).toBe(true)
      }
      expect(phone.wifiMac).toMatch(/^02:00:5e:10:20:[0-9a-f]{2}$/)
      expect(phone.registrationModel.length).toBeLessThanOrEqual(20)
      expect(phone.sim.iccid).toMatch(/^894701\d{14}$/)
      expect(isLuhnValid(phone.sim.iccid)).toBe(true)
      expect(phone.sim.imsi).toMatch(/^24201\d{10}$/)
    }
    expect(CHINA_TELECOM_SIM.iccid).toMatch(/^898611\d{14}$/)
    expect(isLuhnValid(CHINA_TELECOM_SIM.iccid)).toBe(true)
  })
})
