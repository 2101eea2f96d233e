import { describe, expect, test } from 'vitest'
import { detect, isWorthDecoding, request, summary } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'

const detector = new Detector(null)
const imei = '352099001761481'
const other = '867530040123455'
const imsi = '242017012345678'
const iccid = '89470100170526001234'

function found(body: string | Buffer, target = '/t'): string[] {
  const input = request(target, [], body)
  return isWorthDecoding(detector, input) ? summary(detect(detector, input)).toSorted() : []
}

const field = (number: number, value: string): Buffer =>
  Buffer.concat([Buffer.from([(number << 3) | 2, value.length]), Buffer.from(value)])

describe('an IMSI is told beside an IMEI', () => {
  test.each<[string, string | Buffer]>([
    ['a list with strokes', `V2|${imei}|${imsi}|NOKIA|9`],
    ['a list of lines', `${imei}\n${imsi}\n${iccid}\n`],
    ['a list with number signs', `1#${imei}#${imsi}#9`],
    ['control characters', `${imei}\x01${imsi}\x01TA-1055\x01`],
    ['an array', JSON.stringify([imei, imsi, 'TA-1055'])],
    ['short names', JSON.stringify({ ei: imei, si: imsi, m: 'TA-1055' })],
    ['names that say little', JSON.stringify({ device: imei, sim: imsi })],
    ['a form', `i=${imei}&s=${imsi}&m=TA-1055`],
    ['fields of protobuf', Buffer.concat([field(1, imei), field(2, imsi)])],
    ['base64 of a list', JSON.stringify({ d: Buffer.from(`${imei}|${imsi}`).toString('base64') })],
    ['two phones in one', `${imei}|${other}|${imsi}|242017012345679`],
    ['a statement of SQL', `INSERT INTO d (a, b) VALUES ('${imei}', '${imsi}');`],
  ])('in %s', (_, body) => expect(found(body)).toContain(`imsi=${imsi} (possible)`))
})

describe('nothing is told', () => {
  test.each<[string, string]>([
    ['of the same field of other objects', JSON.stringify([{ d: imei }, { d: imsi }])],
    ['of an order', JSON.stringify({ oid: imei, ref: imsi })],
    ['of a number without an IMEI', `V2|242017012345678|352099001761482|9`],
    [
      'of many numbers',
      JSON.stringify([imei, imsi, '242017012345671', '242017012345672', '242017012345673']),
    ],
    ['of a number of no country', `${imei}|199017012345678|9`],
    ['of fields that say what they are', JSON.stringify({ imei, order_id: imsi, post: { id: imsi } })],
    ['of an id', JSON.stringify({ imei, id: imsi, uid: imsi, album_id: imsi })],
    ['of a part of something longer', `${imei}|${imsi}_n.jpg|x${imsi}|1.${imsi}`],
    ['of a number among words', `freed ${imei} bytes, ${imsi} in total`],
    ['of a column with a name', `id,value\n${imsi},${imei}\n`],
    ['beside the number of an app', JSON.stringify({ app_id: imei, s: imsi })],
    ['of the test network', `${imei}|001010123456789|9`],
  ])('%s', (_, body) => expect(found(body).filter((line) => line.startsWith('imsi'))).toEqual([]))

  test('of a path beside a query', () =>
    expect(found('', `/v12/${imsi}/picture?d=${imei}`).filter((line) => line.startsWith('imsi'))).toEqual([]))

  test('twice of what has a name', () =>
    expect(found(JSON.stringify({ imei, imsi }))).toEqual([
      `imei=${imei} (probable)`,
      `imsi=${imsi} (probable)`,
    ]))
})
