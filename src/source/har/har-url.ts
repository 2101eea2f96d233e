/**
 * The URL of a HAR entry, also where it does not say how it was reached: PCAPdroid leaves the scheme out where it did not
 * take a connection for HTTP, and writes in its place what it took it for (`http_proxy://`); others write what stood in the
 * start line.
 */
import { listOf, recordOf, shortTextOf, textOf } from '../../core/json-value.ts'
import type { JsonRecord } from '../../core/json-value.ts'
import { tlsPorts } from '../../core/ports.ts'
import { splitUrl } from '../url-parts.ts'
import type { UrlParts } from '../url-parts.ts'

/** An URL, and whether nothing says that what was sent there went over TLS, or that it did not. */
export interface HarUrl {
  readonly url: UrlParts
  readonly isWayUnknown: boolean
}

/** Host with a dot, in brackets, or the machine itself; then a port, a path, a query, or the end. */
const hostForm = /^(?:\[[\da-f:.]+\]|(?:[\w-]+\.)+[\w-]+|localhost)(?::\d{1,5}(?=[/?#]|$)|(?=[/?]))/i

/** Null where it is none. */
export function harUrl(entry: JsonRecord, request: JsonRecord): HarUrl | null {
  const written = textOf(request['url']).trim()
  const url = splitUrl(written)
  const bare = withoutScheme(written, url, request)
  if (bare === '') return url === null ? null : { url, isWayUnknown: false }
  const scheme = schemeOf(entry, request)
  const guessed = splitUrl(`${scheme || 'https'}://${bare}`)
  if (guessed === null || scheme !== '')
    return guessed === null ? null : { url: guessed, isWayUnknown: false }
  if (guessed.port === 80) return { url: { ...guessed, scheme: 'http' }, isWayUnknown: false }
  const hasPort = /:\d+$/.test(guessed.authority)
  return { url: guessed, isWayUnknown: !hasPort || !tlsPorts.includes(guessed.port) }
}

/** What stands behind the scheme, where it has none of the network; '' where it has one, or is no URL at all. */
function withoutScheme(written: string, url: UrlParts | null, request: JsonRecord): string {
  if (written.startsWith('//')) return written.slice(2)
  if (written.startsWith('/')) {
    const host = fieldOf(request, ':authority') || fieldOf(request, 'host')
    return host === '' ? '' : host + written
  }
  const other = /^http(?!s?:)[\w.+-]*:\/\//i.exec(written)
  if (other !== null) return written.slice(other[0].length)
  return (url === null || !written.startsWith('//', url.scheme.length + 1)) && hostForm.test(written)
    ? written
    : ''
}

function fieldOf(request: JsonRecord, name: string): string {
  const field = listOf(request['headers'])
    .map(recordOf)
    .find((one) => textOf(one?.['name']).toLowerCase() === name)
  return shortTextOf(field?.['value'])
}

/** As another member of the entry says; '' where none does. */
function schemeOf(entry: JsonRecord, request: JsonRecord): string {
  const told = fieldOf(request, ':scheme').toLowerCase()
  if (told === 'http' || told === 'https') return told
  const isHttps = entry['_isHTTPS']
  return typeof isHttps === 'boolean' ? (isHttps ? 'https' : 'http') : ''
}
