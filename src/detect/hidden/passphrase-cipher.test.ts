import { describe, expect, test } from 'vitest'
import { decodeBody, nodeWith } from '../../../test/support/decoded-message.ts'
import {
  passphrase,
  passphraseCiphertexts as written,
  passphrasePlain as plain,
} from '../../../test/support/passphrase-ciphertexts.ts'
import type { Node } from '../../decode/types.ts'
import { isPassphraseCipher, openByPassphrase } from './passphrase-cipher.ts'
import type { SentKey } from './sent-keys.ts'

function nodeOfText(name: string, text: string): Node {
  const node = nodeWith(decodeBody(JSON.stringify({ [name]: text })), text)
  if (node === undefined) throw new Error(`no node has ${text}`)
  return node
}

const value = nodeOfText('data', 'whatever stands there')

function keyOf(name: string, text: string): SentKey {
  const node = nodeOfText(name, text)
  return { name: `"${name}" of the message`, bytes: node.bytes, node }
}

describe.each(written)('%s', (_, form, base64) => {
  const bytes = Buffer.from(base64, 'base64')

  test('is opened by the passphrase that is sent beside it', () => {
    expect(isPassphraseCipher(bytes)).toBe(true)
    const keys = [keyOf('model', 'Nokia 7 plus'), keyOf('key', passphrase)]
    const opened = openByPassphrase(
      bytes,
      value,
      keys,
      [],
      () => true,
      () => true,
    )
    expect(opened?.plain.toString()).toBe(plain)
    expect(opened?.form).toBe(`AES-256-CBC of a passphrase by ${form}, "key" of the message`)
  })

  test('and by no other one', () => {
    expect(
      openByPassphrase(
        bytes,
        value,
        [keyOf('key', `${passphrase}!`)],
        [],
        () => true,
        () => true,
      ),
    ).toBeNull()
  })

  test('nor by itself', () => {
    const itself = { name: '"data" of the message', bytes: Buffer.from(passphrase), node: value }
    expect(
      openByPassphrase(
        bytes,
        value,
        [itself],
        [],
        () => true,
        () => true,
      ),
    ).toBeNull()
  })

  test('and not where no tries are left', () => {
    expect(
      openByPassphrase(
        bytes,
        value,
        [keyOf('key', passphrase)],
        [],
        () => false,
        () => true,
      ),
    ).toBeNull()
  })
})

test('what takes long is tried with what is called a key or a passphrase alone', () => {
  const bytes = Buffer.from(written[2][2], 'base64')
  const opens = (name: string): boolean =>
    openByPassphrase(
      bytes,
      value,
      [keyOf(name, passphrase)],
      [],
      () => true,
      () => true,
    ) !== null
  expect(['secret', 'password', 'passphrase', 'model', 'note'].map(opens)).toEqual([
    true,
    true,
    true,
    false,
    false,
  ])
})

test('and not where no more may take so long', () => {
  const bytes = Buffer.from(written[2][2], 'base64')
  const keys = [keyOf('key', passphrase)]
  expect(
    openByPassphrase(
      bytes,
      value,
      keys,
      [],
      () => true,
      () => false,
    ),
  ).toBeNull()
  const quick = Buffer.from(written[0][2], 'base64')
  expect(
    openByPassphrase(
      quick,
      value,
      keys,
      [],
      () => true,
      () => false,
    ),
  ).not.toBeNull()
})

test.each(['Salted__', 'Salted__12345678', 'Salted__12345678123', 'salted__1234567812345678123456781234567'])(
  '%s is no such ciphertext',
  (text) => {
    expect(isPassphraseCipher(Buffer.from(text))).toBe(false)
  },
)
