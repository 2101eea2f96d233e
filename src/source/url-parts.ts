/** The parts of an absolute URL as they are written: nothing is decoded, resolved or lower-cased. */
export interface UrlParts {
  /** Lower case. */
  readonly scheme: string
  /** Has a user or password before the host. */
  readonly hasCredentials: boolean
  /** Host and port as written, without user and password; '' where there is none. */
  readonly authority: string
  readonly host: string
  /** The stated port, else that of the scheme, else 0. */
  readonly port: number
  /** Path and query, from the first `/` or `?`; `/` where both are missing. Without the fragment, which is never sent. */
  readonly target: string
}

const form = /^([a-z][a-z0-9+.-]*):(?:\/\/([^/?#]*))?([^#]*)/i
const schemePorts: ReadonlyMap<string, number> = new Map([
  ['http', 80],
  ['ws', 80],
  ['https', 443],
  ['wss', 443],
])

/** Null where the text has no scheme. */
export function splitUrl(url: string): UrlParts | null {
  const match = form.exec(url)
  if (match === null) return null
  const scheme = (match[1] ?? '').toLowerCase()
  const written = match[2] ?? ''
  const rest = match[3] ?? ''
  const authority = written.slice(written.lastIndexOf('@') + 1)
  const portAt = /:(\d*)$/.exec(authority)
  const host = portAt === null ? authority : authority.slice(0, portAt.index)
  const stated = Number(portAt?.[1] ?? '')
  return {
    scheme,
    hasCredentials: authority.length < written.length,
    authority,
    host: host.replaceAll(/^\[|\]$/g, ''),
    port: stated > 0 && stated < 65_536 ? stated : (schemePorts.get(scheme) ?? 0),
    target: rest.startsWith('/') ? rest : `/${rest}`,
  }
}
