import type { Case } from './cases.ts'
import type { CorpusRow } from './corpus.ts'
import { f1, f1Interval, interval, precision, recall, tallies } from './measure.ts'
import type { Outcome, Tally } from './measure.ts'

/** What is printed: counts as rows of text. */

const nameChars = 30

function percent(share: number): string {
  return (share * 100).toFixed(2).padStart(6)
}

function range([from, to]: readonly [number, number]): string {
  return `${percent(from)}-${percent(to).trim()}`.padEnd(14)
}

/** `recall`, `95 %`, `precision`, `95 %`, `F1` of one row, behind how many were sent. */
export function line(name: string, tally: Tally): string {
  return [
    name.slice(0, nameChars).padEnd(nameChars),
    String(tally.sent).padStart(6),
    percent(recall(tally)),
    range(interval(tally.found, tally.sent)),
    percent(precision(tally)),
    range(interval(tally.found, tally.found + tally.wrong)),
    percent(f1(tally)),
    range(f1Interval(tally)),
  ].join('  ')
}

function head(title: string): string {
  return `${title.padEnd(nameChars)}    sent  recall  95 %            precis.  95 %               F1  95 %          `
}

function newServers(tally: Tally | undefined): string {
  if (tally === undefined || tally.sent + tally.wrong === 0) return '     -'
  return [String(tally.sent).padStart(6), percent(recall(tally)), percent(precision(tally))].join('  ')
}

/** One row for each group, and beside it the part of it that was sent to servers that development never saw. */
export function table(
  title: string,
  outcomes: readonly Outcome[],
  groupOf: (one: Case) => string | readonly string[],
  isHeldOut: boolean,
): string {
  const aside = tallies(
    outcomes.filter(({ one }) => one.endpoint.isHeldOut),
    groupOf,
  )
  const rows = [...tallies(outcomes, groupOf)].map(([name, tally]) =>
    isHeldOut ? `${line(name, tally)}   | ${newServers(aside.get(name))}` : line(name, tally),
  )
  return `\n${head(title)}${isHeldOut ? '   |  new servers: sent, recall, precision' : ''}\n${rows.join('\n')}\n`
}

/** What was said of messages that hold nothing but look-alikes. */
export function lookAlikesLine(outcomes: readonly Outcome[]): string {
  const nothing = outcomes.filter(({ one }) => one.identifier === '')
  const wrong = nothing.filter((outcome) => outcome.wrong.length > 0)
  return `\nlook-alikes only: ${nothing.length} messages, ${wrong.length} with a false alarm\n`
}

/** How the servers differ: the least, the middle and the best, by recall and by precision, and the worst by name. */
export function serversTable(outcomes: readonly Outcome[], worstCount: number): string {
  const rows = [...tallies(outcomes, ({ endpoint }) => endpoint.host)]
  const spread = (of: (tally: Tally) => number): string => {
    const shares = rows.map(([, tally]) => of(tally)).sort((left, right) => left - right)
    const at = (place: number): string => percent(shares[Math.floor((shares.length - 1) * place)] ?? 1)
    return `least ${at(0)}, first of ten ${at(0.1)}, middle ${at(0.5)}, best ${at(1)}`
  }
  const worst = rows
    .filter(([, tally]) => f1(tally) < 1)
    .sort(([, left], [, right]) => f1(left) - f1(right))
    .slice(0, worstCount)
  return [
    '',
    `servers: ${rows.length}; without any miss or false alarm: ${rows.filter(([, tally]) => f1(tally) === 1).length}`,
    `  recall     ${spread(recall)}`,
    `  precision  ${spread(precision)}`,
    ...worst.map(([name, tally]) => line(`  ${name}`, tally)),
    '',
  ].join('\n')
}

/** What was missed, by reason and disguise, and what was said in error. */
export function missesTable(outcomes: readonly Outcome[], most: number): string {
  const groups = Map.groupBy(
    outcomes.filter(({ one, isFound }) => one.identifier !== '' && !isFound),
    ({ one, reason }) => `${reason}: ${one.family}, ${one.chain}`,
  )
  const ordered = [...groups].sort(([, left], [, right]) => right.length - left.length)
  const lines = [`\nmisses by reason (${ordered.length} kinds)`]
  for (const [name, list] of ordered.slice(0, most)) {
    const examples = list.slice(0, 4).map(({ one }) => `${one.identifier} in ${one.carrier} #${one.number}`)
    lines.push(`${String(list.length).padStart(5)}  ${name} (${examples.join('; ')})`)
  }
  const wrong = outcomes.filter((outcome) => outcome.wrong.length > 0)
  lines.push('', `false alarms (${wrong.length})`)
  for (const { one, wrong: what } of wrong.slice(0, most))
    lines.push(
      `       ${what.slice(0, 2).join('; ')} in ${one.family}, ${one.chain}, ${one.carrier} #${one.number}`,
    )
  return `${lines.join('\n')}\n`
}

/** The labelled corpus, file by file, all of it, and what was missed or said in error. */
export function corpusTable(title: string, rows: readonly CorpusRow[], most: number): string {
  const total: Tally = { sent: 0, found: 0, wrong: 0 }
  for (const { tally } of rows) {
    total.sent += tally.sent
    total.found += tally.found
    total.wrong += tally.wrong
  }
  return [
    '',
    head(title),
    ...rows.map(({ file, tally }) => line(file.replace(/^.*\//, ''), tally)),
    line('all', total),
    '',
    ...rows.flatMap(({ file, missed }) => missed.map((what) => `  missed in ${file}: ${what}`)),
    ...rows
      .flatMap(({ file, wrong }) => wrong.map((what) => `  said in error of ${file}: ${what}`))
      .slice(0, most),
    '',
  ].join('\n')
}
