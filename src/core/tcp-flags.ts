/** The sender has no more to send (RFC 9293, 3.1, as all here). */
export const finFlag = 1
/** The sequence number is the first. */
export const synFlag = 2
/** The connection is refused or broken off. */
export const rstFlag = 4
/** The acknowledgement number means something. */
export const ackFlag = 16
/** Some of the bytes are urgent. */
export const urgentFlag = 0x20
