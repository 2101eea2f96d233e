import { identifier as userId } from '../identifiers/user-id.ts'

/** What names an account of SIP, and where in the text it stands. */
export interface SipAccount {
  /** `kari@192.0.2.10`, as it is written, without what encloses an address of IPv6. */
  readonly normal: string
  readonly value: string
  readonly start: number
  readonly end: number
}

/** User and host of a URI (RFC 3261, 19.1.1). At the host's end stands a port, a parameter, or nothing. */
const userAtHost =
  /(?<![0-9A-Za-z])sips?:(([0-9A-Za-z][0-9A-Za-z._%~+-]{0,63})(?::[^\s@"<>]{0,64})?@(\[[0-9A-Fa-f:.]{2,45}\]|[0-9A-Za-z][0-9A-Za-z.-]{0,252}))(?![0-9A-Za-z.@-])/i

/** Of operators, whose users are numbers of subscribers; and where who calls is not to be known (RFC 3323, 4.1.1.3). */
const nobodysHost = /(?:^|\.)(?:3gppnetwork\.org|invalid)$/i

/** Numbers that call for help, and short codes, are of no person. */
const shortCode = /^\d{1,3}$/

/** A number as it is dialled from anywhere is told as one. */
const dialled = /^\+\d{8,15}$/

/** The account that the first URI of a field of SIP names; null where it names none, or nobody's. */
export function sipAccountIn(text: string): SipAccount | null {
  const match = userAtHost.exec(text)
  if (match === null) return null
  const [whole, value = '', user = '', host = ''] = match
  const start = match.index + whole.length - value.length
  const isNobodys =
    nobodysHost.test(host) ||
    shortCode.test(user) ||
    dialled.test(user) ||
    (user.length >= userId.lengthMin && userId.normalise(user) === '')
  if (isNobodys) return null
  return { normal: `${user}@${host.replace(/^\[|\]$/g, '')}`, value, start, end: start + value.length }
}
