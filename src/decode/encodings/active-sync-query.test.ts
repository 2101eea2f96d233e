import { expect, test } from 'vitest'
import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { detect, isWorthDecoding, profileOf, request, summary } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../../detect/detector.ts'
import { mayHide } from '../hiding.ts'
import { encoding } from './active-sync-query.ts'

const sized = (bytes: Buffer | string): Buffer => {
  const content = Buffer.from(bytes)
  return Buffer.concat([Buffer.from([content.length]), content])
}
/** MS-ASHTTP, 2.2.1.1.1.1: version 14.1, Provision, English. */
const query = (device: Buffer | string, policy: Buffer, type: string, parameters = Buffer.alloc(0)): string =>
  Buffer.concat([
    Buffer.from([141, 20, 9, 4]),
    sized(device),
    sized(policy),
    sized(type),
    parameters,
  ]).toString('base64')
const guid = Buffer.from('9f3a1c7be2d44058aabbccddeeff0011', 'hex')
const policy = Buffer.from('11223344', 'hex')
const none = Buffer.alloc(0)

conformEncoding(
  encoding,
  {
    // The example of MS-ASHTTP, 2.2.1.1.1.1.
    'a number that is text': {
      bytes: 'jAAJBAp2MTQwRGV2aWNlAApTbWFydFBob25l',
      gives: ['DeviceId = v140Device', 'DeviceType = SmartPhone'],
    },
    'a number in bytes, and a key of a policy': {
      bytes: query(guid, policy, 'Android'),
      gives: ['DeviceId = 9f3a1c7be2d44058aabbccddeeff0011', 'DeviceType = Android'],
    },
    'a user among the parameters': {
      bytes: query('SEC1A2B3C4D5E6F7', none, 'SM', Buffer.concat([Buffer.from([7, 1, 1, 8]), sized('kari')])),
      gives: ['DeviceId = SEC1A2B3C4D5E6F7', 'DeviceType = SM', 'User = kari'],
    },
  },
  {
    'another version': query(guid, policy, 'Android').replace(/^../, 'jQ'.replace('Q', 'g')),
    'bytes that are cut': query(guid, policy, 'Android').slice(0, -4),
    'a type that is no text': query(guid, policy, '\u0001\u0002\u0003'),
    'a key of another length': query(guid, Buffer.from([1, 2]), 'Android'),
    'bytes of no text and no GUID': query(guid.subarray(1), policy, 'Android'),
    'other parameters behind it': query(guid, policy, 'Android', Buffer.from([9, 1, 1])),
    'a token of JSON': 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9',
    digits: '356938035643809',
  },
)

test('the number of the device is told, with and without a profile', () => {
  const target = `/Microsoft-Server-ActiveSync?${query(guid, policy, 'Android')}`
  const hex = guid.toString('hex')
  const profile = profileOf({ 'device-id': [hex] })
  for (const [profiled, server] of [
    [null, ''],
    [null, 'http://mail.example.net'],
    [profile, ''],
  ] as const) {
    const input = request(`${server}${target}`, [], 'x')
    const detector = new Detector(profiled, undefined, mayHide)
    expect(isWorthDecoding(detector, input)).toBe(true)
    expect(summary(detect(detector, input)).join()).toContain(`device-id=${hex}`)
  }
})

test('requests for other things are not looked at for it', () => {
  const detector = new Detector(null, undefined, mayHide)
  expect(isWorthDecoding(detector, request('/Microsoft-Server?jAAJ', [], 'x'))).toBe(false)
})
