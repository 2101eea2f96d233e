import { describe, expect, test } from 'vitest'
import { detect, isWorthDecoding, part, request, summary } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'

const detector = new Detector(null)

function found(target: string, protocol = 'coap'): string[] {
  const input = {
    ...request(target),
    head: part(Buffer.from(`POST ${target}\r\nContent-Format: 40\r\n`)),
    target,
  }
  const told = summary(detect(detector, input, { host: 'iot.example.com', protocol, port: 5683 }))
  if (told.length > 0) expect(isWorthDecoding(detector, input)).toBe(true)
  return told
}

const imei = '356938035643809'
const imsi = '240075811111111'

describe('a device registers with its server', () => {
  test.each([
    [`/rd?ep=urn:imei:${imei}&lt=300&lwm2m=1.0`, [`imei=${imei} (probable)`]],
    [`/rd?ep=urn:imei-imsi:${imei}-${imsi}&lt=300`, [`imei=${imei} (probable)`, `imsi=${imsi} (certain)`]],
    [
      `/rd?ep=urn:imei-msisdn:${imei}-4797531864`,
      [`imei=${imei} (probable)`, 'msisdn=4797531864 (probable)'],
    ],
    [`/bs?ep=urn:imei:${imei}`, [`imei=${imei} (probable)`]],
    ['/rd?ep=node-7&sms=+4797531864&lwm2m=1.1', ['msisdn=+4797531864 (probable)']],
  ])('%s', (target, told) => {
    expect(found(target)).toEqual(told)
  })

  test('of others, and of numbers that are none, nothing more is told', () => {
    expect(found('/nb?sms=12345')).toEqual([])
    expect(found('/rd?ep=urn:imei-imsi:000000000000000-000000000000000')).toEqual([])
    expect(found('/rd?ep=node-7&lt=300&lwm2m=1.1&b=U')).toEqual([])
    expect(found(`/rd?ep=urn:imei-imsi:${imei}-${imsi}`, 'http')).not.toContain(`imsi=${imsi} (probable)`)
  })
})
