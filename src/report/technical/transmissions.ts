import { compareInstants, formatInstant } from '../../core/time.ts'
import { mayBeUnsent } from '../../assess/may-be-unsent.ts'
import { isOpenedByProxy } from '../../assess/on-this-side.ts'
import { onTheWay } from '../../assess/on-the-way.ts'
import { heaviestFirst } from '../../assess/severity.ts'
import type { Transmission } from '../../assess/types.ts'
import { titleOf } from '../../detect/title-of.ts'
import { placeWord } from '../entries.ts'
import { plural, protocolText, requestWords, transmissionsOf } from '../phrases.ts'
import type { Html } from './html.ts'
import type { Page } from './page.ts'
import { shown } from './shown.ts'

/** Every message that carried identifiers, in the order of time. */
export function transmissionsSection(page: Page): Html {
  const { html, result } = page
  const all = result.transmissions.toSorted((left, right) => compareInstants(left.at, right.at))
  if (all.length === 0)
    return html`<p>No message with an identifier was seen.</p>
`
  const list = all.slice(0, shown.transmissions)
  const findings = new Map<Transmission, string[]>()
  for (const finding of result.findings)
    for (const one of transmissionsOf(result, finding))
      findings.set(one, [...(findings.get(one) ?? []), finding.id])
  return html`${page.table(
    `${plural(all.length, 'message')} with identifiers, in the order of time (UTC)`,
    ['Time', 'Recipient and finding', 'Request', 'Protection', 'Identifiers', 'Answer', placesWord(page)],
    list.map((one) => [
      formatInstant(one.at, Math.min(3, result.captures[one.capture]?.timeDigits ?? 3)).replace('T', ' '),
      html`${page.name(one.recipient)}<br><small>${findingsText(findings.get(one) ?? [])}</small>`,
      requestText(page, one),
      protectionWords(one),
      heaviestFirst(one.identifiers).map(shortTitle).join(', '),
      answerText(page, one),
      framesText(page, one),
    ]),
  )}${page.leftOut(list.length, all.length, 'messages')}`
}

/** How it travelled, which not all that was recorded says. */
function protectionWords(one: Transmission): string {
  return {
    clear: 'not encrypted',
    encrypted:
      one.summary.isSealedByProgram === true
        ? 'encrypted (by the program itself)'
        : `encrypted ${isOpenedByProxy(one) ? 'as far as a proxy ' : ''}(${protocolText(one.protection)})`,
    untold: 'not known',
  }[onTheWay(one)]
}

function findingsText(ids: readonly string[]): string {
  const rest = ids.length - 4
  return ids.length === 0
    ? 'part of no finding'
    : `${ids.slice(0, 4).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`
}

/** Without what stands in brackets, which explains it: the findings have that. */
function shortTitle(identifier: string): string {
  return titleOf(identifier).split(' (')[0] ?? ''
}

function requestText(page: Page, one: Transmission): string {
  const { path, port, code } = one.summary
  const words = [
    page.masker.hide(requestWords(one.summary), page.siblings(one)),
    page.masker.hidePath(path, page.siblings(one)),
  ]
  const by = code === undefined ? '' : `, sent by ${page.masker.hide(code[0] ?? '', page.siblings(one))}`
  const where = port === 0 ? '' : ` to port ${port}`
  return `${words.filter((word) => word !== '').join(' ')}${where}${by}`
}

function answerText(page: Page, one: Transmission): string {
  if (one.copy === 'other') return 'read from another copy of the bytes: which one was answered is not known'
  if (mayBeUnsent(one)) return 'none seen: it was given up, and may never have been sent'
  if (one.receipt === null) return one.summary.hasNoAnswer === true ? 'its protocol sends none' : 'none seen'
  const { status, accepted, reason } = one.receipt
  const verdict = accepted === null ? '' : accepted ? 'accepted' : 'refused'
  const words = [status > 0 ? `status ${status}` : '', verdict].filter((word) => word !== '').join(', ')
  return page.masker.hide([words, reason].filter((word) => word !== '').join(': '), page.siblings(one))
}

/** What the numbers in the last column count. */
function placesWord({ result }: Page): string {
  const words = new Set(result.captures.map((_, capture) => placeWord(result, capture)))
  return words.size > 1 ? 'Frames or entries' : words.has('entry') ? 'Entries' : 'Frames'
}

function framesText(page: Page, one: Transmission): string {
  const many = page.result.captures.length > 1 ? `capture ${one.capture + 1}: ` : ''
  const rest = one.frames.length > 6 ? ` … ${one.frames.at(-1) ?? ''}` : ''
  return `${many}${one.frames.slice(0, 6).join(', ')}${rest}`
}
