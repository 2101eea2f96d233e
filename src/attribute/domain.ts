import { getDomain } from 'tldts'
import { limits } from '../core/limits.ts'
import { isAddressText, normalHost } from './host-name.ts'

/**
 * Registrable domain of a host by the ICANN part of the Public Suffix List; '' for an address, a bare suffix, or text
 * that is no host name. The private part is left out on purpose: it makes each bucket and each blog a domain of its own,
 * but who registered `amazonaws.com` is what a reader of a report can check; that such a host has an unknown tenant is
 * said by the list of organisations.
 */
export function registrableDomain(host: string): string {
  const name = normalHost(host)
  if (name === '' || name.length > limits.attribute.hostCharactersMax || isAddressText(name)) return ''
  return getDomain(name, { allowPrivateDomains: false, extractHostname: false }) ?? ''
}
