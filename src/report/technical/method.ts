import { compareInstants, secondsBetween } from '../../core/time.ts'
import { entriesText, holdsEntries, recordedTexts } from '../entries.ts'
import { grouped } from '../../core/grouped.ts'
import { hasValues } from '../../device/has-values.ts'
import { captureName, duration, plural, profileText, spanText } from '../phrases.ts'
import { utc, zonedSeconds, zoneName } from '../../core/zoned-time.ts'
import type { CaptureSummary } from '../../pipeline/scan-result.ts'
import { fileNames } from '../file-names.ts'
import { keysTexts } from '../keys-texts.ts'
import { filesInOrder, namedFilesMax } from '../recording-files.ts'
import type { Html, HtmlValue } from './html.ts'
import type { Page } from './page.ts'

/** What was looked at, for the head of the page. */
export function capturesBlock(page: Page): Html {
  const { html, result, options } = page
  const { profile, untraceable } = result
  const profileName = page.masker.hideName(profile?.name ?? '')
  const table = page.table(
    'What was looked at',
    ['File', 'SHA-256', 'Format', 'Holds', 'Time'],
    result.captures.map((capture, index) => [
      page.masker.hideName(captureName(capture, page.files[index] ?? '', options.isRevealed)),
      html`<code class="hash">${capture.sha256 ?? 'not computed'}</code>`,
      `${capture.format}${capture.isGzip ? ', gzip’d' : ''}, ${grouped(capture.fileBytes)} bytes`,
      holdsEntries(capture) ? entriesText(capture.entries) : plural(capture.packets, 'packet'),
      capture.first === null || capture.last === null
        ? 'no times'
        : `${spanText(capture.first, capture.last)} (${duration(secondsBetween(capture.first, capture.last))})`,
    ]),
  )
  const notes = [
    profile !== null && hasValues(profile)
      ? `Profile: ${profileName === '' ? 'without a name' : profileName}. Its values were searched in every written form that varde knows of each${untraceable.length === 0 ? '' : `, but for ${plural(untraceable.length, 'value')} that can not be told from chance (${[...new Set(untraceable)].join(', ')}): looked for under key names only`}.`
      : `${profileText(profile, profileName).replace(/^[a-z]/, (first) => first.toUpperCase())}.`,
    ...keysTexts(result).map(
      (text) => `${page.masker.hideName(text).replace(/^[a-z]/, (first) => first.toUpperCase())}.`,
    ),
    ...recordedTexts(result).map((text) => `${text}.`),
    ...result.captures.flatMap(({ application, comments }) => [
      ...(application === null ? [] : [`Captured by: ${application}.`]),
      ...comments.map((comment) => `Comment in the capture: ${page.masker.hideName(comment)}`),
    ]),
    ...zoneNotes(page),
    result.shownValues !== undefined
      ? 'Values are hidden as they are in the result that this page was made of.'
      : options.isRevealed
        ? 'Values are shown in full: this page holds personal data.'
        : 'Values are masked: a few of their characters stay, so that their owner can recognise them; values that would look the same are numbered.',
  ]
  return html`${table}${result.captures.map((capture) => recordingTable(page, capture))}${page.list(notes)}`
}

/** The files of a recording that was cut into files; '' of a capture in one file. */
function recordingTable(page: Page, capture: CaptureSummary): HtmlValue {
  const { html } = page
  const files = filesInOrder(capture)
  if (files.length === 0) return ''
  const names = fileNames(files.map(({ file }) => file))
  return html`<p>These files were read as one recording, in the order of their first packets. Frames are numbered through all of them, and the SHA-256 above is that of their bytes in this order.</p>
${page.table(
  'Files of the recording',
  ['File', 'SHA-256', 'Size', 'Holds', 'Time'],
  files
    .slice(0, namedFilesMax)
    .map(({ file, frames, time, border }, index) => [
      page.masker.hideName(captureName(file, names[index] ?? '', page.options.isRevealed)),
      html`<code class="hash">${file.sha256 ?? 'not computed'}</code>`,
      `${grouped(file.fileBytes)} bytes${file.isGzip ? ', gzip’d' : ''}`,
      frames,
      border === '' ? time : `${time}; ${border}`,
    ]),
)}${page.leftOut(namedFilesMax, files.length, 'files of the recording')}`
}

/** All times of the page are in UTC, as the tools show them that check it: what that is where the people concerned live. */
function zoneNotes({ result, options: { timeZone = utc } }: Page): string[] {
  const times = result.captures.flatMap(({ first, last }) =>
    first === null || last === null ? [] : [first, last],
  )
  const [first, ...others] = times.toSorted(compareInstants)
  if (timeZone === utc || first === undefined) return []
  const last = others.at(-1) ?? first
  return [
    `Times are in UTC. By the time of the people concerned (${zoneName(timeZone)}) it was captured from ${zonedSeconds(first, timeZone)} to ${zonedSeconds(last, timeZone)}.`,
  ]
}

/** The data that attribution rests on, with dates and credits. */
export function dataSection(page: Page): Html {
  const { html, result } = page
  if (result.dataSets.length === 0)
    return html`<p>None was used.</p>
`
  return html`<p>Organisations, networks and countries come from data on the machine that made this page; nothing was looked up elsewhere.</p>
${page.table(
  'Data sets',
  ['Data set', 'As of', 'Licence', 'Credit'],
  result.dataSets.map(({ name, builtOn, licence, attribution }) => [name, builtOn, licence, attribution]),
)}`
}

const method: readonly string[] = [
  'Packets are put back into streams by their sequence numbers; protocols are recognised by content, on any port. Where the first bytes say little (DNS, NTP, CoAP and others), less of them is enough on the protocol’s own port.',
  'What the phone sends is searched for identifiers: by known forms and check digits, by the names of fields, by recipes of known senders, and for the values of the profile in every written form that varde knows of each, as far as they can be told from chance. What it receives is searched for the values of the profile only.',
  'Encodings are undone step by step (URL, form, JSON, base64, hex, compression and others); each value keeps the frames and bytes it came from.',
  'Severity follows from a table: what the identifiers name, whether anyone on the way could read them, who receives them. Reasons and counter-evidence stand beside each finding.',
  'A trigger is reported where sends follow a kind of event more often than random shifts of the same times do; of all that are listed, the share expected to be chance is limited (Benjamini–Hochberg). Its p counts the shifts that did as well; it is doubled where two kinds of time windows were tried, and where few shifts did as well, their spread may make it greater, never smaller.',
]

const limitsOfMethod: readonly string[] = [
  'Encrypted content without keys was not read: to whom, how much and when is seen, not what.',
  'What is not in the capture was not seen: other networks, the inside of a VPN, lost packets, times when nobody captured.',
  'Values that an app encrypted, salted or shuffled by a way of its own before sending can not be recognised.',
  'An address says which network a server is in, not who reads the data; a country of an address is a claim of its source.',
  'A trigger is no proof of a cause: events that happen together can not be told apart.',
  '“Nothing found” means: not in what could be read. The coverage statement says how much that is.',
  'This page states facts; it does not judge whether they are lawful.',
]

/** How the facts were found, and what the method cannot tell. */
export function methodSection(page: Page): Html {
  const { html } = page
  return html`<h3>Method</h3>
${page.list(method)}<h3>Limits</h3>
${page.list(limitsOfMethod)}`
}
