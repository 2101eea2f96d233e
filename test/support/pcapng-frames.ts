/** What the tests of pcapng's readers put into files. */
import { tcpPacket, udpPacket } from './capture.ts'

/** Frames of several lengths, protocols and versions of IP. */
export const frames: readonly Buffer[] = [
  tcpPacket({ payload: 'GET / HTTP/1.1\r\n\r\n' }),
  udpPacket({ payload: 'a' }),
  udpPacket({ payload: Buffer.alloc(300, 0x41) }),
  tcpPacket({ source: '2001:db8::1', target: '2001:db8::2', payload: 'x'.repeat(90) }),
]

/** When they were recorded. */
export const at: { readonly sec: number; readonly nsec: number } = { sec: 1_549_867_333, nsec: 123_456_789 }

/** Numbers of 32 bits, the least byte first. */
export function u32(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4)
  values.forEach((value, index) => bytes.writeUInt32LE(value >>> 0, index * 4))
  return bytes
}
