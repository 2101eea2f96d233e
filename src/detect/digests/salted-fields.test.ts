import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { decodeBody } from '../../../test/support/decoded-message.ts'
import { limits } from '../../core/limits.ts'
import { Detector } from '../detector.ts'
import type { DetectResult } from '../types.ts'

const { saltedFieldTriesMax } = limits.detect
const imei = '357184092641738'
const md5 = (text: string): string => createHash('md5').update(text).digest('hex')
const fields = (sign: string, time: number): Buffer =>
  Buffer.from(JSON.stringify({ sign, nonce: `n0nce${time}`, time }))

function detect(by: Detector, body: Buffer, host = 'api.example.com'): DetectResult {
  const { root } = decodeBody(body)
  return by.detect(root, { host, protocol: 'http', port: 80, direction: 0 })
}
const make = (): Detector => new Detector({ name: 'x', identifiers: new Map([['imei', [imei]]]), places: [] })

test('a field that never held a salted digest is not tried for ever, which is said', () => {
  const detector = make()
  for (let time = 0; time < saltedFieldTriesMax; time++)
    expect(detect(detector, fields(md5(`signature ${time}`), time)).limits).toEqual([])
  const salted = fields(md5(`n0nce7${imei}`), 7)
  expect(detect(detector, salted)).toMatchObject({ detections: [], limits: ['detect.saltedFieldTriesMax'] })
  // Elsewhere, and in another capture, the same field is another.
  expect(detect(detector, salted, 'other.example.com').detections).toHaveLength(1)
  detector.nextCapture()
  expect(detect(detector, salted).detections).toHaveLength(1)
})

test('where one was found every one is', () => {
  const detector = make()
  for (let time = 0; time < 3 * saltedFieldTriesMax; time++) {
    const isLeak = time >= 3 && time % 2 === 1
    const sign = isLeak ? md5(`n0nce${time}${imei}`) : md5(`signature ${time}`)
    expect(detect(detector, fields(sign, time)).detections).toHaveLength(isLeak ? 1 : 0)
  }
})

test('without a host, as what must not leave a place at all is looked for, it is tried each time', () => {
  const detector = make()
  for (let time = 0; time <= saltedFieldTriesMax; time++)
    detect(detector, fields(md5(`signature ${time}`), time), '')
  expect(detect(detector, fields(md5(`n0nce7${imei}`), 7), '').detections).toHaveLength(1)
})

test('a field of random UUIDs is given up after few, one with a digest among them is not', () => {
  const uuid = (time: number): string =>
    md5(`${time}`).replace(/^(.{12}).(.{3})./, (_, head: string, middle: string) => `${head}4${middle}a`)
  const isTried = (detector: Detector, sign: string): boolean =>
    detect(detector, fields(sign, 5)).detections.length > 0
  const leaks = Array.from({ length: 4_000 }, (_, at) => ({ at, sign: md5(`n0nce${at}${imei}`) }))
  const shaped = leaks.find(({ sign }) => /^.{12}4.{3}[89ab]/.test(sign))
  const salted = md5(`n0nce5${imei}`)
  const uuids = make()
  for (let time = 0; time < 5; time++) detect(uuids, fields(uuid(time), time))
  // What is shaped like one is taken for one there, without a word; what is not is tried.
  expect(detect(uuids, fields(shaped?.sign ?? '', shaped?.at ?? 0))).toMatchObject({
    detections: [],
    limits: [],
  })
  expect(isTried(uuids, salted)).toBe(true)
  const mixed = make()
  for (let time = 0; time < 5; time++) detect(mixed, fields(time === 2 ? md5('other') : uuid(time), time))
  expect(detect(mixed, fields(shaped?.sign ?? '', shaped?.at ?? 0)).detections).toHaveLength(1)
})

test('a value that stays the same while all around it changes is given up in whatever field, which is said', () => {
  const detector = make()
  const sign = md5(`n0nce9${imei}`)
  const { saltedValueTriesMax } = limits.detect
  for (let time = 0; time < saltedValueTriesMax; time++)
    expect(
      detect(detector, Buffer.from(JSON.stringify({ [`f${time}`]: sign, at: `${time}${time}other` }))).limits,
    ).toEqual([])
  expect(detect(detector, fields(sign, 9))).toMatchObject({
    detections: [],
    limits: ['detect.saltedFieldTriesMax'],
  })
})

test('a salted digest that is sent to many is found at each of them', () => {
  const detector = make()
  const sign = md5(`n0nce9${imei}`)
  for (let host = 0; host < 30; host++)
    expect(detect(detector, fields(sign, 9), `h${host}.example.com`).detections).toHaveLength(1)
})

test('a batch counts once, however often a field stands in it', () => {
  const detector = make()
  const batch = Array.from({ length: 40 }, (_, at) => ({ sign: md5(`signature ${at}`) }))
  detect(detector, Buffer.from(JSON.stringify({ batch, again: batch })))
  expect(detect(detector, fields(md5(`n0nce7${imei}`), 7)).detections).toHaveLength(1)
})

test('a digest that was found once is found where its field is given up', () => {
  const detector = make()
  const salted = fields(md5(`n0nce7${imei}`), 7)
  expect(detect(detector, salted).detections).toHaveLength(1)
  for (let time = 0; time < 2 * saltedFieldTriesMax; time++)
    detect(detector, fields(md5(`signature ${time}`), time), 'other.example.com')
  expect(detect(detector, salted, 'other.example.com').detections).toHaveLength(1)
})

test('messages without anything that may be a salt count for nothing', () => {
  const detector = make()
  for (let time = 0; time < 3 * saltedFieldTriesMax; time++)
    detect(detector, Buffer.from(JSON.stringify({ sign: md5(`signature ${time}`) })))
  expect(detect(detector, fields(md5(`n0nce7${imei}`), 7)).detections).toHaveLength(1)
})

test('a field on which the trials run out is not tried for ever, but where they last', () => {
  const detector = make()
  const batch = (time: number): Buffer => {
    const events = Array.from({ length: 60 }, (_, at) => ({
      sign: md5(`${time} ${at}`),
      nonce: `n0nce${time}x${at}`,
      key: `k${time * 7}y${at}`,
    }))
    return Buffer.from(JSON.stringify(events))
  }
  const reached = (time: number): readonly string[] => detect(detector, batch(time)).limits
  for (let time = 0; time < saltedFieldTriesMax; time++) {
    const those = reached(time)
    expect(those.some((limit) => /saltTrialsMax|saltFieldsMax/.test(limit))).toBe(true)
    expect(those).not.toContain('detect.saltedFieldTriesMax')
  }
  expect(reached(99)).toContain('detect.saltedFieldTriesMax')
  // A short message, in which all can be tried, is.
  expect(detect(detector, fields(md5(`n0nce7${imei}`), 7)).detections).toHaveLength(1)
  // And from then on each one is, in batches as well.
  expect(reached(100)).not.toContain('detect.saltedFieldTriesMax')
})
