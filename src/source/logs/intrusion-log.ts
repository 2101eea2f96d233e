/**
 * The log of Android's intrusion logging (Advanced Protection, Android 16): one JSON object a line, in files named by date,
 * zipped by the phone. Rotations overlap, so identical lines are one record. Names and connections of apps become
 * contacts; what else happened on the phone (unlocks, installs, …) is no contact, and counted by its kind.
 */
import { parseAddress } from '../../core/address.ts'
import { limits } from '../../core/limits.ts'
import type { Instant } from '../../core/time.ts'
import { contactEntry } from './contact-entry.ts'
import type { EntryTally } from '../entry-tally.ts'
import { parseEpochUnits } from '../../core/iso-time.ts'
import { listOf, portOf, recordOf, textOf } from '../../core/json-value.ts'
import type { JsonRecord } from '../../core/json-value.ts'
import { logRecord } from './log-record.ts'
import type { LineFormat, LineMeaning } from '../line-reader.ts'

/** Members of which each holds an event; what stands beside one is of the record. */
const events = ['dns_event', 'connect_event', 'security_event']

const wellKnown = ['event_id', 'event_time', 'event_type', 'timestamp']

export const intrusionLog: LineFormat = {
  format: 'android-intrusion-log',
  hasRotations: true,
  read(line: string, tally: EntryTally): LineMeaning {
    const record = logRecord(line, tally)
    if (record === null) return 'no JSON object'
    const name = events.find((one) => recordOf(record[one]) !== null) ?? Object.keys(record)[0] ?? ''
    const event = recordOf(record[name])
    const what = event === null ? describeTagged(record) : describe(name, event)
    const isNetwork = name === 'dns_event' || name === 'connect_event'
    // Of security events the time is in nanoseconds, beyond what JSON numbers hold: read from the text.
    // Of records of other kinds the unit is not known.
    const isKnown = isNetwork || name === 'security_event' || record['tag'] !== undefined
    const at = isKnown ? timeOf(line, isNetwork ? 3 : 9) : null
    if (event === null || !isNetwork) return { kind: 'other', what, at }
    if (at === null) return 'it has no time'
    tally.digits(3)
    const app = textOf(event['package_name'])
    if (name === 'dns_event') {
      const host = textOf(event['hostname'])
      if (host === '') return 'it names no host'
      if (listOf(event['ip_addresses']).length > limits.message.dnsRecordsMax)
        return 'more addresses than the limit'
      const addresses = listOf(event['ip_addresses'])
        .map(addressOf)
        .filter((address) => address !== '')
      return contactEntry({ at, app, host, resolved: addresses, isLookup: true })
    }
    const address = addressOf(event['ip_address'])
    if (address === '') return 'it has no address'
    return contactEntry({ at, app, host: '', address, port: portOf(event['port']) })
  },
}

/** Java's form of an address, `name/address`: what follows the last slash. '' where it is none. */
function addressOf(value: unknown): string {
  const text = textOf(value)
  const address = text.slice(text.lastIndexOf('/') + 1).replace(/%.*$/, '')
  return parseAddress(address) === null ? '' : address
}

function timeOf(line: string, digits: 3 | 9): Instant | null {
  const written = /"event_time"\s*:\s*"?(-?\d{1,22})"?/.exec(line)?.[1]
  return written === undefined ? null : (parseEpochUnits(written, digits)?.at ?? null)
}

/** What a security event is: the member that is not one of the usual ones. */
function describe(name: string, event: JsonRecord): string {
  const kind = Object.keys(event).find((key) => !wellKnown.includes(key))
  const title = name === 'security_event' ? 'device event' : name.slice(0, 64)
  return kind === undefined ? title : `${title} ${kind.slice(0, 64)}`
}

/** The documented second shape, by number of its tag. */
function describeTagged(record: JsonRecord): string {
  const tag = record['tag']
  return typeof tag === 'number' ? `device event ${tag}` : 'unknown record'
}
