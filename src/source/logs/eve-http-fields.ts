/**
 * Fields of heads that Suricata was set to write by name (`custom`): before it had lists of fields, it wrote each as a member of
 * its own, and had a fixed set of them (`http_fields`, src/output-json-http.c).
 */
import { recordOf } from '../../core/json-value.ts'
import type { JsonRecord } from '../../core/json-value.ts'
import { writtenOf } from '../har/har-values.ts'

/** Members that hold a field of the request. */
export const eveRequestMembers: readonly string[] =
  `accept accept_charset accept_encoding accept_language accept_datetime \
authorization cache_control cookie from max_forwards origin pragma proxy_authorization range te via x_requested_with dnt \
x_forwarded_proto x_authenticated_user x_flash_version referer true_client_ip org_src_ip x_bluecoat_via`.split(
    ' ',
  )

/** Members that hold a field of the answer. */
export const eveResponseMembers: readonly string[] =
  `accept_range age allow connection content_encoding content_language \
content_length content_location content_md5 content_range content_type date etag expires last_modified link location \
proxy_authenticate refresh retry_after server set_cookie trailer transfer_encoding upgrade vary warning \
www_authenticate`.split(' ')

/** Of a record of HTTP the fields that stand in these members and are not in `known`, with the names that they have in a head. */
export function memberFields(
  http: JsonRecord,
  members: readonly string[],
  known: readonly (readonly [name: string, value: string])[],
): [name: string, value: string][] {
  return members.flatMap((member): [string, string][] => {
    const value = http[member]
    if (value === undefined || value === null) return []
    const name = headName(member)
    if (known.some(([one]) => one.toLowerCase() === name.toLowerCase())) return []
    // A range is a record now, with the field as it stood in `raw`.
    return (Array.isArray(value) ? (value as unknown[]) : [value]).map((one) => [
      name,
      writtenOf(recordOf(one)?.['raw'] ?? one),
    ])
  })
}

/** `accept_language` is `Accept-Language`. */
function headName(member: string): string {
  return member
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('-')
}
