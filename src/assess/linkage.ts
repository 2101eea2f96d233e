/**
 * Values that nobody declared as identifiers but that work as such: stable for a device over exchanges, connections and
 * days, not the same on other devices, and above all the same for several recipients, who can join what they know by it.
 */

/** What was seen of one value. */
export interface TokenFacts {
  readonly value: string
  count: number
  /** Seconds since 1970. */
  first: number
  last: number
  readonly hosts: Set<string>
  readonly flows: Set<string>
  readonly days: Set<number>
  /** `host key`, where it stood. */
  readonly fields: Set<string>
  /** Numbers of the captures (devices) that sent it. */
  readonly devices: Set<number>
  /** Of which of these there were more than are kept. */
  readonly limited: Set<LimitedPlaces>
}

/** Places of a value that are kept up to a limit: what is counted of them is a least number then. */
export type LimitedPlaces = 'hosts' | 'flows' | 'days' | 'fields'

/**
 * A value that works as an identifier. `first` and `last` are seconds since 1970, `count` the places that show it, `days` the
 * calendar days (UTC) on which.
 */
export interface Link {
  readonly value: string
  /** Number of the device that sent it, in the order in which they were given. */
  readonly device: number
  /** `linked`: sent to several parties; `stable`: to one, again and again. */
  readonly kind: 'linked' | 'stable'
  readonly confidence: 'probable' | 'possible'
  readonly domains: readonly string[]
  readonly hosts: readonly string[]
  readonly fields: readonly string[]
  readonly count: number
  readonly first: number
  readonly last: number
  readonly days: number
  /** Of which of these there were more than are kept: their number is a least one. */
  readonly limited: readonly LimitedPlaces[]
  readonly reasons: readonly string[]
}

/** The answer of {@link linkageOf}: links to the most domains first, out of how many values of how many devices. */
export interface Linkage {
  readonly devices: number
  readonly values: number
  readonly links: readonly Link[]
  /** Values that were left out, by why. */
  readonly shared: number
  /** Of these, values of the form of an IMEI, each once: two phones have none in common. */
  readonly sharedImeis: number
  readonly once: number
  /** Requests that may never have been sent, and were not looked at; absent: none. */
  readonly mayBeUnsent?: number
}

const countMin = 3
const flowsMin = 2
/** A value that lasts so long is of no one page or session, also where a file names no connections. */
const lastingSeconds = 3_600
/**
 * What lasts so long was seen on two days wherever the phone is: days of UTC end in the middle of one in most of the world,
 * and within a session.
 */
const dayApartSeconds = 86_400

/** Of an IMEI without its check digit (3GPP TS 23.003, 6.2.1). */
const imeiDigits = 14
/** Fewer digits are counters and colours. */
const hexDigitsMin = 12

/** Ids of users have eight and nine digits, and so have versions and sizes, which two devices may differ in, too. */
const shortNumber = /^\d{8,9}$/

/** A number that may be an identifier, and is none for sure however long it stays. */
export function isShortNumber(value: string): boolean {
  return shortNumber.test(value)
}

/** What is seen of two spellings of one value. */
function merged(one: TokenFacts, other: TokenFacts, value: string): TokenFacts {
  return {
    value,
    count: one.count + other.count,
    first: Math.min(one.first, other.first),
    last: Math.max(one.last, other.last),
    hosts: new Set([...one.hosts, ...other.hosts]),
    flows: new Set([...one.flows, ...other.flows]),
    days: new Set([...one.days, ...other.days]),
    fields: new Set([...one.fields, ...other.fields]),
    devices: new Set([...one.devices, ...other.devices]),
    limited: new Set([...one.limited, ...other.limited]),
  }
}

/** Hex in either case, with or without dashes or colons between (a UUID, a MAC address), as one; '' for other values. */
function hexOf(value: string): string {
  const digits = value.replaceAll(/[-:]/g, '').toLowerCase()
  const isHex = /^[\da-f]+$/.test(digits) && /[a-f]/.test(digits) && digits.length >= hexDigitsMin
  return isHex ? digits : ''
}

/** What is written in several ways is one value: it is told as it is written most often, under what all of them have in common. */
function withSpellingsJoined(
  tokens: ReadonlyMap<string, TokenFacts>,
  isImei: (value: string) => boolean,
): ReadonlyMap<string, TokenFacts> {
  const joined = new Map<string, TokenFacts>()
  const most = new Map<string, number>()
  for (const [digest, facts] of tokens) {
    const hex = hexOf(facts.value)
    const key = hex === '' ? digest : `hex ${hex}`
    const known = joined.get(key)
    const isMost = facts.count > (most.get(key) ?? 0)
    if (isMost) most.set(key, facts.count)
    joined.set(key, known === undefined ? facts : merged(known, facts, isMost ? facts.value : known.value))
  }
  return withImeisJoined(joined, isImei)
}

