import { expect, test } from 'vitest'
import { under } from '../../../test/support/hidden-values.ts'
import { BareXorTable } from './bare-xor.ts'
import { placeUnderOwnKey } from './xor-search.ts'

test('small numbers are no document under a key that a value would give', () => {
  // All are below 16: under digits they are digits and signs, a colon in front of the value among them.
  const opened = '6670>=?3<83>?26905108?1<<:3>3<8?6:92=>3584610927351807:0<1'
  const numbers = under(opened, '3b38373b343b38323e3b3439')
  expect(numbers.every((byte) => byte < 16)).toBe(true)
  const value = '3584610927351807'
  expect(placeUnderOwnKey(numbers, [{ identifier: 'imeisv', value, normal: value, text: value }])).toBeNull()
})

test('a value that shares most of its characters is no XOR, nor is it under a key of its own', () => {
  const value = 'kari.fjellstad@posten-nord.example'
  const other = 'kari.fjellvang@posten-nord.example'
  const texts = [{ identifier: 'email', value, normal: value, text: value }]
  const table = new BareXorTable(texts)
  const hidden = (text: string, key: string): Buffer =>
    Buffer.from(text).map((byte, at) => byte ^ key.charCodeAt(at % key.length)) as Buffer
  for (const key of ['\0', 'Z', '\xb7', '*']) {
    const document = (mail: string): Buffer => hidden(JSON.stringify({ os: 'android', did: mail, n: 3 }), key)
    const bare = (mail: string): unknown => table.find(hidden(mail, key), 0, mail.length)
    expect(placeUnderOwnKey(document(other), texts), key).toBeNull()
    expect(bare(other), key).toBeNull()
    if (key === '\0') continue
    expect(placeUnderOwnKey(document(value), texts), key).toMatchObject({ text: texts[0] })
    expect(bare(value), key).toMatchObject({ text: texts[0] })
  }
})
