import { onTheWay } from '../../assess/on-the-way.ts'
import type { OnTheWay } from '../../assess/on-the-way.ts'
import { heaviestFirst } from '../../assess/severity.ts'
import type { Observation } from '../../assess/types.ts'
import { grouped } from '../../core/grouped.ts'
import type { Html, HtmlValue } from './html.ts'
import type { Page } from './page.ts'
import { shown } from './shown.ts'
import { exchangeKey } from '../../assess/exchange-key.ts'
import { titleOf } from '../../detect/title-of.ts'

interface Cell {
  readonly sent: Set<string>
  readonly ways: Set<OnTheWay>
  isSure: boolean
}

/** The worst way that is known of the messages counts. */
const wayWords: readonly (readonly [OnTheWay, string])[] = [
  ['clear', ' in clear'],
  ['encrypted', ' encrypted'],
  ['untold', ', not known how'],
]

/** Who got what: identifiers against recipients, whichever are more in the rows. */
export function matrixSection(page: Page): Html {
  const { html, result } = page
  const cells = cellsOf(page)
  const kinds = heaviestFirst(new Set(result.observations.map(({ identifier }) => identifier)))
  const getting = new Set(result.observations.filter(isSent).map(({ recipient }) => recipient))
  const recipients = result.recipients.filter(({ id }) => getting.has(id)).map(({ id }) => id)
  const held = kinds.filter((kind) => recipients.some((recipient) => cells.has(`${recipient} ${kind}`)))
  if (recipients.length === 0 || held.length === 0)
    return html`<p>No identifier was seen to be sent to anybody.</p>
`
  const hasKindRows = held.length >= recipients.length
  const rows = hasKindRows ? held : recipients.slice(0, shown.matrixRows)
  const columns = hasKindRows ? recipients : held
  const cell = (row: string, column: string): string =>
    cellText(cells.get(hasKindRows ? `${column} ${row}` : `${row} ${column}`))
  const name = (key: string, isKind: boolean): string => (isKind ? titleOf(key) : page.name(key))
  const parts = Math.ceil(columns.length / shown.matrixColumns)
  const tables = Array.from({ length: parts }, (_, part) => {
    const own = columns.slice(part * shown.matrixColumns, (part + 1) * shown.matrixColumns)
    const which = parts === 1 ? '' : ` (part ${part + 1} of ${parts})`
    return page.table(
      `Identifiers by recipient${which}: in how many messages each was sent, and whether anyone on the way could read it`,
      [
        hasKindRows ? 'Identifier' : 'Recipient',
        ...own.map((column) => wrappable(page, name(column, !hasKindRows))),
      ],
      rows.map((row) => [name(row, hasKindRows), ...own.map((column) => cell(row, column))]),
    )
  })
  return html`${tables}${page.leftOut(rows.length, hasKindRows ? held.length : recipients.length, 'rows')}<p class="note">“in clear”: at least one of these messages was not encrypted. “possible”: no observation of it is more than possible. “not known how”: what was recorded does not say whether it was encrypted. A dash: not seen to be sent.</p>
`
}

/** A name that would make its column wider than a page is cut over lines; others stand in one piece. */
function wrappable(page: Page, name: string): HtmlValue {
  return page.html`<span class="${name.length > nameCharsMax ? 'long' : 'short'}">${name}</span>`
}

const nameCharsMax = 40

function isSent(observation: Observation): boolean {
  return observation.direction === 'sent'
}

function cellsOf(page: Page): Map<string, Cell> {
  const cells = new Map<string, Cell>()
  for (const observation of page.result.observations) {
    if (!isSent(observation)) continue
    const key = `${observation.recipient} ${observation.identifier}`
    let cell = cells.get(key)
    if (cell === undefined) {
      cell = { sent: new Set(), ways: new Set(), isSure: false }
      cells.set(key, cell)
    }
    cell.sent.add(exchangeKey(observation))
    const message = page.transmission(observation)
    if (message !== undefined) cell.ways.add(onTheWay(message))
    cell.isSure ||= observation.confidence !== 'possible'
  }
  return cells
}

function cellText(cell: Cell | undefined): string {
  if (cell === undefined) return '–'
  const way = wayWords.find(([one]) => cell.ways.has(one))?.[1] ?? ''
  return `${grouped(cell.sent.size)}×${way}${cell.isSure ? '' : ', possible'}`
}
