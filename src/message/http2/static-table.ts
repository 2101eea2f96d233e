import { StaticTable } from '../http-fields/static-table.ts'
import type { StaticEntry } from '../http-fields/static-table.ts'

/** The static table of HPACK (RFC 7541 appendix A); its first entry has the index 1. */
const entries: readonly string[] = [
  ':authority',
  ':method|GET',
  ':method|POST',
  ':path|/',
  ':path|/index.html',
  ':scheme|http',
  ':scheme|https',
  ':status|200',
  ':status|204',
  ':status|206',
  ':status|304',
  ':status|400',
  ':status|404',
  ':status|500',
  'accept-charset',
  'accept-encoding|gzip, deflate',
  'accept-language',
  'accept-ranges',
  'accept',
  'access-control-allow-origin',
  'age',
  'allow',
  'authorization',
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-length',
  'content-location',
  'content-range',
  'content-type',
  'cookie',
  'date',
  'etag',
  'expect',
  'expires',
  'from',
  'host',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'if-unmodified-since',
  'last-modified',
  'link',
  'location',
  'max-forwards',
  'proxy-authenticate',
  'proxy-authorization',
  'range',
  'referer',
  'refresh',
  'retry-after',
  'server',
  'set-cookie',
  'strict-transport-security',
  'transfer-encoding',
  'user-agent',
  'vary',
  'via',
  'www-authenticate',
]

const table: StaticTable = new StaticTable(entries)

/** Index of the first entry of the dynamic table. */
export const dynamicIndexMin: number = table.length + 1

/** The entry at an index from 1 to below {@link dynamicIndexMin}. */
export function staticEntry(index: number): StaticEntry {
  return table.at(index - 1) as StaticEntry
}
