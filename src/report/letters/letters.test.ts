import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { profileOf, scanCapture } from '../../../test/support/scan-capture.ts'
import { readLawSources } from '../../../tools/build-law.ts'
import { assessLaw } from '../../assess/law/evaluate.ts'
import type { LegalAssessment } from '../../assess/law/types.ts'
import type { ScanResult } from '../../pipeline/scan.ts'
import { letterTexts, writeLetter } from './letter.ts'
import type { LetterOptions } from './letter.ts'
import { letterHtml, letterText } from './render.ts'
import { fill, letterKinds, letterLanguages } from './texts.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const law = readLawSources(root)
const setting = {
  userCountry: 'NO',
  makerCountry: 'FI',
  maker: 'HMD Global Oy',
  awareAt: '',
  today: '2026-11-24',
}
let result: ScanResult
let assessment: LegalAssessment

beforeAll(async () => {
  const sample = `${root}samples/nokia-7-plus`
  result = await scanCapture(`${sample}.pcapng`, profileOf(`${sample}.profile.yaml`))
  assessment = assessLaw(result.findings, result, setting, law)
})

const options = (changes: Partial<LetterOptions>): LetterOptions => ({
  kind: 'complaint',
  language: 'en',
  version: '0.1.0',
  isRevealed: false,
  deadline: '',
  awareAt: '',
  ...changes,
})

/** All texts of a language by their path. */
function textsOf(value: unknown, path = ''): Map<string, string> {
  const found = new Map<string, string>()
  if (typeof value === 'string') found.set(path, value)
  else if (typeof value === 'object' && value !== null)
    for (const [name, field] of Object.entries(value))
      for (const [inner, text] of textsOf(field, `${path}.${name}`)) found.set(inner, text)
  return found
}

const placeholders = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(([name]) => name).sort()

describe('the texts', () => {
  test.each(letterLanguages)('%s says the same things with the same data', (language) => {
    const own = textsOf({ ...letterTexts[language], identifiers: {} })
    const english = textsOf({ ...letterTexts.en, identifiers: {} })
    expect([...own.keys()]).toEqual([...english.keys()])
    for (const [path, text] of english)
      expect(placeholders(own.get(path) ?? ''), `${language} ${path}`).toEqual(placeholders(text))
  })

  test('a place without data is a fault', () => {
    expect(fill('{a} and {b}', { a: 1, b: 'two' })).toBe('1 and two')
    expect(() => fill('{c}', {})).toThrow(/no value for \{c\}/)
  })
})

describe('letters', () => {
  const all = letterKinds.flatMap((kind) => letterLanguages.map((language) => [kind, language] as const))
  test.each(all)('%s in %s', (kind, language) => {
    const letter = writeLetter(result, assessment, options({ kind, language }))
    const text = letterText(letter)
    expect(text).toContain('zzhc.vnet.cn')
    expect(text).toContain('(f1)')
    expect(text).not.toMatch(/undefined|\{\w+\}/)
    // In English, where the words are known: nothing decides.
    if (language === 'en') expect(text).not.toMatch(/\b(illegal|unlawful|violat|guilty|spied|stole)/i)
    const html = letterHtml(letter)
    expect(html).toContain(`<html lang="${language}">`)
    expect(html.match(/<h1>/g)).toHaveLength(1)
    expect(html).not.toMatch(/<(script|img|link|iframe)\b/)
    for (const values of result.profile?.identifiers.values() ?? [])
      for (const value of values) if (value.length > 6) expect(text).not.toContain(value)
  })

  test('values are shown where that is asked for', () => {
    const [imei = ''] = result.profile?.identifiers.get('imei') ?? []
    const shown = letterText(
      writeLetter(result, assessment, options({ kind: 'access-request', isRevealed: true })),
    )
    expect(imei).toMatch(/^\d{15}$/)
    expect(shown).toContain(imei)
  })

  test('the breach memo counts 72 hours from awareness, over the end of a month', () => {
    const memo = writeLetter(
      result,
      assessment,
      options({ kind: 'breach-memo', awareAt: '2026-02-27T22:30:00Z' }),
    )
    expect(letterText(memo)).toContain('on 2026-02-27 22:30 UTC')
    expect(letterText(memo)).toContain('by 2026-03-02 22:30 UTC')
  })

  test('whatever the capture held, the page stays inert', () => {
    const hostile = [
      '<script>alert(1)</script>',
      '"><img src=x onerror=alert(1)>',
      "'-alert(1)-'",
      '<svg/onload=alert(1)>',
      '&lt;script&gt;',
      '\u202e\u0000\u001b[31m',
    ]
    for (const text of hostile) {
      const findings = result.findings.map((finding) => ({ ...finding, counterEvidence: [text] }))
      const recipients = result.recipients.map((recipient) => ({ ...recipient, host: text }))
      const letter = writeLetter({ ...result, findings, recipients }, assessment, options({}))
      const html = letterHtml(letter)
      expect(html).not.toMatch(/<(script|img|svg)/i)
      expect(['\u0000', '\u001b', '\u202e'].filter((character) => html.includes(character))).toEqual([])
    }
  })

  test('without a finding it says that nothing was found, and what a capture does not show', () => {
    const nothing: ScanResult = { ...result, findings: [], transmissions: [], observations: [] }
    const none = assessLaw([], nothing, setting, law)
    for (const language of letterLanguages) {
      const text = letterText(writeLetter(nothing, none, options({ kind: 'summary', language })))
      expect(text).toContain(letterTexts[language].nothingFound)
      expect(text).toContain(letterTexts[language].limits[0])
    }
  })
})
