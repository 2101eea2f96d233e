import { shownHost } from './shown-host.ts'

/**
 * A host as a person gives it, written as it is shown where captures hold it: in small letters, without the dot at its end, without
 * escapes, and as it is registered (`bücher.example` is `xn--bcher-kva.example`). null where it is none: a URL, a host with its
 * port, a text with blanks. Addresses and names of senders pass.
 */
export function givenHost(text: string): string | null {
  const host = text.trim().toLowerCase().replace(/\.$/, '')
  const isAddress = /^[0-9a-f.]*:[0-9a-f:.]+$/.test(host) && host.split(':').length > 2
  if (isAddress) return host
  return /^[^\s/:@?#]+$/.test(host) ? shownHost(Buffer.from(host).toString('latin1')) : null
}

/** As `givenHost`, of a host or of `*.` and a domain, which stands for it and all below it. */
export function givenHosts(text: string): string | null {
  const [, all = '', rest = ''] = /^\s*(\*\.)?(.*)$/s.exec(text) ?? []
  const host = givenHost(rest)
  return host === null || host.includes('*') ? null : `${all}${host}`
}
