/**
 * Records of Zeek's logs that name no connection, told by their members (docs.zeek.org, script reference): JSON lines seldom
 * say of which log they are.
 */

/** Members that together are in no record of another program, and the log that they are of. */
const telling: readonly (readonly [path: string, ...names: string[]])[] = [
  ['analyzer', 'analyzer_kind', 'analyzer_name'],
  ['broker', 'ty', 'ev'],
  ['capture_loss', 'ts_delta', 'percent_lost'],
  ['config', 'old_value', 'new_value'],
  ['dhcp', 'uids'],
  ['files', 'fuid'],
  ['intel', 'seen_indicator'],
  ['known_certs', 'port_num', 'issuer_subject'],
  ['known_devices', 'mac', 'dhcp_host_name'],
  ['known_services', 'port_num', 'port_proto'],
  ['netcontrol', 'rule_id', 'category', 'cmd'],
  ['notice', 'note', 'suppress_for'],
  ['notice', 'note', 'actions'],
  ['ocsp', 'hashAlgorithm', 'certStatus'],
  ['packet_filter', 'filter', 'init', 'success'],
  ['pe', 'machine', 'compile_ts'],
  ['pe', 'machine', 'section_names'],
  ['reporter', 'level', 'message', 'location'],
  ['signatures', 'sig_id', 'event_msg'],
  ['software', 'host', 'software_type'],
  ['stats', 'peer', 'pkts_proc', 'events_proc'],
  ['telemetry', 'peer', 'metric_type'],
  ['unknown_protocols', 'analyzer', 'protocol_id'],
  ['weird', 'name', 'notice', 'peer'],
  ['x509', 'certificate_version'],
  ['x509', 'certificate_serial'],
]

/** Members that tell only where there are no others beside them. */
const whole: readonly (readonly [path: string, ...names: string[]])[] = [
  ['cluster', 'node', 'message'],
  ['known_hosts', 'host'],
  ['pe', 'id', 'machine'],
  ['print', 'vals'],
]

/** A script that Zeek loaded: of that log alone a record has no time. */
export const zeekScript: RegExp = /^\{"name": ?" *[^"]{1,1024}\.(?:zeek|bro)"\}/

/** A member's name as {@link zeekLogOf} knows it: those of parts may be joined with `.` or `_`. */
export function joinedName(name: string): string {
  return name.replaceAll('.', '_')
}

/** The log that a record with these members (see {@link joinedName}) is of; '' where they do not tell. `isWhole`: it has no others. */
export function zeekLogOf(names: ReadonlySet<string>, isWhole: boolean): string {
  if (!names.has('ts')) return ''
  const has = (name: string): boolean => names.has(name)
  const known = telling.find(([, ...wanted]) => wanted.every(has))
  if (known !== undefined || !isWhole) return known?.[0] ?? ''
  return whole.find(([, ...wanted]) => wanted.length + 1 === names.size && wanted.every(has))?.[0] ?? ''
}
