/** How far sequence numbers may lie apart, and what follows from it. In bytes. */

/**
 * A segment further than this from the expected sequence number does not belong to the stream as we know it: it is
 * set aside as a *stray* until a second one that follows it, or an acknowledgement of exactly its end, confirms it.
 * So a decoy cannot move the stream, and a capture that lost much goes on after it. Phones' receive windows are
 * below 16 MiB.
 */
export const windowBytes = 16_777_216
/** A confirmed jump ahead of no more than this is a gap; any other jump is another connection with the same ports. */
export const jumpBytesMax = 1_073_741_824
/** What lies further ahead of what was seen than most windows are large is looked at twice. */
export const farBytes = 65_536
