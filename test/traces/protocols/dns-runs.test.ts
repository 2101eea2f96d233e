/** Values of the profile that are cut over questions of DNS which follow each other. */
import { expect, test } from 'vitest'
import type { ScanResult } from '../../../src/pipeline/scan-result.ts'
import { udpPacket } from '../../support/capture.ts'
import { dnsMessage, dnsQuestion, dnsTypes } from '../../support/dns-message.ts'
import { observed, scanFrames } from '../../support/scan-frames.ts'

const imei = '356938035643809'
const serial = 'PLEGAR1792301245'
const profile = `name: the phone\nidentifiers:\n  imei: "${imei}"\n  serial: "${serial}"\n`
const document = JSON.stringify({ app: 'view', imei, serial, list: [1, 2, 3] })
const hex = Buffer.from(document).toString('hex')
/** Of `{"app":"view","imei":"356938035643809"}`, by base32 of coreutils. */
const base32 = 'PMRGC4DQEI5CE5TJMV3SELBCNFWWK2JCHIRDGNJWHEZTQMBTGU3DIMZYGA4SE7I='
  .replace(/=/g, '')
  .toLowerCase()

function cut(text: string, chars: number): string[] {
  return text.match(new RegExp(`.{1,${chars}}`, 'g')) ?? []
}

function ask(name: string, index: number, source = '192.0.2.10', type: number = dnsTypes.a): Buffer {
  const payload = dnsMessage({ id: index, questions: [dnsQuestion(name, type)] })
  return udpPacket({ source, sourcePort: 40_000 + index, targetPort: 53, payload })
}

function scanned(names: readonly string[], known: string | null = profile): Promise<ScanResult> {
  const frames = names.map((name, index) => ask(name, index))
  return scanFrames(frames, known === null ? {} : { profile: known })
}

const found = [`imei ${imei} certain`]
const both = [...found, `serial ${serial} certain`]

test.each<[name: string, names: string[], found: string[]]>([
  [
    'digits, numbered in front',
    ['0.3569380', '1.3564380', '2.9'].map((label) => `${label}.x.example.net`),
    found,
  ],
  ['digits, not numbered', ['3569380', '35643809'].map((label) => `${label}.x.example.net`), found],
  [
    'digits in two labels of each',
    ['35693.80', '35643.809'].map((label) => `n0123456.${label}.x.example.net`),
    found,
  ],
  [
    'hex of a document, numbered behind',
    cut(hex, 24).map((label, index) => `${label}.${index}.x.example.net`),
    both,
  ],
  [
    'hex, numbered with a word',
    cut(hex, 40).map((label, index) => `part${index + 1}.${label}.example.net`),
    both,
  ],
  [
    'hex, numbered in front of each label',
    cut(hex, 24).map((label, index) => `${index}-${label}.x.example.net`),
    both,
  ],
  ['base32', cut(base32, 24).map((label, index) => `${label}.${index}.x.example.net`), found],
  [
    'base64url',
    cut(Buffer.from(document).toString('base64url'), 32).map(
      (label, index) => `c${index}.${label}.example.net`,
    ),
    // The first question by itself holds all but the last digit.
    [...both, 'imei 356938035643809 probable'].toSorted(),
  ],
])('a value is found that is cut over questions: %s', async (_, names, expected) => {
  expect(observed(await scanned(names))).toEqual(expected)
})

test('each is asked for addresses of both families, and others ask at the same time', async () => {
  const frames = ['0.3569380', '1.3564380', '2.9'].flatMap((label, index) => [
    ask(`${label}.x.example.net`, index * 4),
    ask(`${label}.x.example.net`, index * 4 + 1, '192.0.2.10', dnsTypes.aaaa),
    ask(`${index}.9${index}12345.x.example.net`, index * 4 + 2, '192.0.2.11'),
    ask(`img${index}1234567.cdn.example.org`, index * 4 + 3),
  ])
  expect(observed(await scanFrames(frames, { profile }))).toEqual(found)
})

test('it stands in the frames of all questions that hold it, and is said once', async () => {
  const { observations } = await scanned(
    cut(hex, 24).map((label, index) => `${label}.${index}.x.example.net`),
  )
  expect(observations).toHaveLength(2)
  expect(new Set(observations[0]?.spans.map(({ frame }) => frame)).size).toBeGreaterThan(1)
  expect(observations[0]?.reasons.join()).toMatch(/labels of \d questions/)
})

test('what one question shows by itself is not said again with the next', async () => {
  const { observations } = await scanned([
    `${imei}.0.x.example.net`,
    '77123456.1.x.example.net',
    '88123456.2.x.example.net',
  ])
  expect(observations.map(({ normal }) => normal)).toEqual([imei])
})

test.each<[name: string, names: string[], known?: null]>([
  ['names of two domains', ['3569380.x.example.net', '35643809.x.example.org']],
  ['another order', ['3564380.x.example.net', '3569380.x.example.net', '9123456.x.example.net']],
  ['something between', ['3569380.x.example.net', '1112223.x.example.net', '35643809.x.example.net']],
  ['names of servers', ['e3569380.a.example.net', 'e35643809.a.example.net', 'r3---sn-5go7yne6.example.net']],
  ['digits without a profile', ['3569380.x.example.net', '35643809.x.example.net'], null],
])('nothing is found in %s', async (_, names, known) => {
  expect(observed(await scanned(names, known === null ? null : profile))).toEqual([])
})
