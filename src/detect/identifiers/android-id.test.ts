import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { detect, isWorthDecoding, profileOf, request, summary } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'
import { identifiers } from '../identifiers.gen.ts'

const blind = new Detector(null)

function found(value: object, detector = blind): string[] {
  const input = request('/x', ['Content-Type: application/json'], JSON.stringify(value))
  return isWorthDecoding(detector, input) ? summary(detect(detector, input)) : []
}

// The digits that `Long.toHexString` leaves of 64 bits.
test.each([
  ['android-id', 'android_id', '0f3c7a21be04d865', '1097886694512056421'],
  ['gsf-id', 'gsfId', '0a8a2b7c91d04e65', '759467301187636837'],
])('%s is known without the zero in front of it', (kind, name, whole, decimal) => {
  expect(BigInt(`0x${whole}`)).toBe(BigInt(decimal))
  const short = whole.slice(1)
  expect(found({ [name]: short })).toEqual([`${kind}=${whole} (probable)`])
  expect(found({ [name]: short.slice(0, -3) })).toEqual([])
  expect(found({ [name]: '123456789012345' })).toEqual([])
  for (const given of [whole, short]) {
    const detector = new Detector(profileOf({ [kind]: [given] }))
    for (const sent of [whole, short, whole.toUpperCase(), short.toUpperCase(), decimal])
      expect([given, sent, found({ v: sent }, detector)]).toEqual([
        given,
        sent,
        [`${kind}=${whole} (certain)`],
      ])
    for (const hashed of [whole, short]) {
      const v = createHash('sha1').update(hashed).digest('hex')
      expect([given, hashed, found({ v }, detector)]).toEqual([given, hashed, [`${kind}=${whole} (certain)`]])
    }
    const type = identifiers.find((one) => one.name === kind)
    expect(type?.check(given)).toBe('')
  }
})

test('fewer digits count under names that say what they are', () => {
  for (const name of ['aid', 'hwid', 'anid', 'deviceId', 'udid', 'uuid', 'adid'])
    expect([
      name,
      found({ [name]: 'f3c7a21be04d865' }).filter((one) => one.startsWith('android-id')),
    ]).toEqual([name, []])
  // What PHP makes of the time (`uniqid`) is as long as three zeros leave.
  expect(found({ aid: '65f3c7a21be04' })).toEqual([])
})

test('the name of the system in front of it is no part of it', () => {
  const id = '8d41f7c3b09e265a'
  for (const written of [`android-${id}`, `ANDROID_${id}`, `android:${id}`])
    expect(found({ android_id: written })).toEqual([`android-id=${id} (probable)`])
  expect(found({ android_id: `ANDROID_${id}0` })).toEqual([])
  // What apps make up themselves has that form, too.
  expect(found({ did: `ANDROID_${id}` })).toEqual([`device-id=ANDROID_${id} (probable)`])
})

test('adverts, things and affiliates have numbers that go by the same name', () => {
  const id = '9ad0816ac071552a'
  expect(found({ aid: id })).toEqual([`android-id=${id} (possible)`])
  expect(found({ device: { aid: id } })).toEqual([`android-id=${id} (possible)`])
  expect(found({ android_id: id })).toEqual([`android-id=${id} (probable)`])
  for (const name of ['ad', 'ads', 'asset', 'assets', 'affiliate', 'article', 'album'])
    for (const holder of [{ aid: id }, [{ aid: id }]])
      expect([name, found({ [name]: holder })]).toEqual([name, [`android-id=${id} (possible)`]])
})

test('an ID that begins with no zero has no spellings for one', () => {
  // Both without the highest bit: with it a number has a sign, which bases write, too.
  const count = (id: string): number => {
    const { long, rare } = new Detector(profileOf({ 'android-id': [id] })).indicators
    return long.length + rare.long.length
  }
  expect(count('7f3c7a21be04d865')).toBeLessThan(count('0f3c7a21be04d865'))
})
