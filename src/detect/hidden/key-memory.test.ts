import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { context, detect, profileOf, request } from '../../../test/support/decoded-tree.ts'
import { sealed } from '../../../test/support/hidden-values.ts'
import { limits } from '../../core/limits.ts'
import { Detector } from '../detector.ts'
import type { DetectResult } from '../types.ts'

const profile = profileOf({ imei: ['352099001761481'], serial: ['NX7PLUS12345'] })
const document = '{"app":"page view","imei":"352099001761481","sn":"NX7PLUS12345","v":12}'
const random = (seed: string, length: number): Buffer =>
  createHash('sha512').update(seed).digest().subarray(0, length)

describe('keys behind more fields than are tried in one message', () => {
  const key = random('key', 16)
  const many = (count: number): object =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => [`f${at}`, `v${at}`]))
  const send = (detector: Detector, text: string, fields: number): DetectResult => {
    const d = sealed('aes-128-ecb', key, null, text).toString('base64')
    const body = { d, ...many(fields), x: key.toString('hex') }
    return detect(detector, request('/t', ['Content-Type: application/json'], JSON.stringify(body)))
  }
  const { keyFieldsMax, closedValueTriesMax } = limits.detect

  test('are tried in the next ones, and in each one since where they opened something', () => {
    const detector = new Detector(profile)
    const fields = keyFieldsMax + 20
    expect(send(detector, document, fields)).toMatchObject({
      detections: [],
      limits: ['detect.keyFieldsMax'],
    })
    for (let at = 0; at < 6; at++)
      expect(send(detector, document.replace('12}', `${at}0}`), fields).detections).toHaveLength(2)
    detector.nextCapture()
    expect(send(detector, document, fields).detections).toEqual([])
  })

  test('are tried in each message since, though more are called keys', () => {
    const detector = new Detector(profile)
    const named = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`key${at}`, `v${at}`]))
    const told = Array.from({ length: 5 }, (_, at) => {
      const d = sealed('aes-128-ecb', key, null, document.replace('12}', `${at}0}`)).toString('base64')
      const body = { d, ...named, x: key.toString('hex') }
      const input = request('/t', ['Content-Type: application/json'], JSON.stringify(body))
      return detect(detector, input).detections.length
    })
    expect(told).toEqual([0, 2, 2, 2, 2])
  })

  test('what a limit left untried has its turn once what came before it is given up', () => {
    const detector = new Detector(profile)
    const { closedFieldTriesMax } = limits.detect
    const sendBatch = (at: number): DetectResult => {
      const events = Array.from({ length: 60 }, (_, index) => ({
        q: random(`q ${at} ${index}`, 16).toString('hex'),
        d: random(`d ${at} ${index}`, 60).toString('base64'),
      }))
      const z = sealed('aes-128-ecb', key, null, document.replace('12}', `${at}0}`)).toString('base64')
      const body = JSON.stringify({ aes_key: key.toString('hex'), events, z })
      return detect(detector, request('/t', ['Content-Type: application/json'], body))
    }
    const first = sendBatch(0)
    expect([first.detections, first.limits.includes('detect.cipherTriesMax')]).toEqual([[], true])
    for (let at = 1; at < 2 * closedFieldTriesMax; at++) sendBatch(at)
    const last = sendBatch(2 * closedFieldTriesMax)
    expect([last.detections.length, last.limits.includes('detect.cipherTriesMax')]).toEqual([2, false])
  })

  test('are tried in turn, and never given up, where there are more than a value is tried with', () => {
    const detector = new Detector(profile)
    const fields = keyFieldsMax * closedValueTriesMax + 20
    for (let at = 0; at < closedValueTriesMax; at++) {
      const told = send(detector, document, fields)
      expect(told.detections).toEqual([])
      expect(told.limits).toContain('detect.keyFieldsMax')
      expect(told.limits).not.toContain('detect.closedValueTriesMax')
    }
    for (let at = 0; at < 2; at++) expect(send(detector, document, fields).detections).toHaveLength(2)
  })
})

