import type { Scope } from '../assess/scope.ts'
import { conditionsText } from '../assess/scope/conditions.ts'
import type { Stratum } from '../assess/scope/prevalence.ts'
import { boundText, count } from '../correlate/words.ts'
import type { PageOptions } from './compare.ts'
import { namesShown } from './masking/masked-name.ts'
import { printable, printableJson } from './writing/printable.ts'
import { fold, reportWidth, wrap } from './writing/wrap.ts'

/** The document of `varde scope --json`: `varde/scope@1`, described by docs/schema/scope.schema.json. Names may be serial numbers: numbers in them are masked. */
export function renderScopeJson(scope: Scope, isRevealed: boolean): string {
  const shown = namesShown(isRevealed)
  return `${printableJson(
    JSON.stringify(
      {
        schema: 'varde/scope@1',
        units: scope.units.map((unit) => ({
          id: unit.id,
          state: unit.state,
          isCounted: unit.isCounted,
          exposures: unit.exposures,
          hits: unit.hits,
          ...(unit.isAtOtherTimes === undefined ? {} : { isAtOtherTimes: true }),
          ...(unit.isByContact === undefined ? {} : { isByContact: true }),
          reason: unit.reason,
          attributes: Object.fromEntries(unit.attributes),
        })),
        prevalence: scope.prevalence,
        strata: scope.strata,
        separating: scope.separating,
        next: scope.next,
        conjunctions: scope.conjunctions,
        sentences: scope.sentences,
      },
      (_, value: unknown) => (typeof value === 'string' ? shown(value) : value),
      2,
    ),
  )}\n`
}

/** The fleet for a person: how many, which, and what to test next. */
export function renderScopeTerminal(
  scope: Scope,
  options: PageOptions & { readonly isRevealed: boolean },
): string {
  const shownName = namesShown(options.isRevealed)
  const width = reportWidth(options.columns)
  const bold = (text: string): string => (options.hasColour ? `\u001b[1m${text}\u001b[0m` : text)
  const lines: string[] = []
  const say = (text: string, indent = '    '): void => {
    lines.push(...wrap(`  ${printable(shownName(text))}`, width, indent))
  }
  lines.push(bold('HOW MANY'))
  say(scope.sentences[0] ?? '')
  const states = Map.groupBy(scope.units, (unit) => unit.state)
  for (const state of ['affected', 'clean', 'undetermined'] as const) {
    const own = states.get(state) ?? []
    if (own.length === 0) continue
    const shown = own.slice(0, state === 'affected' ? 40 : 6).map((unit) => `${unit.id} (${unit.reason})`)
    say(
      `${state}: ${own.length}. ${shown.join('; ')}${own.length > shown.length ? ` … and ${own.length - shown.length} more: see --json` : ''}`,
    )
  }
  lines.push('', bold('WHICH'))
  if (scope.separating.length === 0) say(scope.sentences[1] ?? '')
  for (const one of scope.separating.slice(0, 5)) say(`• ${one.sentence}`)
  if (scope.notTried !== '') say(scope.notTried)
  const [first] = scope.separating
  if (first !== undefined) {
    for (const { attribute } of first.conditions) {
      for (const stratum of scope.strata.filter((one) => one.attribute === attribute))
        if (stratum.n + stratum.affectedUncounted > 0)
          say(`  ${stratum.attribute} ${stratum.value}: ${shareText(stratum)}`, '      ')
    }
    if (first.undeterminedInside > 0)
      say(
        `${count(first.undeterminedInside, 'undetermined unit falls', 'undetermined units fall')} under ${conditionsText(first.conditions)}: test ${first.undeterminedInside === 1 ? 'it' : 'these'} first.`,
      )
  }
  if (scope.next.length > 0) {
    lines.push('', bold('WHAT TO TEST NEXT'))
    for (const one of scope.next) say(`• ${one.reason}`)
  }
  return `${lines.flatMap((line) => fold(line, width)).join('\n')}\n`
}

function shareText(one: Stratum): string {
  const share =
    one.n === 0
      ? 'none tested enough'
      : `${one.k} of ${one.n} affected (${boundText(one.low, 'least')} to ${boundText(one.high, 'most')})`
  return one.affectedUncounted === 0 ? share : `${share}; ${one.affectedUncounted} more affected, not counted`
}
