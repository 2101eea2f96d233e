import { parseAddress } from '../../core/address.ts'
import { isHostName } from '../../core/host-name.ts'
import { limits } from '../../core/limits.ts'

/** Of a longer name of a client in its certificate the rest is none, in characters. */
export const subjectCharactersMax = 4_096

/**
 * The host that a certificate is for, as a log tells of it: the first of its alternative names, else the common name of its
 * subject (a name in the text form of RFC 4514, or as OpenSSL writes it); of a wildcard what stands behind it. '' where
 * neither can be a host's.
 */
export function certificateNameOf(alternatives: readonly string[], subject: string): string {
  const [, common = ''] = commonName.exec(subject) ?? []
  for (const text of [...alternatives.slice(0, alternativesMax), common]) {
    const name = text.trim().replace(/^\*\./, '').toLowerCase()
    const isShort = name.length <= limits.attribute.hostCharactersMax
    if (isShort && isHostName(name) && parseAddress(name) === null) return name
  }
  return ''
}

const alternativesMax = 256
/** In front of a comma of the value stands a backslash. */
const commonName = /(?:^|[,/+])\s*CN\s*=\s*([^,/+\\]{1,256})/
