import type { LooseBytes } from '../types.ts'
import { protocols } from './ip-protocols.ts'

/** The ports of both ends; 0 for one that is not known. */
export type Ports = Pick<LooseBytes, 'sourcePort' | 'targetPort'>

/** Where there are no ports, or none are known. */
export const noPorts: Ports = { sourcePort: 0, targetPort: 0 }

/** Bytes of the TCP or UDP header that `buf` begins with; 0 for other protocols. */
export function transportBytes(buf: Buffer, protocol: number): number {
  if (protocol === protocols.udp) return 8
  return protocol === protocols.tcp ? Math.max(20, ((buf[12] ?? 0) >> 4) * 4) : 0
}

/** Ports in the TCP or UDP header that `buf` begins with; 0 where there is none. */
export function portsOf(buf: Buffer, protocol: number): Ports {
  if (transportBytes(buf, protocol) === 0 || buf.length < 4) return noPorts
  return { sourcePort: buf.readUInt16BE(0), targetPort: buf.readUInt16BE(2) }
}
