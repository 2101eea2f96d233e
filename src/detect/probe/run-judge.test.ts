import { expect, test } from 'vitest'
import { profileOf } from '../../../test/support/decoded-tree.ts'
import { Rng } from '../../../tools/bench/rng.ts'
import type { Profile } from '../../device/types.ts'
import { compile } from '../indicators.ts'
import { EncodedRuns } from './encoded-runs.ts'
import type { Looker } from './encoded-runs.ts'
import { longRunCharsMin, LongRuns } from './long-runs.ts'
import { signs } from './part-signs.ts'
import { RunJudge } from './run-judge.ts'
import { Suspicion } from './suspicion.ts'
import { TokenSigns, tokens } from './token-signs.ts'

const imei = '352099001761481'
const rng = new Rng('runs')

/** Takes only bytes that hold the IMEI for worth it. */
const looker: Looker = { look: (buf, start, end) => buf.subarray(start, end).includes(imei) }

function judgeOf(profile: Profile | null): { judge: RunJudge; longRuns: LongRuns } {
  const set = compile(profile)
  const suspicion = new Suspicion(set.digests, set.bareXor)
  const longRuns = new LongRuns()
  const tokenSigns = new TokenSigns(set.digests, set.bareXor)
  return { longRuns, judge: new RunJudge(set, new EncodedRuns(looker, suspicion), tokenSigns, longRuns) }
}
const { judge, longRuns } = judgeOf(null)

/** What the run says as the value of a field. */
function signOf(run: string): number {
  const bytes = Buffer.from(`"x":"${run}"}`)
  return judge.judge(bytes, 0, 5, 5 + run.length, bytes.length, 0, false, false)
}
const base64 = (text: string): string => Buffer.from(text).toString('base64').replaceAll('=', '')

test('a run says what it decodes to: what the detector has to read, text, or nothing', () => {
  expect(signOf(base64(`{"imei":"${imei}"}`))).toBe(signs.found)
  expect(signOf(base64('{"colour":"green and blue","size":"larger than it was before"}'))).toBe(signs.text)
  // Without a capital it is no base64.
  expect(signOf('thisisonelongwordofsmallletters')).toBe(signs.none)
  expect(signOf('ShortRun0')).toBe(signs.none)
})

test('long runs are noted where they stand, short ones are not', () => {
  longRuns.count = 0
  signOf(rng.bytes(24).toString('base64'))
  expect(longRuns.count).toBe(0)
  signOf(rng.bytes(longRunCharsMin).toString('base64'))
  expect(longRuns.count).toBe(1)
})

test('shorter runs count where the profile knows places', () => {
  const home = { name: 'home', lat: 59.91273, lon: 10.74609, cells: [], bssids: [] }
  const { judge: ofPlaces } = judgeOf({ ...profileOf({}), places: [home] })
  expect(ofPlaces.runCharsMin).toBeLessThan(judge.runCharsMin)
})

test('a token is new to a recipient once, and says nothing of the line alone', () => {
  const bytes = Buffer.from('x=9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f')
  const sign = (token: number): number => judge.tokenSign(token, bytes, 0, 2, bytes.length)
  expect(sign(tokens.none)).toBe(signs.none)
  expect(sign(tokens.half)).toBe(signs.beyondLine)
})
