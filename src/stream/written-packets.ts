import { ackFlag, synFlag } from '../core/tcp-flags.ts'
import { tlsPorts } from '../core/ports.ts'
import type { PacketView } from '../packet/types.ts'

/**
 * Packets that no system sent: programs that decrypt (sslsplit, which stands in between; ssl_logger, r0capture and friTap,
 * which hook an app) write what they read into captures as TCP of their own making. What they hold was encrypted on the
 * way, and is not in the capture.
 */

const headerBytes = 20

/**
 * Whether a connection that begins with this packet was written by a program: it asks for a connection without any option,
 * where every system says at least how much it takes at once (MSS, RFC 9293, 3.7.1); or it goes on without options
 * and without a checksum. Of systems, some send data without options, and some leave the checksum to the card, which
 * then holds that of the addresses (RFC 9293, 3.1), and is hardly ever 0.
 */
export function isWritten({ buf, payloadStart, sourcePort, targetPort, tcpFlags }: PacketView): boolean {
  const at = payloadStart - headerBytes
  if (at < 0 || (buf[at + 12] as number) >> 4 !== headerBytes / 4) return false
  // Behind a longer header these are options, or the header is cut.
  if (buf.readUInt16BE(at) !== sourcePort || buf.readUInt16BE(at + 2) !== targetPort) return false
  if ((tcpFlags & synFlag) !== 0) return (tcpFlags & ackFlag) === 0
  return buf.readUInt16BE(at + 16) === 0
}

const firstRecordType = 0x14
const lastRecordType = 0x17

/** Whether written packets to this port hold what was decrypted: the port is one of TLS, and no record of TLS begins here. */
export function isDecrypted(serverPort: number, buf: Buffer, start: number, end: number): boolean {
  if (!tlsPorts.includes(serverPort)) return false
  const type = buf[start] as number
  return type < firstRecordType || type > lastRecordType || (start + 1 < end && buf[start + 1] !== 3)
}
