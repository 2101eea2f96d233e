/**
 * A host as a person gives it, written as captures write it: in small letters, without the dot at its end. null where it is
 * none: a URL, a host with its port, a text with blanks. Addresses and names of senders pass.
 */
export function givenHost(text: string): string | null {
  const host = text.trim().toLowerCase().replace(/\.$/, '')
  const isAddress = /^[0-9a-f.]*:[0-9a-f:.]+$/.test(host) && host.split(':').length > 2
  return isAddress || /^[^\s/:@?#]+$/.test(host) ? host : null
}
