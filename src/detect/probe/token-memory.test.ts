import { expect, test } from 'vitest'
import { limits } from '../../core/limits.ts'
import { TokenMemory } from './token-memory.ts'

const { tokensTriedMax } = limits.detect

function met(memory: TokenMemory, text: string, token: string, peer: number): boolean {
  const bytes = Buffer.from(text + token)
  return memory.isNew(bytes, 0, text.length, bytes.length, peer)
}

const token = '5f4dcc3b5aa765d61d8327deb882cf99'

test('a token is new a few times for each name and peer', () => {
  const memory = new TokenMemory()
  for (let time = 0; time < tokensTriedMax; time++)
    expect(met(memory, `?t=${time}&uid=`, token, 1)).toBe(true)
  expect(met(memory, '?t=99&uid=', token, 1)).toBe(false)
  expect(met(memory, '?t=99&uid=', token, 2)).toBe(true)
  expect(met(memory, '?t=99&device=', token, 1)).toBe(true)
  expect(met(memory, '{"UID":"', token, 1)).toBe(false)
})

test('another length is another token', () => {
  const memory = new TokenMemory()
  for (let time = 0; time < tokensTriedMax; time++) met(memory, 'uid=', token, 1)
  expect(met(memory, 'uid=', token + token, 1)).toBe(true)
})

test('where a salted digest was found every token of its length is new, until another capture', () => {
  const memory = new TokenMemory()
  memory.expect(token.length, 1)
  for (let time = 0; time < 2 * tokensTriedMax; time++) expect(met(memory, 'uid=', token, 1)).toBe(true)
  memory.forget()
  for (let time = 0; time < tokensTriedMax; time++) expect(met(memory, 'uid=', token, 1)).toBe(true)
  expect(met(memory, 'uid=', token, 1)).toBe(false)
})