/** An IMEI that was sent with its check digit and without is one value, as which it is told whole. */
function withImeisJoined(
  tokens: ReadonlyMap<string, TokenFacts>,
  isImei: (value: string) => boolean,
): ReadonlyMap<string, TokenFacts> {
  const whole = new Map<string, string>()
  for (const [digest, { value }] of tokens) if (isImei(value)) whole.set(value.slice(0, imeiDigits), digest)
  if (whole.size === 0) return tokens
  const joined = new Map(tokens)
  for (const [digest, facts] of tokens) {
    const of = facts.value.length === imeiDigits ? whole.get(facts.value) : undefined
    const other = of === undefined ? undefined : tokens.get(of)
    if (of === undefined || other === undefined) continue
    joined.delete(digest)
    joined.set(of, merged(facts, other, other.value))
  }
  return joined
}

/**
 * `tokens` of each device; `domainOf` gives the registrable domain of a host, `ownerOf` whose it is (two domains of one
 * organisation are one party); `isImei` says which values are whole IMEIs.
 */
export function linkageOf(
  given: readonly ReadonlyMap<string, TokenFacts>[],
  domainOf: (host: string) => string,
  isImei: (value: string) => boolean,
  ownerOf: (host: string) => string = domainOf,
): Linkage {
  const devices = given.map((tokens) => withSpellingsJoined(tokens, isImei))
  const links: Link[] = []
  let shared = 0
  const sharedImeis = new Set<string>()
  let once = 0
  let values = 0
  const holders = new Map<string, number>()
  for (const tokens of devices)
    for (const digest of tokens.keys()) holders.set(digest, (holders.get(digest) ?? 0) + 1)
  for (const [device, tokens] of devices.entries()) {
    const changing = changingFields(tokens)
    for (const [digest, facts] of tokens) {
      values++
      // The same on several devices: a key of an app, a version, a campaign.
      if (devices.length > 1 && (holders.get(digest) as number) > 1) {
        shared++
        if (isImei(facts.value)) sharedImeis.add(digest)
        continue
      }
      const link = linkOf(facts, device, changing, devices.length > 1, domainOf, ownerOf)
      if (link === null) once++
      else links.push(link)
    }
  }
  links.sort(
    (one, other) =>
      Number(other.confidence === 'probable') - Number(one.confidence === 'probable') ||
      other.domains.length - one.domains.length ||
      other.count - one.count ||
      (one.value < other.value ? -1 : 1),
  )
  return { devices: devices.length, values, links, shared, sharedImeis: sharedImeis.size, once }
}

/** Fields that had several values in one capture: sessions, nonces, counters. */
function changingFields(tokens: ReadonlyMap<string, TokenFacts>): Set<string> {
  const seen = new Set<string>()
  const changing = new Set<string>()
  for (const { fields } of tokens.values()) {
    for (const field of fields) {
      if (seen.has(field)) changing.add(field)
      seen.add(field)
    }
  }
  return changing
}

function plainHours(seconds: number): string {
  const hours = Math.floor(seconds / lastingSeconds)
  return hours === 1 ? '1 hour' : `${hours} hours`
}

function linkOf(
  facts: TokenFacts,
  device: number,
  changing: ReadonlySet<string>,
  isCompared: boolean,
  domainOf: (host: string) => string,
  ownerOf: (host: string) => string,
): Link | null {
  const domains = [...new Set([...facts.hosts].map(domainOf))].sort()
  const parties = new Set([...facts.hosts].map(ownerOf)).size
  const isLinked = parties >= 2
  // Fields that have others, too, hold what is drawn for a session.
  const isLasting = [...facts.fields].some((field) => !changing.has(field))
  const seconds = facts.last - facts.first
  const isStable =
    facts.count >= countMin && isLasting && (facts.flows.size >= flowsMin || seconds >= lastingSeconds)
  if (!isLinked && !isStable) return null
  const isDayApart = facts.days.size >= 2 && seconds >= dayApartSeconds
  const counted = (places: LimitedPlaces, count: number): string =>
    facts.limited.has(places) ? `at least ${count}` : String(count)
  const reasons = [
    isLinked
      ? `the same value went to ${counted('hosts', parties)} parties: what they know can be joined by it`
      : '',
    facts.flows.size >= flowsMin
      ? `it is the same over ${counted('flows', facts.flows.size)} connections`
      : '',
    facts.flows.size < flowsMin && seconds >= lastingSeconds && !isDayApart
      ? `it is the same over ${plainHours(seconds)}`
      : '',
    isDayApart ? `it is the same on ${counted('days', facts.days.size)} days` : '',
    // A session, too, is the same for all that it goes to.
    !isDayApart && isLasting && isCompared
      ? 'it was seen within 24 hours only: that it lasts, and is of no session, that does not show'
      : '',
    isLasting ? '' : 'its fields had other values, too: it may be of one session only',
    isShortNumber(facts.value) ? 'a number of so few digits may also be a version or a size' : '',
    isCompared
      ? 'no other of the devices sent it'
      : 'other devices were not compared: it may be a value of the app',
  ].filter((reason) => reason !== '')
  const isSure =
    isCompared && isDayApart && ((isLinked && isLasting) || isStable) && !isShortNumber(facts.value)
  return {
    value: facts.value,
    device,
    kind: isLinked ? 'linked' : 'stable',
    confidence: isSure ? 'probable' : 'possible',
    domains,
    hosts: [...facts.hosts].sort(),
    fields: [...facts.fields].sort(),
    count: facts.count,
    first: facts.first,
    last: facts.last,
    days: facts.days.size,
    limited: [...facts.limited].sort(),
    reasons,
  }
}
