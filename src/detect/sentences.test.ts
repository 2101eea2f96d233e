import { describe, expect, test } from 'vitest'
import { detect, isWorthDecoding, request, summary } from '../../test/support/decoded-tree.ts'
import { Detector } from './detector.ts'

const detector = new Detector(null)

function found(body: string): string[] {
  const input = request('/t', ['Content-Type: application/json'], body)
  return isWorthDecoding(detector, input) ? summary(detect(detector, input)) : []
}

/** The text as a message of a log in JSON, in JSON in JSON, and as lines of text. */
function inLogs(text: string): string[][] {
  const json = JSON.stringify({ level: 'warn', msg: text })
  return [json, JSON.stringify({ v: 1, log: json }), `05-01 W/App: ${text}\n05-01 I/App: done\n`].map(found)
}

describe('what a sentence has behind a value hides it in no text', () => {
  test.each([
    'at lat=59.91273 lon=10.74609.',
    'lat=59.91273 lon=10.74609, retry',
    'lat=59.91273 lon=10.74609! Retrying',
    'lat=59.91273 lon=10.74609: failed',
    'is it lat=59.91273 lon=10.74609?',
    'latitude: 59.91273, longitude: 10.74609.',
    'latitude: 59.91273, longitude: 10.74609...',
  ])('%s', (text) => {
    for (const one of inLogs(text)) {
      expect(one.length).toBe(2)
      for (const half of one) expect(half).toMatch(/^location=59\.91273,10\.74609 /)
    }
  })

  test.each([
    'android_id=c3a19f5e7720b84d, retry',
    'android_id=c3a19f5e7720b84d.',
    'android_id=c3a19f5e7720b84d!',
    'android_id=c3a19f5e7720b84d? Yes',
    'android_id=c3a19f5e7720b84d: failed',
    'registering androidId: c3a19f5e7720b84d.',
  ])('%s', (text) => {
    for (const one of inLogs(text)) expect(one).toEqual(['android-id=c3a19f5e7720b84d (probable)'])
  })

  test('an address in front of a colon, unless the address goes on behind it', () => {
    for (const one of inLogs('wlan0 up 3c:28:6d:a7:41:e9: connected'))
      expect(one).toEqual(['wifi-mac=3c286da741e9 (possible)'])
    for (const one of inLogs('key 3c:28:6d:a7:41:e9:0b up')) expect(one).toEqual([])
    for (const one of inLogs('up 3c:28:6d:a7:41:e9::1 on')) expect(one).toEqual([])
  })

  test.each(['\n', '\r\n', '\n    ', ' ', String.raw`\n`, String.raw`\r\n    `])(
    'an address of a digest that goes on behind %j is none',
    (between) => {
      const lines = (last: string): string =>
        `SHA1 Fingerprint:${between}${['3c:28:6d:a7:41:e9', 'd4:b0:9e:53:7f:18', last].join(`:${between}`)} end`
      for (const last of ['6a:c2', '6a:c2:05:e1'])
        for (const one of [found(lines(last)), ...inLogs(lines(last))]) expect(one).toEqual([])
    },
  )

  test.each([
    ' 12:30:05 up',
    '\n12:30:05.123 I/App',
    '\n05-01 12:30:05 I/App',
    ' 50 clients',
    ' 12:30',
    ' ad-hoc',
  ])('an address in front of a colon and %j', (behind) => {
    for (const one of inLogs(`wlan0 3c:28:6d:a7:41:e9:${behind}`))
      expect(one).toEqual(['wifi-mac=3c286da741e9 (possible)'])
  })
})

test('what is no sentence is read as before', () => {
  expect(found(JSON.stringify({ msg: 'lat=59.91273.1 lon=10.74609.2' }))).toEqual([])
  expect(found(JSON.stringify({ msg: 'lat=3.15. lon=2.10.' }))).toEqual([])
})
