/** The columns with which a record of Zeek names its connection. */
export const zeekConnection = [
  ['ts', 'time'],
  ['uid', 'string'],
  ['id.orig_h', 'addr'],
  ['id.orig_p', 'port'],
  ['id.resp_h', 'addr'],
  ['id.resp_p', 'port'],
] as const

/** What the records of one handshake of a WebSocket in `http` and `websocket` have in common. */
export const zeekHandshake = {
  ts: 1_772_610_003,
  uid: 'C4',
  'id.orig_h': '192.0.2.10',
  'id.orig_p': 5002,
  'id.resp_h': '198.51.100.2',
  'id.resp_p': 80,
  host: 'ws.example.com',
  uri: '/socket',
} as const

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
