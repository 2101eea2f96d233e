import type { Instant } from '../../core/time.ts'
import type { Ends, ExchangeEntry, LoggedProtocol } from '../entry.ts'
import { loggedHeads } from './logged-head.ts'
import type { LoggedExchange } from './logged-head.ts'

/** Ports at which neighbours ask each other for names: multicast DNS and LLMNR. */
export const localNamePorts: readonly number[] = [5353, 5355]

/** What a log keeps of a message: all but its method may be missing. */
export type MessageFacts = Partial<Omit<LoggedExchange, 'at' | 'version'>> & { readonly method: string }

/** What stands behind the target of a start line; but for SIP it is made up. */
const versions: Readonly<Record<LoggedProtocol, string>> = {
  mqtt: 'MQTT',
  sip: 'SIP/2.0',
  smtp: 'SMTP',
  ftp: 'FTP',
  dhcp: 'DHCP',
  socks: 'SOCKS',
  unrecognised: 'LOG',
}

/** An entry of a protocol other than HTTP, with the names of fields that its parser gives them in packets. */
export function loggedMessage(
  protocol: LoggedProtocol,
  at: Instant,
  ends: Ends,
  facts: MessageFacts,
): ExchangeEntry {
  const heads = loggedHeads({
    at,
    target: '',
    requestFields: [],
    responseFields: [],
    status: 0,
    reason: '',
    requestBodyBytes: 0,
    responseBodyBytes: 0,
    ...facts,
    version: versions[protocol],
  })
  // Of MQTT all that there is to a message may be in the log.
  const isBodyRecorded = protocol === 'mqtt'
  return { kind: 'exchange', protocol, at, ends, ...heads, messages: [], isBodyRecorded }
}