describe('a value that stays the same in many messages', () => {
  const key = random('key', 16)
  const d = sealed('aes-128-ecb', key, null, document).toString('base64')
  const send = (detector: Detector, fields: object): DetectResult =>
    detect(detector, request('/t', ['Content-Type: application/json'], JSON.stringify(fields)))
  const other = (at: number): string => random(`other ${at}`, 16).toString('hex')

  test('is tried with no more keys once none opened it, which is said, until another capture comes', () => {
    const detector = new Detector(profile)
    for (let at = 0; at < limits.detect.closedValueTriesMax; at++)
      expect(send(detector, { d, x: other(at) }).limits).toEqual([])
    expect(send(detector, { d, x: key.toString('hex') })).toMatchObject({
      detections: [],
      limits: ['detect.closedValueTriesMax'],
    })
    detector.nextCapture()
    expect(send(detector, { d, x: key.toString('hex') }).detections).toHaveLength(2)
  })

  test('is opened in each of them by the key that stays the same', () => {
    const detector = new Detector(profile)
    for (let at = 0; at < 3 * limits.detect.closedValueTriesMax; at++)
      expect(send(detector, { d, x: key.toString('hex'), at: other(at) }).detections).toHaveLength(2)
  })

  test('so are different values in a field that nothing opened, where one was opened all are tried', () => {
    const closed = (at: number): string =>
      Buffer.concat([random(`closed ${at}`, 64), random(`more ${at}`, 16)]).toString('base64')
    const sent = { d, x: key.toString('hex') }
    const times = limits.detect.closedFieldTriesMax
    const detector = new Detector(profile)
    for (let at = 0; at < times; at++) send(detector, { d: closed(at), x: other(at) })
    const { detections, limits: reached } = send(detector, sent)
    expect(detections).toEqual([])
    expect(reached).toContain('detect.closedFieldTriesMax')
    detector.nextCapture()
    expect(send(detector, sent).detections).toHaveLength(2)
    for (let at = 0; at < 2 * times; at++) send(detector, { d: closed(at), x: other(at) })
    expect(send(detector, sent).detections).toHaveLength(2)
  })

  test('nor does what is called a key for ever, which is said, but until it opened something', () => {
    const times = limits.detect.closedFieldTriesMax
    const wrong = (at: number): object => ({
      d: Buffer.concat([random(`closed ${at}`, 64), random(`more ${at}`, 16)]).toString('base64'),
      aes_key: other(at),
    })
    const right = { d, aes_key: key.toString('hex') }
    const detector = new Detector(profile)
    for (let at = 0; at < 2 * times; at++) send(detector, wrong(at))
    const { detections, limits: reached } = send(detector, right)
    expect(detections).toEqual([])
    expect(reached).toContain('detect.closedFieldTriesMax')
    detector.nextCapture()
    for (let at = 0; at < 2 * times - 4; at++) send(detector, wrong(at))
    for (let at = 0; at < 2 * times; at++) {
      expect(send(detector, right).detections, `${at}`).toHaveLength(2)
      send(detector, wrong(at))
    }
  })

  test('is tried in so many messages, not so many times in one', () => {
    const detector = new Detector(profile)
    const again = Array.from({ length: 20 }, () => ({ d }))
    send(detector, { again })
    expect(send(detector, { d, x: key.toString('hex') }).detections).toHaveLength(2)
  })

  test('counts once where its message is read again', () => {
    const detector = new Detector(profile)
    const message = request('/t', ['Content-Type: application/json'], JSON.stringify({ d, x: other(1) }))
    for (let at = 0; at < 20; at++) detect(detector, message, { ...context, isAgain: at > 0 })
    expect(send(detector, { d, x: key.toString('hex') }).detections).toHaveLength(2)
  })

  test('that was opened once is tried with all keys, whatever came since', () => {
    const detector = new Detector(profile)
    expect(send(detector, { d, x: key.toString('hex') }).detections).toHaveLength(2)
    for (let at = 0; at < 20; at++) send(detector, { other: d, x: other(at) })
    expect(send(detector, { other: d, x: key.toString('hex') }).detections).toHaveLength(2)
  })

  test('is tried with what is called a key all the same', () => {
    const detector = new Detector(profile)
    for (let at = 0; at < 20; at++) send(detector, { d, x: other(at) })
    expect(send(detector, { d, aes_key: key.toString('hex') }).detections).toHaveLength(2)
  })
})
