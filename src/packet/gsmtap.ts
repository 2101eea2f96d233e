/**
 * GSMTAP: what a modem, its network and its SIM say to each other, as a program on the same device sends it to one that
 * records it (osmocom.org/projects/baseband/wiki/GSMTAP). The ends of such a datagram are those two programs.
 */

/** The port on which it is recorded. */
export const gsmtapPort = 4_729

/** Of version 2: its header has four words. */
const version = 2
const headerWords = 4

/** Whether the UDP payload `buf[start, end)` is such a message. */
export function isGsmtap(buf: Buffer, start: number, end: number): boolean {
  return end - start > headerWords * 4 && buf[start] === version && buf[start + 1] === headerWords
}
