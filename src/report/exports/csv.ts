import { csvCell } from '../writing/csv-cell.ts'
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
  'may_be_unsent',
] as const

/** Comma-separated values (RFC 4180), safe to open in a spreadsheet: no cell is a formula. */
export const exporter: Exporter = {
  name: 'csv',
  title: 'comma-separated values, a row for each observation',
  render: (given) => {
    const rows = given
      .rows()
      .map(({ observation, recipient, at, host, value, capture, protection, mayBeUnsent }) => [
        at,
        capture,
        host,
        recipient.organisation?.name ?? '',
        observation.identifier,
        value,
        observation.confidence,
        protection,
        [...new Set(observation.spans.map(({ frame }) => frame))].join(' '),
        String(observation.exchange),
        mayBeUnsent ? 'true' : '',
      ])
    return `${[columns, ...rows].map((row) => row.map(csvCell).join(',')).join('\r\n')}\r\n`
  },
}
