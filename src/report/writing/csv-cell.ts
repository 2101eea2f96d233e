import { printable } from './printable.ts'

/**
 * What a spreadsheet takes for the beginning of a formula, at the beginning of a cell, or behind what another setting
 * of the country takes for the end of one (a semicolon, a bar); also in its full-width forms.
 */
const formula = /(^|[;|])([\s"]*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])/g

/**
 * A cell of comma-separated values (RFC 4180), safe to open in a spreadsheet: an apostrophe before what could be a formula
 * says that it is text; control characters, tabs and ends of lines are written as escapes.
 */
export function csvCell(text: string): string {
  const safe = printable(text).replaceAll(formula, "$1$2'")
  return /[",]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
