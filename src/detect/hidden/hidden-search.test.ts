import { createHash } from 'node:crypto'
import { brotliCompressSync, deflateRawSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { detect, profileOf, request } from '../../../test/support/decoded-tree.ts'
import { formsFound, hidingPhone, under } from '../../../test/support/hidden-values.ts'
import { sealedBytes } from '../../../test/support/sealed-bytes.ts'
import { Detector } from '../detector.ts'
import type { DetectContext } from '../family-type.ts'

const detector = new Detector(hidingPhone)

/** How it is written, for each known value that is found in the message. */
function written(target: string, body: Buffer | string = ''): string[] {
  return formsFound(detector, target, body)
}

const imei = '352099001761481'
const salt = '9f3a71c04be2d856'
const sha256 = (input: string | Buffer): string => createHash('sha256').update(input).digest('hex')

test('a name of letters beyond ASCII cut in two, and under XOR with a key beside it', () => {
  const named = new Detector(profileOf({ 'person-name': ['Åse Bjørkhøy'] }))
  const forms = (body: string): string[] =>
    detect(named, request('/t', ['Content-Type: application/json'], body)).detections.map(
      ({ identifier, writtenAs }) => `${identifier} ${writtenAs}`,
    )
  expect(forms(JSON.stringify({ a: 'Åse Bjørk', b: 'høy', c: 1 }))).toEqual(['person-name cut in two'])
  const fields = { app: 'page', v: 'Åse Bjørkhøy', n: 'start' }
  for (const document of [JSON.stringify(fields), new URLSearchParams(fields).toString()]) {
    const hidden = under(document, '17c3')
    // Read as JSON, or found by the value.
    expect(forms(JSON.stringify({ k: '17c3', d: hidden.toString('base64') }))).toEqual([
      expect.stringMatching(/^person-name (?:XOR)?/),
    ])
  }
})

test.each([
  ['deflate', deflateRawSync],
  ['brotli', brotliCompressSync],
] as const)('%s behind a length of two bytes', (_, pack) => {
  const packed = pack(Buffer.from(JSON.stringify({ app: 'page view', v: 'NX7PLUS12345', n: 'start of it' })))
  const head = Buffer.from([0xfa, 1, packed.length >> 8, packed.length & 255])
  expect(written('/t', Buffer.concat([head, packed]))).toEqual(['serial '])
})

test('more fields than are tried as salts or as keys are a limit that is told', () => {
  const others = Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`f${at}`, `value ${at}`]))
  const body = { d: sha256(`${imei}other`), x: sealedBytes(120, 1).toString('hex'), ...others }
  const { limits: reached } = detect(
    detector,
    request('/t', ['Content-Type: application/json'], JSON.stringify(body)),
  )
  expect(reached).toContain('detect.saltFieldsMax')
  expect(reached).not.toContain('detect.saltTrialsMax')
  expect(reached).toContain('detect.keyFieldsMax')
})

test('what is not tried any more is said', () => {
  detector.nextCapture()
  const reached = (fields: object): readonly string[] =>
    detect(detector, request('/t', ['Content-Type: application/json'], JSON.stringify(fields))).limits
  const few = { salt, p: sha256('x') }
  expect(reached(few)).toEqual([])
  const drawn = Array.from({ length: 12 }, (_, at) => [`salt${at}`, sha256(`${at}`).slice(0, 24)] as const)
  const others = {
    q: createHash('sha1').update('y').digest('hex'),
    r: createHash('sha512').update('z').digest('hex'),
  }
  expect(reached({ ...few, ...others, ...Object.fromEntries(drawn) })).toContain('detect.saltTrialsMax')
  const noise = Array.from({ length: 3_000 }, (_, at) => ((at * 7_919 + 31 * at * at) >> 3) & 0xff)
  const blobs = Array.from(
    { length: 200 },
    (_, at) => [`k${at}`, Buffer.from(noise.map((byte) => byte ^ at)).toString('base64')] as const,
  )
  expect(reached({ ...Object.fromEntries(drawn), ...Object.fromEntries(blobs) })).toContain(
    'detect.xorBytesMax',
  )
})

test('of what a phone is answered only digests and cut values are opened; of what it answers all', () => {
  const xored = under(JSON.stringify({ imei, os: 'android', model: 'TA-1046' }), '5a17c3').toString('base64')
  const salted = createHash('sha256').update(`k2Jd93hQ${imei}`).digest('hex')
  const plain = createHash('md5').update(imei).digest('hex')
  const body = JSON.stringify({
    salt: 'k2Jd93hQ',
    h: salted,
    d: xored,
    p: plain,
    a: '35209900',
    b: '1761481',
  })
  const forms = (given: Partial<DetectContext>): string[] =>
    detect(detector, request('/t', ['Content-Type: application/json'], body), given).detections.map(
      ({ node, writtenAs }) => `${node.key} ${writtenAs}`,
    )
  const open = ['p MD5 in hex', 'a cut in two']
  expect(forms({ direction: 1, isReceived: true })).toEqual(open)
  const all = forms({ direction: 1 })
  expect(all).toEqual(expect.arrayContaining(open))
  expect(all.map((form) => form.slice(0, 1)).toSorted()).toEqual(['a', 'd', 'h', 'p'])
  expect(forms({ direction: 0 })).toEqual(all)
})
