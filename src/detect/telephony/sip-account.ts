import { unescapePercent } from '../../core/signs/percent-escape.ts'
import { identifier as userId } from '../identifiers/user-id.ts'

/** What names an account of SIP, and where in the text it stands. */
export interface SipAccount {
  /** `kari@192.0.2.10`, as it is written, without what encloses an address of IPv6, and without a password. */
  readonly normal: string
  readonly value: string
  readonly start: number
  readonly end: number
}

/** Whom a field names: who registers, who else sends the message, or another. */
export type SipParty = 'registered' | 'sender' | 'other'

/**
 * User and host of a URI (RFC 3261, 19.1.1), with what numbers have behind them (`;phone-context=+47`) and a password
 * between. At the host's end stands a port, a parameter, or nothing.
 */
const userAtHost =
  /^\s*sips?:(([0-9A-Za-z][0-9A-Za-z._%~+-]{0,63})(?:;[^\s@"<>:,]{0,64})?(?::[^\s@"<>]{0,64})?@(\[[0-9A-Fa-f:.]{2,45}\]|[0-9A-Za-z][0-9A-Za-z.-]{0,252}))(?![0-9A-Za-z.@-])/i

/** The name that is shown in front of a URI, which is whatever its owner likes (RFC 3261, 25.1: `quoted-string`). */
const shownName = /^\s*"(?:[^"\\]|\\[\s\S])*"/

/** Of operators, whose users are numbers of subscribers; and where who calls is not to be known (RFC 3323, 4.1.1.3). */
const nobodysHost = /(?:^|\.)(?:3gppnetwork\.org|invalid)$/i

/** Numbers that call for help, and short codes, are of no person; whoever sends a message has only the former not. */
const nobodysNumber: Readonly<Record<SipParty, RegExp | null>> = {
  registered: null,
  sender: /^(?:1\d\d|911|999|000)$/,
  other: /^\d{1,3}$/,
}

/** A number as it is dialled from anywhere is told as one. */
const dialled = /^\+\d{8,15}$/

/**
 * By what programs go that no account names: Asterisk (`default_from_user`), FreeSWITCH, SIPp and SIPVicious, pings of
 * OpenSIPS, Kamailio and programs for telephony; and what stands where a caller hides.
 */
const nobodys: ReadonlySet<string> = new Set(
  'asterisk freeswitch sipp sipvicious dispatcher pinger ping keepalive nobody restricted unavailable withheld private'.split(
    ' ',
  ),
)

/** Where the URI of a field of SIP begins: behind the name that is shown, and `<`. */
export function sipUriStart(text: string): number {
  const from = shownName.exec(text)?.[0].length ?? 0
  return Math.max(from, text.indexOf('<', from) + 1)
}

/** The account that the URI of a field of SIP names; null where it names none, or nobody's. */
export function sipAccountIn(text: string, party: SipParty): SipAccount | null {
  const from = sipUriStart(text)
  const match = userAtHost.exec(text.slice(from))
  if (match === null) return null
  const [whole, value = '', user = '', host = ''] = match
  const start = from + whole.length - value.length
  if (nobodysHost.test(host) || isNobodys(user, party)) return null
  return { normal: `${user}@${host.replace(/^\[|\]$/g, '')}`, value, start, end: start + value.length }
}

function isNobodys(user: string, party: SipParty): boolean {
  const text = unescapePercent(Buffer.from(user, 'latin1'), false).toString('latin1')
  const word = text.replace(/[^0-9A-Za-z]/g, '').toLowerCase()
  return (
    nobodysNumber[party]?.test(text) === true ||
    dialled.test(text) ||
    nobodys.has(word) ||
    (word.length >= userId.lengthMin && userId.normalise(word) === '')
  )
}
