/** A log of Zeek in its text form: names and types of the columns, and rows of values (`null` is unset). */
export function zeekText(
  path: string,
  columns: readonly (readonly [name: string, type: string])[],
  rows: readonly (readonly (string | null)[])[],
): string {
  return [
    '#separator \\x09',
    '#set_separator\t,',
    '#empty_field\t(empty)',
    '#unset_field\t-',
    `#path\t${path}`,
    '#open\t2026-03-04-07-40-00',
    `#fields\t${columns.map(([name]) => name).join('\t')}`,
    `#types\t${columns.map(([, type]) => type).join('\t')}`,
    ...rows.map((row) => row.map((value) => value ?? '-').join('\t')),
    '#close\t2026-03-04-08-00-00',
    '',
  ].join('\n')
}
