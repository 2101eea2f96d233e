import { eventsText } from '../../correlate/words.ts'
import { clockDoubtsOf } from '../compare/caveats.ts'
import { compareSides } from '../compare.ts'
import type { CompareRow } from '../compare/compare-row.ts'
import { premiseDoubtOf } from '../compare/premises.ts'
import { notGivenText, profileTest } from '../own-numbers.ts'
import { heaviestFirst } from '../severity.ts'
import { isUnread, presenceOf, recipientOf } from '../side.ts'
import type { Side } from '../side.ts'
import type { Answer, Claim, Evidence } from './claim.ts'
import { deciding, isMeant, noCapture } from './sends.ts'

/** The sender is still there, and this was not seen to be sent: that neither contradicts a fix nor supports it. */
function isSilent({ status, movedTo }: CompareRow): boolean {
  return status === 'changed' && movedTo === undefined
}

/** It was seen after only, and may have been sent before, too: nothing that the update did or did not end. */
function isPerhapsOld({ status, doubt }: CompareRow): boolean {
  return status === 'new' && doubt !== null
}

/**
 * What of the same identifiers goes now to somebody whom the statement does not name, and was not seen to go there before: what
 * is surely new first.
 */
function elsewhereNow(all: readonly CompareRow[], gone: readonly CompareRow[]): CompareRow | undefined {
  const kinds = new Set(gone.map(({ identifier }) => identifier))
  const added = all.filter(({ status, identifier }) => status === 'new' && kinds.has(identifier))
  return added.find(({ doubt }) => doubt === null) ?? added[0]
}

/** What would show what goes to a host now. */
function readingTest(after: Side, host: string): string {
  if (['absent', 'dns-only', 'blocked'].includes(presenceOf(after, host)))
    return `A capture after the update in which ${host} is reached, and what is sent there can be read.`
  if (isUnread(recipientOf(after, host)))
    return `What is sent to ${host} after the update in clear (a key log, or interception on a test phone).`
  return notGivenText(after) === ''
    ? `What the fields mean that ${host} is sent after the update: its operator, or the program that sends, knows.`
    : profileTest(after)
}

const updateTest =
  'A capture of the same phone after the update, with the same things done to it (files behind --), and a planted canary request.'

/** “The update has ended it”: held against the comparison of before and after. */
export function fixedByUpdate(claim: Claim, { before, after, canary }: Evidence): Answer {
  if (before === null) return noCapture
  if (after === null)
    return {
      verdict: 'not-testable',
      reason: 'No capture after the update is at hand.',
      wouldTest: updateTest,
    }
  const comparison = compareSides(before, after, { canary, boundMax: 0.1 })
  const doubt = premiseDoubtOf(comparison.premises)
  if (doubt !== null)
    return {
      verdict: 'not-testable',
      reason: `Of this pair of captures nothing can be said: ${doubt}.`,
      wouldTest: updateTest,
    }
  const meant = comparison.rows.filter(
    (one) => claim.sender === '' || one.recipient === claim.sender || one.family === claim.sender,
  )
  // The sentence quoted is that of what weighs most, not of the first letter, and after what it was sent most often.
  const order = heaviestFirst(new Set(meant.map((one) => one.identifier)))
  const byWeight = (hitsOf: (row: CompareRow) => number): CompareRow[] =>
    meant.toSorted(
      (left, right) =>
        order.indexOf(left.identifier) - order.indexOf(right.identifier) || hitsOf(right) - hitsOf(left),
    )
  const rows = byWeight((one) => one.before.hits)
  if (rows.length === 0)
    return {
      verdict: 'not-testable',
      reason: 'It was not sent before, so there is nothing to be fixed.',
      wouldTest: 'A capture of an affected unit before the update.',
    }
  // What it is not sent after any more does not show that it is sent.
  const still = byWeight((one) => one.after.hits).find(
    (one) => one.status !== 'gone' && !isSilent(one) && !isPerhapsOld(one),
  )
  if (still !== undefined)
    return {
      verdict: 'contradicted',
      reason: [still.sentence, ...clockDoubtsOf(before, after)].join(' '),
      transmissions: deciding(
        after.transmissions.filter((one) => isMeant(claim, one) || one.host === still.movedTo),
        'after',
      ),
    }
  const [silent] = rows.filter(isSilent)
  if (silent !== undefined)
    return {
      verdict: 'not-testable',
      reason: [silent.sentence, ...clockDoubtsOf(before, after)].join(' '),
      wouldTest: readingTest(after, silent.recipient),
    }
  const perhapsOld = rows.find(isPerhapsOld)
  if (perhapsOld !== undefined)
    return {
      verdict: 'not-testable',
      reason: [perhapsOld.sentence, ...clockDoubtsOf(before, after)].join(' '),
      wouldTest: `Captures from before the update that show whether ${perhapsOld.recipient} was sent it then, too.`,
    }
  const shown = rows.filter((one) => one.isProven)
  const open = rows.filter((one) => !one.isProven)
  // One event that shows it is enough for a recipient, and says nothing of another one.
  const unshown = open.find((one) => shown.every(({ recipient }) => recipient !== one.recipient))
  const openKinds = [
    ...new Set(open.map(({ event }) => (event === null ? 'the observed time' : eventsText(event)))),
  ]
  if (unshown !== undefined)
    return {
      verdict: 'not-testable',
      reason: [unshown.sentence, ...clockDoubtsOf(before, after)].join(' '),
      wouldTest:
        unshown.maybeMovedTo !== undefined
          ? readingTest(after, unshown.maybeMovedTo)
          : canary !== null && unshown.doubt !== null
            ? 'A capture after the update in which nothing stands against it, with more of the same stimuli.'
            : `More of the same stimuli after the update${canary === null ? ', and a planted canary request (--canary)' : ''}.`,
    }
  const elsewhere = elsewhereNow(comparison.rows, rows)
  if (elsewhere?.doubt === null)
    return {
      verdict: 'not-testable',
      reason: [
        shown[0]?.sentence ?? '',
        elsewhere.sentence,
        'Whether it took the place of what is gone is not known.',
        ...clockDoubtsOf(before, after),
      ].join(' '),
      wouldTest: `What sends it to ${elsewhere.recipient}: whether that came with the update, or from a program that was installed since.`,
    }
  return {
    verdict: 'supported',
    reason: `${shown[0]?.sentence ?? ''}${openKinds.length === 0 ? '' : ` For ${openKinds.join(', ')} alone ${open.every((one) => one.doubt === null) ? 'there were too few events to show it' : 'it is not shown'}.`}${elsewhere === undefined ? '' : ` ${elsewhere.sentence}`}${comparison.caveats.map((text) => ` ${text}`).join('')}`,
    wouldTest: openKinds.length === 0 ? '' : `More of: ${openKinds.join(', ')}.`,
  }
}
