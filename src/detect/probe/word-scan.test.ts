import { describe, expect, test } from 'vitest'
import { profileOf } from '../../../test/support/decoded-tree.ts'
import { identifiers } from '../identifiers.gen.ts'
import { compile } from '../indicators.ts'
import { EncodedRuns } from './encoded-runs.ts'
import { KnownSpellings } from './known-spellings.ts'
import { LongRuns } from './long-runs.ts'
import { keysFor, looseKeysFor } from './probe-names.ts'
import { RunJudge } from './run-judge.ts'
import { Suspicion } from './suspicion.ts'
import { TokenSigns } from './token-signs.ts'
import { WordJudge } from './word-judge.ts'
import { WordScan } from './word-scan.ts'
import { WordTable } from './word-table.ts'

function scanOf(profile: ReturnType<typeof profileOf> | null): WordScan {
  const set = compile(profile)
  const suspicion = new Suspicion(set.digests, set.bareXor)
  const tokens = new TokenSigns(set.digests, set.bareXor)
  const runs = new EncodedRuns({ look: () => false }, suspicion)
  const longRuns = new LongRuns()
  const runJudge = new RunJudge(set, runs, tokens, longRuns)
  return new WordScan({
    keys: keysFor(identifiers, set),
    shortWords: new WordTable(set.words.map(({ bytes }) => bytes)),
    known: new KnownSpellings(set),
    tokens,
    runs: runJudge,
    words: new WordJudge(looseKeysFor(identifiers), suspicion, runs, tokens, runJudge),
    longRuns,
  })
}

function isWorth(words: WordScan, text: string | Buffer): boolean {
  const bytes = Buffer.from(text as string)
  return words.scan(bytes, 0, bytes.length, 0)
}
const blind = scanOf(null)

describe('words, and the marks between them', () => {
  test.each([
    ['imsi=242010000000001', true],
    ['{"imsi":"242010000000001"}', true],
    ['{"colour":"242010000000001"}', false],
    ['x=0a:00:5e:10:20:30', true],
    ['x=0a:00:5e:10:20', false],
    ['to kari@mail.test', true],
    ['to kari @ mail', false],
    ['v=352099001761481', true],
    ['of this and that, of this and that', false],
    // A soft line break of quoted-printable.
    ['some=\r\nthing', true],
    // A letter behind an escape.
    ['a%69mei', true],
    ['a%20b', false],
  ])('%j: %s', (text, isOne) => {
    expect(isWorth(blind, text)).toBe(isOne)
  })
})

test('a line that held nothing holds nothing when it comes again, and the line behind it is read', () => {
  const line = 'accept-language: nb-NO,nb;q=0.9\r\n'
  for (let time = 0; time < 3; time++) expect(isWorth(blind, `x\r\n${line.repeat(3)}`)).toBe(false)
  expect(isWorth(blind, `x\r\n${line}imsi: 242010000000001\r\n`)).toBe(true)
})

test('short values of a profile are found as words of their own', () => {
  const words = scanOf(profileOf({ 'cell-id': ['75091'] }))
  expect(isWorth(words, 'a=75091&b=1')).toBe(true)
  expect(isWorth(words, 'a=175091&b=1')).toBe(false)
})

test('whether the bytes are text is told of those that were scanned last', () => {
  expect(isWorth(blind, Buffer.of(0, 1, 2, 3, 4))).toBe(false)
  expect(blind.wasBinary).toBe(true)
  expect(isWorth(blind, 'of this and that')).toBe(false)
  expect(blind.wasBinary).toBe(false)
})

test('a name in front of bytes that are no text, but not behind a header of known form', () => {
  const bytes = Buffer.from('\0\0imsi\x02\x01', 'latin1')
  expect(isWorth(blind, bytes)).toBe(true)
  blind.isFramed = true
  expect(isWorth(blind, bytes)).toBe(false)
  blind.isFramed = false
})
