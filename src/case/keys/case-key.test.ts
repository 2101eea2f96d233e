/** The key of a case under its passphrase. */
import { expect, test } from 'vitest'
import { InputError } from '../../core/errors.ts'
import { keyedDigest, newCaseKey, openText, sealText, unwrapKey, wrapKey } from './case-key.ts'
import { DamagedFileError } from './sealed-file.ts'

const cheap = { n: 1_024, r: 8, p: 1 }
const key = newCaseKey()
const text = wrapKey(key, 'a good passphrase', cheap)

test('is unwrapped by the passphrase only', () => {
  expect(unwrapKey(text, 'a good passphrase')).toEqual(key)
  expect(unwrapKey(text, 'a bad passphrase')).toBeNull()
  expect(text).not.toContain(key.toString('base64'))
})

test('costs whoever tries passphrases 128 MiB of memory for each, where nothing else is said', () => {
  const { kdf, n, r, p } = JSON.parse(wrapKey(key, 'a good passphrase')) as Record<string, unknown>
  expect({ kdf, n, r, p }).toEqual({ kdf: 'scrypt', n: 131_072, r: 8, p: 1 })
})

test('takes a letter as one, however the keyboard writes it', () => {
  const accented = wrapKey(key, 'caf\u00e9 caf\u00e9 caf\u00e9', cheap)
  expect(unwrapKey(accented, 'cafe\u0301 cafe\u0301 cafe\u0301')).toEqual(key)
})

test('refuses a short passphrase', () => {
  expect(() => wrapKey(key, 'seven77', cheap)).toThrow(InputError)
})

test('does not open a key file in which anything was changed', () => {
  const fields = JSON.parse(text) as Record<string, unknown>
  for (const change of [{ n: 2_048 }, { p: 2 }, { nonce: Buffer.alloc(12).toString('base64') }])
    expect(unwrapKey(JSON.stringify({ ...fields, ...change }), 'a good passphrase')).toBeNull()
})

test.each([
  ['no JSON', '{'],
  ['nothing', ''],
  ['null', 'null'],
  ['another schema', text.replace('case-key@1', 'case-key@2')],
  ['a cost that would fill the memory', text.replace('"n":1024', '"n":1073741824')],
  ['a cost that is none', text.replace('"n":1024', '"n":1000')],
  ['a cut key', text.replace(/"wrapped":"..../, '"wrapped":"')],
])('says of a key file that holds %s that it is damaged', (_, damaged) => {
  expect(() => unwrapKey(damaged, 'a good passphrase')).toThrow(DamagedFileError)
})

test('seals texts to their place', () => {
  const sealed = sealText(key, 'here', 'a name')
  expect(openText(key, 'here', sealed)).toBe('a name')
  expect(openText(key, 'there', sealed)).toBeNull()
  expect(openText(newCaseKey(), 'here', sealed)).toBeNull()
  expect(openText(key, 'here', '')).toBeNull()
})

test('digests under a key differ from case to case', () => {
  const digest = 'ab'.repeat(32)
  expect(keyedDigest(key, digest)).toMatch(/^[0-9a-f]{64}$/)
  expect(keyedDigest(key, digest)).toBe(keyedDigest(key, digest))
  expect(keyedDigest(newCaseKey(), digest)).not.toBe(keyedDigest(key, digest))
})
