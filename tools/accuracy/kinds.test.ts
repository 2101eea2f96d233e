import { expect, test } from 'vitest'
import { Rng } from '../bench/rng.ts'
import { inFileNames, inSentences, isTypedForm, kindOf } from './kinds.ts'

const address = 'kari.nord@post.example.no'

test('a mail address ends a sentence, or stands in front of an ending', () => {
  for (const { bytes } of inSentences(address)) expect(bytes.toString()).toContain(`${address}.`)
  for (const { bytes } of inFileNames(address))
    expect(bytes.toString()).toMatch(/@post\.example\.no\.[a-z]{3}/)
})

test('without a profile an address in front of an ending is not asked for', () => {
  const kind = kindOf('email')
  const typed = kind.forms(address, new Rng('forms')).filter((form) => isTypedForm(kind, form))
  const texts = typed.map(({ bytes }) => bytes.toString())
  expect(texts).toContain(`Login failed for ${address}.`)
  expect(texts.filter((text) => /\.(json|png|gz|xml)$/.test(text))).toEqual([])
})
