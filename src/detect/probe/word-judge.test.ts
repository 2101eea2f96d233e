import { describe, expect, test } from 'vitest'
import { identifiers } from '../identifiers.gen.ts'
import { compile } from '../indicators.ts'
import { EncodedRuns } from './encoded-runs.ts'
import { LongRuns } from './long-runs.ts'
import { signs } from './part-signs.ts'
import { looseKeysFor } from './probe-names.ts'
import { RunJudge } from './run-judge.ts'
import { Suspicion } from './suspicion.ts'
import { TokenSigns } from './token-signs.ts'
import { longWordMin, WordJudge } from './word-judge.ts'

const set = compile(null)
const suspicion = new Suspicion(set.digests, set.bareXor)
const tokens = new TokenSigns(set.digests, set.bareXor)
const runs = new EncodedRuns({ look: () => false }, suspicion)
const runJudge = new RunJudge(set, runs, tokens, new LongRuns())
const judge = new WordJudge(looseKeysFor(identifiers), suspicion, runs, tokens, runJudge)

/** What the last word of the text says. */
function signOf(text: string): number {
  const bytes = Buffer.from(text)
  const start = text.search(/[\w-]+$/)
  expect(bytes.length - start).toBeGreaterThanOrEqual(longWordMin)
  return judge.judge(bytes, 0, start, bytes.length, bytes.length, 0)
}

describe('words that need no name', () => {
  test.each([
    ['an IMEI', '352099001761481', true],
    ['one with another check digit', '352099001761482', false],
    ['a UDID', '00008030-001C2D8E0C88802E', true],
    ['Netflix on Android', 'NFANDROID1-PRV-P-GOOGLEPIXEL', true],
    ['Netflix alone', 'NFANDROIDPRVPGOOGLEPIXEL', false],
    ['the name of an Android in networks', 'android-a375db57ef62d1c5', true],
    ['one that is longer', 'android-a375db57ef62d1c5x', false],
    ['what people write', 'constitutionally', false],
  ])('%s: %s is worth it: %s', (_, text, isOne) => {
    expect(signOf(text) === signs.found).toBe(isOne)
  })
})

test('a number behind a name that stands before it without a sign', () => {
  expect(signOf('the IMSI is 242010000000001')).toBe(signs.found)
  expect(signOf('the total is 242010000000001')).toBe(signs.none)
})

test('digits behind a point are of a number, whatever they look like', () => {
  expect(signOf('0.352099001761481')).toBe(signs.none)
})
