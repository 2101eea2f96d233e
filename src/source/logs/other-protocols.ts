import type { Instant } from '../../core/time.ts'
import { listOf, recordOf } from '../../core/json-value.ts'
import type { Ends, ExchangeEntry } from '../entry.ts'
import { loggedMessage } from './logged-message.ts'

/** Where a text of the client stands in a record: `request.bind_request.name`, through lists as well; and what it is called here. */
type ClientText = readonly [path: string, name: string]

/**
 * What logs keep of protocols that are read in no packet either: texts that the client sent. What the server said, or may
 * have said, is not among them. Zeek's by the name of the log (docs.zeek.org, script reference).
 */
export const zeekTexts: ReadonlyMap<string, readonly ClientText[]> = new Map([
  [
    'radius',
    [
      ['username', 'User-Name'],
      ['mac', 'Calling-Station-Id'],
      ['tunnel_client', 'Tunnel-Client'],
      ['connect_info', 'Connect-Info'],
    ],
  ],
  ['snmp', [['community', 'Community']]],
  [
    'irc',
    [
      ['nick', 'Nick'],
      ['user', 'User'],
      ['value', 'Value'],
      ['addl', 'Text'],
    ],
  ],
  [
    'ldap',
    [
      ['object', 'Object'],
      ['argument', 'Argument'],
    ],
  ],
  [
    'ldap_search',
    [
      ['base_object', 'Base-Object'],
      ['filter', 'Filter'],
    ],
  ],
  ['syslog', [['message', 'Message']]],
  [
    'ntlm',
    [
      ['username', 'Username'],
      ['hostname', 'Host-Name'],
      ['domainname', 'Domain'],
    ],
  ],
  [
    'kerberos',
    [
      ['client', 'Client'],
      ['service', 'Service'],
    ],
  ],
  [
    'rdp',
    [
      ['cookie', 'Cookie'],
      ['client_name', 'Client-Name'],
      ['client_dig_product_id', 'Product-Id'],
    ],
  ],
  ['ssh', [['client', 'Client']]],
  ['mysql', [['arg', 'Argument']]],
])

/** Suricata's by the type of the event (docs.suricata.io, “EVE JSON format”). */
export const eveTexts: ReadonlyMap<string, readonly ClientText[]> = new Map([
  ['snmp', [['community', 'Community']]],
  [
    'ldap',
    [
      ['request.bind_request.name', 'Name'],
      ['request.search_request.base_object', 'Base-Object'],
      ['request.modify_request.object', 'Object'],
      ['request.add_request.entry', 'Entry'],
      ['request.del_request.dn', 'Object'],
      ['request.compare_request.entry', 'Entry'],
    ],
  ],
  [
    'krb5',
    [
      ['cname', 'Client'],
      ['realm', 'Realm'],
      ['sname', 'Service'],
    ],
  ],
  ['tftp', [['file', 'File']]],
  [
    'ssh',
    [
      ['client.proto_version', 'Version'],
      ['client.software_version', 'Client'],
    ],
  ],
  [
    'rdp',
    [
      ['cookie', 'Cookie'],
      ['client.client_name', 'Client-Name'],
      ['client.id', 'Product-Id'],
    ],
  ],
  [
    'pgsql',
    [
      ['request.startup_parameters.user', 'User'],
      ['request.startup_parameters.optional_parameters.database', 'Database'],
      ['request.startup_parameters.optional_parameters.application_name', 'Application'],
      ['request.simple_query', 'Query'],
    ],
  ],
])

/** The message that a record tells of, by the texts of the client that it keeps. */
export function otherMessage(
  name: string,
  texts: readonly ClientText[],
  record: unknown,
  at: Instant,
  ends: Ends,
): ExchangeEntry {
  return loggedMessage('unrecognised', at, ends, {
    method: name.toUpperCase(),
    requestFields: texts.flatMap(([path, called]) =>
      textsAt(record, path.split('.')).map((text): [string, string] => [called, text]),
    ),
  })
}

function textsAt(value: unknown, path: readonly string[]): string[] {
  if (Array.isArray(value)) return listOf(value).flatMap((one) => textsAt(one, path))
  const [name, ...rest] = path
  if (name === undefined) return typeof value === 'string' ? [value] : []
  return textsAt(recordOf(value)?.[name], rest)
}
