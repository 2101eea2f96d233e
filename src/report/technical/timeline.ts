import { sentApart, unsentText } from '../../assess/may-be-unsent.ts'
import { formatInstant } from '../../core/time.ts'
import { eventsText } from '../../correlate/words.ts'
import { plural } from '../phrases.ts'
import type { Html, HtmlValue } from './html.ts'
import { oneDecimal } from './one-decimal.ts'
import type { Page } from './page.ts'
import { shown } from './shown.ts'

interface Row {
  readonly name: string
  readonly isEvent: boolean
  /** Seconds since 1970-01-01T00:00:00Z, ascending. */
  readonly times: readonly number[]
}

const width = 960
const left = 230
const right = 10
const top = 26
const rowHeight = 24
/** Room for a name beside its row; how wide a character of a time is at most, and of names in the widest of the usual fonts. */
const nameWidth = left - 14
const characterWidth = 7.5
const narrow = 4.2
const wide = 12.2

/** Sends by recipient, and events by kind, over the time of the captures: a picture, and the same as a table. */
export function timeline(page: Page): HtmlValue {
  const { html, result } = page
  const all = rowsOf(page)
  const perhaps = result.correlation.mayBeUnsent
  const rows = all.slice(0, shown.timelineRows)
  const times = rows.flatMap(({ times: own }) => [own[0] ?? 0, own.at(-1) ?? 0])
  const observed = result.correlation.observed.intervals
  if (rows.length === 0) return ''
  let from = Math.min(...times)
  let to = Math.max(...times)
  for (const { start, end } of observed) {
    from = Math.min(from, start)
    to = Math.max(to, end)
  }
  if (to - from < 1) to = from + 1
  const inner = width - left - right
  const x = (at: number): number => left + ((at - from) / (to - from)) * inner
  const height = top + rows.length * rowHeight + 26
  const bottom = top + rows.length * rowHeight
  const marks = ticks(from, to)
  const start = timeText(from)
  const end = timeText(to)
  const told = rows.map(
    ({ name, times: own, isEvent }) => `${name}: ${plural(own.length, isEvent ? 'event' : 'send')}`,
  )
  return html`<figure tabindex="0">
<svg role="img" viewBox="0 0 ${width} ${height}" aria-labelledby="timeline-title timeline-desc">
<title id="timeline-title">Sends and events in time, ${start} to ${end}</title>
<desc id="timeline-desc">One row for each recipient, with an upright stroke for each send, and one for each kind of event, with a triangle for each. Shaded: when was captured. ${told.join('; ')}. The table below has the same as numbers.</desc>
${observed.map(
  ({
    start: begin,
    end: over,
  }) => html`<rect class="captured" x="${oneDecimal(x(begin))}" y="${top}" width="${oneDecimal(Math.max(1, x(over) - x(begin)))}" height="${bottom - top}"/>
`,
)}${marks.map(
  ({
    at,
    label,
  }) => html`<path class="grid" d="M${oneDecimal(x(at))} ${top}V${bottom}"/><text x="${oneDecimal(x(at))}" y="${bottom + 16}" text-anchor="${anchorOf(x(at), label)}">${label}</text>
`,
)}<text x="${left}" y="14">${start} to ${end} UTC</text>
${rows.map((row, index) => rowMarks(page, row, top + index * rowHeight, x))}<path class="axis" d="M${left} ${top}V${bottom}H${width - right}"/>
</svg>
<figcaption>Upright strokes are sends, triangles are events of the device; the shaded time was captured.${perhaps === 0 ? '' : ` ${unsentText(perhaps, 'not drawn')}`}</figcaption>
</figure>
${page.table(
  'The same as numbers (UTC)',
  ['Row', 'What', 'How many', 'First', 'Last'],
  rows.map(({ name, isEvent, times: own }) => [
    name,
    isEvent ? 'event of the device' : 'sends',
    own.length,
    timeText(own[0] ?? 0),
    timeText(own.at(-1) ?? 0),
  ]),
)}${page.leftOut(rows.length, all.length, 'rows')}`
}

