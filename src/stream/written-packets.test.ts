import { expect, test } from 'vitest'
import { tcpFlags, tcpSegment } from '../../test/support/capture.ts'
import type { PacketView } from '../packet/types.ts'
import { isDecrypted, isWritten } from './written-packets.ts'

const ends = { sourcePort: 40_000, targetPort: 443 }

/** A segment alone, seen as the packet layer shows it. */
function seen(
  flags: number,
  options: { tcpOptions?: Buffer; checksum?: number; headerBytes?: number } = {},
): PacketView {
  const { tcpOptions = Buffer.alloc(0), checksum, headerBytes } = options
  const buf = tcpSegment({ ...ends, flags, payload: 'x', tcpOptions })
  if (checksum !== undefined) buf.writeUInt16BE(checksum, 16)
  return { ...ends, buf, tcpFlags: flags, payloadStart: headerBytes ?? buf.length - 1 } as PacketView
}

const size = Buffer.from([2, 4, 5, 0xb4])

test.each<[string, PacketView, boolean]>([
  ['a SYN without options', seen(tcpFlags.syn), true],
  ['a SYN that says how much it takes', seen(tcpFlags.syn, { tcpOptions: size }), false],
  ['the answer to a SYN', seen(tcpFlags.syn | tcpFlags.ack), false],
  ['data without options and checksum', seen(tcpFlags.ack, { checksum: 0 }), true],
  ['data with a checksum', seen(tcpFlags.ack), false],
  ['data with options', seen(tcpFlags.ack, { tcpOptions: size, checksum: 0 }), false],
  ['a header that was cut', seen(tcpFlags.syn, { headerBytes: 12 }), false],
])('%s: written by a program %j', (_name, packet, wanted) => {
  expect(isWritten(packet)).toBe(wanted)
})

test.each<[number, string, boolean]>([
  [443, 'GET / HTTP/1.1', true],
  [80, 'GET / HTTP/1.1', false],
  [443, '\x16\x03\x01', false],
  [443, '\x17\x03\x03', false],
  [443, '\x16', false],
  [443, '\x16\x05', true],
])('port %d, bytes %j: decrypted %j', (port, text, wanted) => {
  const buf = Buffer.from(text, 'latin1')
  expect(isDecrypted(port, buf, 0, buf.length)).toBe(wanted)
})
