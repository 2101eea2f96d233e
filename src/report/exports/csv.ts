import { printable } from '../printable.ts'
import type { Exporter } from './exporter.ts'

const columns = [
  'time',
  'capture',
  'recipient',
  'organisation',
  'identifier',
  'value',
  'confidence',
  'protection',
  'frames',
  'exchange',
] as const

/** Comma-separated values (RFC 4180), safe to open in a spreadsheet: no cell is a formula. */
export const exporter: Exporter = {
  name: 'csv',
  title: 'comma-separated values, a row for each observation',
  render: (given) => {
    const rows = given
      .rows()
      .map(({ observation, recipient, at, host, value, capture }) => [
        at,
        capture,
        host,
        recipient.organisation?.name ?? '',
        observation.identifier,
        value,
        observation.confidence,
        observation.protection,
        [...new Set(observation.spans.map(({ frame }) => frame))].join(' '),
        String(observation.exchange),
      ])
    return `${[columns, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`
  },
}

/**
 * What a spreadsheet takes for the beginning of a formula, at the beginning of a cell, or behind what another setting
 * of the country takes for the end of one (a semicolon, a bar); also in its full-width forms.
 */
const formula = /(^|[;|])([\s"]*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])/g

/** An apostrophe before it says that it is text; control characters, tabs and ends of lines are written as escapes. */
function cell(text: string): string {
  const safe = printable(text).replaceAll(formula, "$1$2'")
  return /[",]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
