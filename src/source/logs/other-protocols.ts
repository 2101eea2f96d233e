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

/** Under these a login is told, as the readers of packets name it. */
const userField = 'Username'
const passwordField = 'Login-Password'

/** At the end of a path: all texts below it that no other path names, each by the name of its member. */
const allBelow = '.**'

/** Suricata's by the type of the event (docs.suricata.io, “EVE JSON format”; of LDAP `rust/src/ldap/logger.rs`). */
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
      [`request${allBelow}`, ''],
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
      ['request.password', passwordField],
      [`request${allBelow}`, ''],
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
  const named = new Set(texts.map(([path]) => path))
  return loggedMessage('unrecognised', at, ends, {
    method: name.toUpperCase(),
    requestFields: texts.flatMap(([path, called]) => {
      if (path.endsWith(allBelow)) {
        const top = path.slice(0, -allBelow.length)
        return textsBelow(recordOf(record)?.[top], top, '', named)
      }
      return textsAt(record, path.split('.')).map((text): Field => [nameOf(called, text), text])
    }),
  })
}

type Field = [name: string, text: string]

/** What PostgreSQL asks for in place of a password: a digest of it that is salted twice. */
const digestForm = /^md5[0-9a-f]{32}$/

function nameOf(called: string, text: string): string {
  return called === passwordField && digestForm.test(text) ? 'Password-Digest' : called
}

function textsAt(value: unknown, path: readonly string[]): string[] {
  if (Array.isArray(value)) return listOf(value).flatMap((one) => textsAt(one, path))
  const [name, ...rest] = path
  if (name === undefined) return typeof value === 'string' ? [value] : []
  return textsAt(recordOf(value)?.[name], rest)
}

/** Members that say what the values beside them are: `{"name":"mail","values":[…]}`. */
const describing = ['name', 'attribute_type', 'description']
const described: ReadonlySet<string> = new Set(['values', 'attribute_values', 'value'])
const fieldName = /^[A-Za-z][\w;.-]{0,63}$/

/** All texts below `path` but for those of `named` paths. */
function textsBelow(value: unknown, path: string, called: string, named: ReadonlySet<string>): Field[] {
  if (named.has(path)) return []
  if (typeof value === 'string') return fieldsOf(called, value)
  if (Array.isArray(value)) return listOf(value).flatMap((one) => textsBelow(one, path, called, named))
  const record = recordOf(value)
  if (record === null) return []
  const label = describing.map((name) => record[name]).find((one) => typeof one === 'string')
  const title = typeof label === 'string' && fieldName.test(label) ? label : ''
  return Object.entries(record).flatMap(([name, one]) =>
    textsBelow(one, `${path}.${name}`, described.has(name) && title !== '' ? title : name, named),
  )
}

const hexPairs = /^[0-9a-f]{2}(?::[0-9a-f]{2})*$/i

/** What a login says stands there in hex: of PLAIN (RFC 4616) for whom it is, the user and the password. */
function fieldsOf(called: string, text: string): Field[] {
  const name = fieldName.test(called) ? called : 'Text'
  if (called !== 'credentials' || !hexPairs.test(text)) return [[name, text]]
  const said = Buffer.from(text.replaceAll(':', ''), 'hex').toString('utf8')
  const [identity, user, password, ...more] = said.split('\0')
  if (user === undefined || password === undefined || more.length > 0) return [[name, said]]
  const fields: Field[] = [
    [userField, user],
    [passwordField, password],
  ]
  return identity === undefined || identity === ''
    ? fields
    : [...fields, ['Authorization-Identity', identity]]
}
