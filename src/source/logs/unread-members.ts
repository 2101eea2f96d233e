import { numberOf } from '../../core/json-value.ts'
import type { JsonRecord } from '../../core/json-value.ts'
import { entryAnomalies } from '../entry-anomalies.ts'
import type { EntryTally } from '../entry-tally.ts'
import { eveRequestMembers, eveResponseMembers } from './eve-http-fields.ts'

/** What stands in every record of Zeek, by the policies that come with it and by Corelight's sensors. */
const zeekConnectionMembers =
  'ts uid proto community_id vlan inner_vlan orig_l2_addr resp_l2_addr tunnel_parents _path _system_name _write_ts _node _stream'

/** Members of Zeek's `http` log (docs.zeek.org, script reference), those of earlier versions and of its own policies too. */
export const zeekHttpMembers: ReadonlySet<string> = new Set(
  `${zeekConnectionMembers} trans_depth method host uri referrer version user_agent origin request_body_len response_body_len \
status_code status_msg info_code info_msg filename tags username password capture_password proxied range_request md5 extraction_file \
orig_fuids orig_filenames orig_mime_types resp_fuids resp_filenames resp_mime_types mime_type mime_types \
client_header_names server_header_names cookie_vars uri_vars flash_version post_body`.split(' '),
)

/** Members of the `http` part of Suricata's events (docs.suricata.io, “EVE JSON format”), and fields of requests by their names. */
const eveHttpMembers: readonly string[] = [
  ...`hostname url http_port http_user_agent http_content_type http_refer http_method protocol version status redirect length xff \
request_headers response_headers http_request_body http_request_body_printable http_response_body http_response_body_printable \
http2 stream_id file_id status_string`.split(' '),
  ...eveRequestMembers,
]
/** Without a status there is no answer whose fields are read. */
const eveHttpMembersUnanswered: ReadonlySet<string> = new Set(eveHttpMembers)
const eveHttpMembersAnswered: ReadonlySet<string> = new Set([...eveHttpMembers, ...eveResponseMembers])

/** Names in the `http` part of one of Suricata's events that are known. */
export function knownEveMembers(http: JsonRecord): ReadonlySet<string> {
  return (numberOf(http['status']) ?? 0) > 0 ? eveHttpMembersAnswered : eveHttpMembersUnanswered
}

/** What programs that ship logs add to each record: of themselves, and not of what was sent. */
const shipperMembers: ReadonlySet<string> = new Set([
  '@timestamp',
  '@version',
  '@ingestionTime',
  '@log',
  '@logStream',
  '_id',
  '_index',
  '_type',
])

/** So many names are remembered; those beyond them are said with each record. */
const rememberedMax = 1_024

/** Says of the records of one file under which names texts stand that are not known: nobody has looked at them. Each name once. */
export class UnreadMembers {
  private readonly said: Set<string> = new Set()

  see(record: JsonRecord, known: ReadonlySet<string>, tally: EntryTally): void {
    for (const [name, value] of Object.entries(record)) {
      if (known.has(name) || this.said.has(name) || shipperMembers.has(name) || /^id[._]/.test(name)) continue
      const isText = typeof value === 'string' || (Array.isArray(value) && value.length > 0)
      if (!isText || value === '') continue
      if (this.said.size < rememberedMax) this.said.add(name)
      tally.anomalies.note(entryAnomalies.unknownMember, tally.number + 1, name)
    }
  }
}