/** Recipients of identifiers, those with findings first; then the kinds of events. */
function rowsOf(page: Page): Row[] {
  const { result } = page
  const sends = Map.groupBy(sentApart(result.transmissions).sent, ({ recipient }) => recipient)
  const ranked = [...new Set([...result.findings.map(({ recipient }) => recipient), ...sends.keys()])]
  const events = result.correlation.aligned.filter(({ times }) => times.length > 0)
  const room = Math.max(4, shown.timelineRows - events.length)
  const recipients = ranked.flatMap((recipient) => {
    const times = (sends.get(recipient) ?? []).map(({ at }) => at.sec + at.nsec / 1e9)
    return times.length === 0 ? [] : [{ name: page.name(recipient), isEvent: false, times: ascending(times) }]
  })
  const kinds = events.map(({ kind, times, isDerived }) => ({
    name: `${eventsText(kind)}${isDerived ? ' (seen in traffic)' : ''}`,
    isEvent: true,
    times: ascending([...times]),
  }))
  return [...recipients.slice(0, room), ...kinds, ...recipients.slice(room)]
}

function ascending(times: number[]): number[] {
  return times.filter((at) => Number.isFinite(at)).sort((one, other) => one - other)
}

function rowMarks(page: Page, row: Row, y: number, x: (at: number) => number): Html {
  const { html } = page
  const name = fitted(page.masker.hide(row.name), row.isEvent)
  // Marks that would lie on each other are one.
  const places = [...new Set(row.times.map((at) => oneDecimal(x(at))))]
  const mark = (place: string): string =>
    row.isEvent ? `M${place} ${y + 6}l5 11h-10z` : `M${place} ${y + 4}v${rowHeight - 8}`
  return html`<text x="${left - 8}" y="${y + 16}" text-anchor="end">${name}</text><path class="${row.isEvent ? 'event' : 'send'}" d="${places.map(mark).join('')}"/>
`
}

/** As much of a name as has room: the end of a host, which says whose it is, or the beginning of what else. */
function fitted(name: string, isRead: boolean): string {
  const characters = Array.from(name)
  if (!isRead) characters.reverse()
  let room = nameWidth
  const shownCount = characters.findIndex((character) => (room -= widthOf(character)) < 0)
  if (shownCount < 0) return name
  // The sign of what is left out is as wide as any.
  const kept = characters.slice(0, Math.max(1, shownCount - 2))
  return isRead ? `${kept.join('')}…` : `…${kept.reverse().join('')}`
}

function widthOf(character: string): number {
  if (/[ijltfrI.,:;|!'()\-\s]/.test(character)) return narrow
  if (/[mwMW@%]/.test(character) || (character.codePointAt(0) ?? 0) >= wideFrom) return wide
  return /[A-Z]/.test(character) ? (characterWidth + wide) / 2 : characterWidth
}

/** Scripts of Asia, whose signs are as wide as high. */
const wideFrom = 0x2e80

const stepSeconds: readonly number[] = [
  1, 2, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800,
  2_592_000, 7_776_000, 31_536_000,
]
const ticksMax = 9

function ticks(from: number, to: number): { at: number; label: string }[] {
  const fitting = stepSeconds.find((seconds) => (to - from) / seconds <= ticksMax)
  const step = fitting ?? (to - from) / ticksMax
  const marks: { at: number; label: string }[] = []
  for (let index = Math.ceil(from / step); index * step <= to && marks.length <= ticksMax; index++) {
    const at = index * step
    const text = timeText(at)
    const label = step >= 86_400 ? text.slice(0, 10) : step >= 60 ? text.slice(11, 16) : text.slice(11, 19)
    marks.push({ at, label })
  }
  return marks
}

/** A label stands below its mark, and before it where the picture ends. */
function anchorOf(x: number, label: string): 'middle' | 'end' {
  return x + (label.length * characterWidth) / 2 > width ? 'end' : 'middle'
}

/** `2019-02-11 05:44:19`, in UTC. */
function timeText(at: number): string {
  return formatInstant({ sec: Math.floor(at), nsec: 0 }, 0)
    .replace('T', ' ')
    .replace('Z', '')
}
