import { listOf, textOf } from '../core/json-value.ts'
import { joinAct, joinedDigests } from './ledger.ts'
import type { CustodyRecord } from './ledger.ts'

/**
 * Where the acts of a ledger can not have been done one after the other, a clause for each: a case is made once and before
 * all else, a result is derived from what was put into the case before, and so is a recording declared, of files that are in no
 * other; and a result is bundled after it was derived. Whoever writes a ledger anew can tell them in order: that they are is no proof.
 */
export function actProblems(records: readonly CustodyRecord[]): string[] {
  const found: string[] = []
  const added = new Set<string>()
  const joined = new Set<string>()
  const derived = new Set<string>()
  const later = new Set(
    records.filter(({ act }) => act === 'scan').map(({ details }) => textOf(details['key'])),
  )
  for (const [index, { act, sequence, details }] of records.entries()) {
    if (index === 0 && act !== 'init') found.push('the ledger does not begin with the making of the case')
    if (index > 0 && act === 'init')
      found.push(`the ledger tells in #${sequence} that the case was made, after other acts`)
    if (act === 'add') added.add(textOf(details['digest'] ?? details['sha256']))
    if (act === joinAct) found.push(...joinProblems(sequence, joinedDigests(details), added, joined))
    if (act === 'scan') {
      derived.add(textOf(details['key']))
      // Of the first form of the ledger, and of encrypted cases, it is not known from what.
      const { evidence } = details
      for (const name of listOf(evidence).map(textOf)) {
        const digest = /^evidence\/([0-9a-f]{64})/.exec(name)?.[1]
        if (digest !== undefined && !added.has(digest))
          found.push(
            `the ledger tells in #${sequence} of a result from ${name}, which was not put into the case before`,
          )
      }
    }
    const result = textOf(details['result'])
    // A result that is told nowhere is named by who looks for it.
    if (act === 'bundle' && !derived.has(result) && later.has(result))
      found.push(`the ledger tells in #${sequence} that results/${result} was bundled, before it was derived`)
  }
  return found
}

/** What is wrong with a recording that an act declares; `joined` are the files of those before, to which its own are added. */
function joinProblems(
  sequence: number,
  digests: readonly string[],
  added: ReadonlySet<string>,
  joined: Set<string>,
): string[] {
  const told = `the ledger tells in #${sequence} of a recording`
  if (new Set(digests).size < 2) return [`${told} of fewer than two files`]
  return digests.flatMap((digest) => {
    if (!added.has(digest)) return [`${told} with evidence/${digest}, which was not put into the case before`]
    if (joined.has(digest)) return [`${told} with evidence/${digest}, which is in one already`]
    joined.add(digest)
    return []
  })
}
