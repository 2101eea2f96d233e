import { latin1 } from '../../core/latin1.ts'
import { hostName } from '../http1/host-name.ts'
import type { KeptHead } from '../protocol-switch.ts'

/** The port that stands behind the host that a proxy is asked for; 0 where none does. */
export function tunnelPort(token: string, asked: KeptHead | null): number {
  if (asked === null) return 0
  const isOfPath = capsuleTokens.includes(token)
  const text = isOfPath
    ? latin1(asked.buf, asked.targetStart, asked.targetEnd)
    : latin1(asked.buf, asked.hostStart, asked.hostEnd)
  const found = isOfPath ? (pathPort.exec(text) ?? queryPort.exec(text)) : hostPort.exec(text)
  const port = Number(found?.[1] ?? 0)
  return port < 65_536 ? port : 0
}

const pathPort = /\/\.well-known\/masque\/udp\/[^/?]+\/(\d{1,5})(?:\/|$)/
const queryPort = /[?&](?:target_port|port|p)=(\d{1,5})(?:&|$)/
const hostPort = /:(\d{1,5})$/

/** What a proxy of datagrams (RFC 9298) or of IP packets (RFC 9484) is asked for: both ends go on in capsules. */
export const capsuleTokens: readonly string[] = ['connect-udp', 'connect-ip']

/** The paths that are usual: the target is their first part. */
const usualPath = /\/\.well-known\/masque\/(?:udp|ip)\/([^/?]+)\//
/** Where a proxy has another path it may choose any name for the target in the query; these are those of examples. */
const inQuery = /[?&](?:target_host|target|h)=([^&]+)/
/** A name or an address. Of packets `*` stands for any. */
const hostForm = /^[\w.:-]{1,253}$/

/** The host that a proxy is asked for, by CONNECT or in the path of the request; else the proxy itself. '' where that has no name. */
export function tunnelTarget(token: string, asked: KeptHead | null): string {
  if (asked === null) return ''
  if (capsuleTokens.includes(token)) {
    const target = latin1(asked.buf, asked.targetStart, asked.targetEnd)
    const found = (usualPath.exec(target) ?? inQuery.exec(target))?.[1] ?? ''
    const host = found.replaceAll(/%([\da-f]{2})/gi, (_, code: string) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    )
    if (hostForm.test(host)) return host.toLowerCase()
  }
  return hostName(asked.buf, asked.hostStart, asked.hostEnd, '')
}
