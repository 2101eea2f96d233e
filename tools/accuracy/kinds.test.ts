import { expect, test } from 'vitest'
import { Rng } from '../bench/rng.ts'
import { inCookies, inFileNames, inSentences, isTypedForm, kindOf } from './kinds.ts'

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

test('a number stands in cookies of measurement with a moment, the same for the same seed', () => {
  const written = (): string[] =>
    inCookies('1783420956', new Rng('cookies')).map(({ bytes }) => bytes.toString())
  const [ga, core, fbp] = written()
  expect(ga).toMatch(/^GA1\.\d\.1783420956\.\d{10}$/)
  expect(core).toMatch(/^1783420956\.\d{10}$/)
  expect(fbp).toMatch(/^fb\.\d\.\d{13}\.1783420956$/)
  expect(written()).toEqual([ga, core, fbp])
})

test('only a number of the kind stands in such a cookie', () => {
  const formsOf = (value: string): string[] =>
    kindOf('install-id')
      .forms(value, new Rng('forms'))
      .map(({ form }) => form)
  expect(formsOf('1783420956')).toContain('in a cookie as _ga')
  expect(formsOf('c0ffee00-1111-4222-a333-444455556666')).toEqual(['hex', 'hex'])
})
