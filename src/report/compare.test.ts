import { expect, test } from 'vitest'
import { later, recipient, side } from '../../test/support/compared-sides.ts'
import { compareSides } from '../assess/compare.ts'
import type { Side } from '../assess/side.ts'
import { renderCompareSarif } from './compare.ts'

interface Sarif {
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } }
    readonly results: readonly {
      readonly ruleId: string
      readonly ruleIndex: number
      readonly kind: string
      readonly level: string
      readonly baselineState: string
    }[]
  }[]
}

function resultsOf(before: Side, after: Side): string[] {
  const comparison = compareSides(before, later(after), { canary: 'canary.example', boundMax: 0.1 })
  const [run] = (JSON.parse(renderCompareSarif(comparison)) as Sarif).runs
  return (run?.results ?? []).map(({ ruleId, ruleIndex, kind, level, baselineState }) => {
    expect(run?.tool.driver.rules[ruleIndex]?.id).toBe(ruleId)
    return `${ruleId} ${baselineState} ${kind} ${level}`
  })
}

// SARIF 2.1.0, 3.27.10: only a result of kind `fail` has a level.
test.each<[string, Side, Side, string]>([
  ['shown to be gone', side(47, 47), side(60, 0), 'absent pass none'],
  ['gone, as far as was seen', side(20, 20), side(3, 0), 'absent review none'],
  ['still there', side(40, 40), side(40, 4), 'unchanged fail error'],
  ['new', side(40, 0), side(40, 38), 'new fail error'],
  [
    'changed',
    side(40, 40),
    side(40, 0, {
      recipients: [recipient({ host: 'other.example' })],
      transmissions: side(40, 40).transmissions.map((one) => ({ ...one, host: 'other.example' })),
      triggers: side(40, 40).triggers.map((one) => ({ ...one, host: 'other.example' })),
    }),
    'updated fail warning',
  ],
])('what is %s has its kind and level', (_, before, after, told) => {
  expect(resultsOf(before, after)).toEqual([`sends-imei ${told}`, `sends-cell-id ${told}`])
})
