import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { detect, isWorthDecoding, profileOf, request, summary } from '../../test/support/decoded-tree.ts'
import { Detector } from './detector.ts'

const token = '740f4707bebcf74f9b7c25d48e3358945f6aa01da5ddb387462c7eaf61bb78ad'
const udid = '2b6f0cc904d137be2e1730235f5664094b831186'
const credential = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b'
const cell = '26385411'
const detector = new Detector(
  profileOf({
    'push-token': [token],
    'device-id': [udid],
    'account-credential': [credential],
    'cell-id': [cell],
  }),
)

function found(body: string | Buffer): string[] {
  const input = request('/x', [], body)
  const all = summary(detect(detector, input))
  if (all.length > 0) expect(isWorthDecoding(detector, input)).toBe(true)
  return all
}

describe.each([
  ['push-token', token],
  ['device-id', udid],
  ['account-credential', credential],
])('%s in hex is found by its bytes', (name, hex) => {
  const bytes = Buffer.from(hex, 'hex')
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  test.each<[string, string | Buffer]>([
    ['as it is', `{"t":"${hex}"}`],
    ['in capitals', `{"t":"${hex.toUpperCase()}"}`],
    ['in base64', `{"t":"${bytes.toString('base64')}"}`],
    [
      'in a property list',
      `<plist><dict><key>t</key><data>${bytes.toString('base64')}</data></dict></plist>`,
    ],
    ['in protobuf', Buffer.concat([Buffer.from([0x0a, 3, 120, 46, 121, 0x12, bytes.length]), bytes])],
    ['as a digest', `{"t":"${sha256}"}`],
  ])('%s', (_, body) => expect(found(body)).toEqual([`${name}=${hex} (certain)`]))
})

test('as iOS describes bytes', () => {
  const groups = token.match(/.{8}/g)?.join(' ') ?? ''
  expect(found(`t=${encodeURIComponent(`<${groups}>`)}`)).toEqual([`push-token=${token} (certain)`])
  expect(found(`token: <${groups}>`)).toEqual([`push-token=${token} (certain)`])
})

test.each([
  '{"x":"8242f21028ac42f21001929c03"}',
  '{"gci":"42F21028AC01929C03"}',
  '{"x":"01 00 42f21001929c03"}',
  'a=8242f2103028ac42f21001929c03ff&b=1',
])('a cell in hex as 3GPP lays it out: %s', (body) =>
  expect(found(body)).toEqual([expect.stringMatching(/^cell-id=.* \(certain\)$/)]),
)

test.each([
  '{"x":"8242f21028ac42f21001929c04"}',
  '{"x":"8299f91028ac99f91001929c03"}',
  '{"x":"ffffffff01929c03"}',
])('another cell, or of no network: %s', (body) => expect(found(body)).toEqual([]))

test.each(['{"ci":"01929C03"}', '{"cid":"01929c03"}', '+CEREG: 2,1,"1A2B","01929C03",7\r\nOK\r\n'])(
  'a cell in hex as modems fill it up: %s',
  (body) => expect(found(body)).toEqual([`cell-id=${cell} (certain)`]),
)
