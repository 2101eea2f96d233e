import { count } from '../../correlate/words.ts'
import type { CompareRow, CompareStatus } from './compare-row.ts'

/** What became of all rows, in a sentence. */
export function summaryOf(rows: readonly CompareRow[]): string {
  if (rows.length === 0) return 'Neither side shows a transmission that carries an identifier.'
  if (rows.every(({ status }) => status === 'gone')) return goneText(rows)
  const hosts = new Set(rows.filter((one) => one.status !== 'gone').map((one) => one.recipient)).size
  // What follows several kinds of event is one thing that is sent, and has a row for each of them.
  const pairs = [...Map.groupBy(rows, (one) => `${one.recipient} ${one.identifier}`).values()]
  const of = (status: CompareStatus): CompareRow[][] =>
    pairs.filter((own) => own.some((one) => one.status === status))
  const added = of('new')
  const unsure = added.filter((own) => own.every(({ doubt }) => doubt !== null)).length
  // Only what is shown is called gone: what was not seen may be there.
  const gone = of('gone').filter((own) => own.some(({ isProven }) => isProven))
  const unseen = of('gone').length - gone.length
  const isPart = gone.some((own) => own.some(({ isProven }) => !isProven))
  return `Pairs of identifier and recipient: ${of('present').length} still sent, ${of('changed').length} changed, ${added.length} new${unsure === 0 ? '' : ` (${unsure === added.length ? '' : `${unsure} of them `}perhaps sent before, too)`}, ${gone.length} gone${isPart ? ' (not shown for each kind of event)' : ''}${unseen === 0 ? '' : `, ${unseen} not seen (which is no proof)`}; ${count(hosts, 'recipient')} to look at.`
}

/** The same where nothing is left of what was sent before: for which kinds of event that is shown. */
function goneText(rows: readonly CompareRow[]): string {
  const proven = rows.filter((one) => one.isProven).length
  const pairs = count(rows.length, 'pair')
  if (proven === rows.length)
    return `All that was seen to be sent before is gone (${pairs} of identifier and event, all shown).`
  const doubt = rows.find((one) => one.doubt !== null)?.doubt ?? null
  return `Nothing of what was sent before was seen after; ${proven} of ${pairs} of identifier and event ${proven === 1 || rows.length === 1 ? 'is' : 'are'} shown to be gone${doubt === null ? ', for the others there were too few events' : `: ${doubt}`}.`
}
