import { expect, test } from 'vitest'
import { formsFound, hidingPhone, under } from '../../../test/support/hidden-values.ts'
import { Detector } from '../detector.ts'

const detector = new Detector(hidingPhone)

/** How it is written, for each known value that is found in the message. */
function written(target: string, body: Buffer | string = ''): string[] {
  return formsFound(detector, target, body)
}

const imei = '352099001761481'

test.each([
  [
    'JSON in a form',
    `m=${encodeURIComponent(JSON.stringify({ app: 'page view', v: 'NX7PLUS12345', n: 'start' }))}&n=1`,
  ],
  [
    'JSON in JSON',
    JSON.stringify({ m: JSON.stringify({ app: 'page view', v: 'NX7PLUS12345', n: 'start' }), n: 1 }),
  ],
])('XOR with a key that repeats: %s', (_, document) => {
  for (const key of ['17c3', '9ab1f00d', '085be57f2eb8', 'a1b2c3d4e5f607']) {
    const bytes = Buffer.from(key, 'hex')
    const hidden = Buffer.from(document).map((byte, at) => byte ^ (bytes[at % bytes.length] as number))
    const body = JSON.stringify({ blob: Buffer.from(hidden).toString('base64') })
    expect(written('/t', body), key).toEqual([expect.stringMatching(/^serial XOR, key /)])
  }
})

test('a document under XOR behind a length of two bytes', () => {
  const hidden = under(`app=page%20view&v=NX7PLUS12345&n=start&lang=nb`, '17c3')
  for (const head of ['fa01002e', '01002e', 'fa012e00'])
    expect(written('/t', Buffer.concat([Buffer.from(head, 'hex'), hidden])), head).toEqual([
      expect.stringMatching(/^serial/),
    ])
})

test('a document under XOR behind a head in clear that is no length', () => {
  const document = JSON.stringify({ app: 'page view', v: 'NX7PLUS12345', n: 'start', lang: 'nb' })
  const heads = ['9f', 'd3e1a7c4', '00000000', '4fd12c9a77b3e805', '0000004b0b2c4d9e0001']
  const pairs = heads.flatMap((head) => ['c3', '47', '9a31f00d', 'a1b2c3d4e5f6'].map((key) => [head, key]))
  for (const [head = '', key = ''] of [...pairs, ['76312e30', 'c3'], ['76312e30', '9a31f00d']]) {
    const bytes = Buffer.concat([Buffer.from(head, 'hex'), under(document, key)])
    for (const body of [bytes, `d=${encodeURIComponent(bytes.toString('base64'))}`, bytes.toString('hex')])
      expect(written('/t', body), `${head} ${key}`).toEqual([expect.stringMatching(/^serial/)])
  }
})

test.each([
  ['one byte that sets the highest bit', 'c3'],
  ['four bytes', '9a31f00d'],
])('a document under XOR with %s as bytes of protobuf, MessagePack and CBOR', (_, key) => {
  const hidden = under(JSON.stringify({ app: 'page view', v: 'NX7PLUS12345', n: 'start', lang: 'nb' }), key)
  for (const [head, tail] of [
    ['0a0637c2b12e313212', '18ff01'],
    ['82a37665729164c4', 'c3'],
    ['a2637665721901f4616458', ''],
  ] as const)
    expect(
      written(
        '/t',
        Buffer.concat([
          Buffer.from(head, 'hex'),
          Buffer.from([hidden.length]),
          hidden,
          Buffer.from(tail, 'hex'),
        ]),
      ),
      head,
    ).toEqual([expect.stringMatching(/^serial/)])
})

test('a short document is XORed, and is text still', () => {
  for (const key of ['5a', '07'])
    expect(written('/t', under(`{"device":"${imei}"}`, key)), key).toEqual([
      // Read as JSON, or found by the value.
      expect.stringMatching(`^imei (?:XOR, key ${key})?`),
    ])
})

test('what is XORed counts where a part of its base64 gives text by chance', () => {
  const fields = { tree1: 'tree', width9: 'sound', v: imei, cart7: 'offer cart', ht: '1.29.2', n: 'event' }
  const document = JSON.stringify({ m: JSON.stringify(fields), n: 1 })
  // Under 1f the quotes are `=`, and it looks like a form.
  for (let key = 1; key < 31; key++) {
    const hidden = under(document, key.toString(16).padStart(2, '0')).toString('base64')
    expect(written('/t', JSON.stringify({ x: hidden }))[0], String(key)).toMatch(/^imei /)
  }
})

test('where one value gives the key, the others under it are told, too', () => {
  const form =
    'report of TA-1046 | imei: 352099001761481 | os: 9 | sn: NX7PLUS12345 | phone: +4790000001 | end'
  for (const key of ['c3', '9ac3', '85c7f2']) {
    const found = written('/t', under(form, key))
    expect(found, key).toEqual(['imei', 'serial', 'msisdn'].map((name) => `${name} XOR, key ${key}`))
    const packed = JSON.stringify({ blob: under(form, key).toString('base64') })
    expect(written('/t', packed).toSorted(), key).toEqual(
      ['imei', 'msisdn', 'serial'].map((name) => expect.stringMatching(`^${name} XOR, key ${key}`) as string),
    )
  }
})
