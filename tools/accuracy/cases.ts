import { Rng } from '../bench/rng.ts'
import type { Carried, Carrier, Load } from './carried.ts'
import { carriers } from './carriers.ts'
import { nested } from './blobs.ts'
import { codecs, utf8 } from './codecs.ts'
import { containers } from './containers.ts'
import { hashed, salted } from './digest-disguises.ts'
import { contained, encoded, plain, split, wrapped, xored } from './disguises.ts'
import type { Disguise, Wrapped } from './disguises.ts'
import { endpoints } from './endpoints.ts'
import type { Endpoint } from './endpoints.ts'
import { resembling } from './look-alikes.ts'
import { elsewhere, floatedPlaces, placed, saidPlaces } from './places.ts'
import type { NamedPlace } from './places.ts'
import { isTypedForm, kindOf, knownNames, typedNames, uuidOf } from './kinds.ts'
import type { Kind } from './kinds.ts'
import { makePhone } from './values.ts'
import type { Phone } from './values.ts'

/** One message to one server, and what it tells of the phone ('' where it is nothing). */
export interface Case {
  readonly number: number
  readonly endpoint: Endpoint
  readonly family: string
  readonly chain: string
  readonly carrier: string
  /** '' for a decoy. */
  readonly identifier: string
  readonly value: string
  readonly carried: Carried
}

export interface World {
  readonly seed: string
  readonly phone: Phone
  readonly cases: readonly Case[]
}

/** Of which a look-alike is one that nobody would take for the value. */
const nearlyKnown = [
  'imsi',
  'android-id',
  'meid',
  'serial',
  'cell-id',
  'eid',
  'gsf-id',
  'device-id',
  'user-id',
  'install-id',
  'ip-address',
]

/** A look-alike of a kind of value: right in form, wrong in substance. Under these keys nothing is personal. */
function decoy(rng: Rng, phone: Phone): [string, string] {
  const near = (name: string): string => {
    const value = phone.values.get(name) as string
    const at = rng.whole(Math.floor(value.length / 2), Math.min(12, value.length - 1))
    const char = value.charAt(at)
    if (!/[0-9a-f]/i.test(char)) return near('imei')
    const other = char === '7' ? '3' : '7'
    return value.slice(0, at) + other + value.slice(at + 1)
  }
  return rng.pick<() => [string, string]>([
    () => ['ts', String(rng.whole(1_500_000_000, 1_699_999_999))],
    () => ['time', String(rng.whole(1_500_000_000, 1_699_999_999) * 1000 + rng.whole(0, 999))],
    () => ['us', String(rng.whole(1_500_000_000, 1_699_999_999) * 1_000_000 + rng.whole(0, 999_999))],
    () => ['etag', rng.hex(32)],
    () => ['req', uuidOf(rng)],
    () => ['trace', rng.hex(16)],
    () => ['ver', `${rng.whole(1, 20)}.${rng.whole(0, 40)}.${rng.whole(0, 9000)}`],
    () => ['count', rng.digits(rng.whole(6, 19)).replace(/^0+/, '1')],
    () => ['sum', rng.hex(64)],
    () => ['nearby', near(rng.pick(nearlyKnown))],
    () => ['zero', '00000000-0000-0000-0000-000000000000'],
    () => ['none', '02:00:00:00:00:00'],
    () => ['token', rng.bytes(24).toString('base64')],
    () => ['w', String(rng.whole(320, 2400))],
  ])()
}

function around(rng: Rng, phone: Phone): [string, string][] {
  const fields = new Map<string, string>()
  for (let count = rng.whole(1, 4); count > 0; count--) fields.set(...decoy(rng, phone))
  return [...fields]
}

/** Servers that a world sends to: those for development leave out what is held out. */
function endpointsOf(areHeldOutIn: boolean): readonly Endpoint[] {
  return endpoints.filter(({ isHeldOut }) => areHeldOutIn || !isHeldOut)
}

/** Which carrier can hold what: fields beside it, their order, its name; and that its beginning is known. */
function isFor(carrier: Carrier, wanted: Wanted): boolean {
  if (carrier.takes !== (wanted.isText ? 'text' : 'binary')) return false
  if (wanted.keeps.length > 0 && !wanted.keeps.includes(carrier.keeps)) return false
  if (wanted.isWhole) return carrier.isWhole === true
  // Where nothing says where it begins, what has no magic cannot be undone: see the blind spots.
  return !(wanted.isHeadless && carrier.hidesStart === true)
}

interface Wanted extends Pick<Disguise, 'bytes' | 'isText' | 'beside'> {
  /** The name that it goes by; '' for any that says nothing. */
  readonly key: string
  /** What the carrier must keep of the fields around; none: anything will do. */
  readonly keeps: readonly Carrier['keeps'][]
  readonly isHeadless: boolean
  readonly isWhole: boolean
}

/** Carries it in one of the endpoint's ways; in another one where none of them can. */
function carry(
  rng: Rng,
  phone: Phone,
  wanted: Wanted,
  endpoint: Endpoint,
): { carrier: string; carried: Carried } {
  const load: Load = {
    key: wanted.key || rng.pick(endpoint.keys),
    bytes: wanted.bytes,
    isText: wanted.isText,
    before: around(rng, phone),
    behind: [...wanted.beside, ...around(rng, phone)],
    contentType: endpoint.contentType,
  }
  const fit = [...carriers].filter(([, carrier]) => isFor(carrier, wanted))
  const own = fit.filter(([name]) => endpoint.carriers.has(name))
  for (let trial = 0; ; trial++) {
    const [name, carrier] = rng.pick(own.length > 0 && trial < ownTrialsMax ? own : fit)
    const carried = carrier.carry(load, endpoint.host, rng)
    if (carried !== null) return { carrier: name, carried }
  }
}

const ownTrialsMax = 20

/** With a profile: every way to hide a value that is known; one message in eight holds look-alikes only. */
export function knownWorld(seed: string, size: number, areHeldOutIn = false): World {
  const rng = new Rng(`accuracy known ${seed}`)
  const phone = makePhone(rng)
  const servers = endpointsOf(areHeldOutIn)
  const cases: Case[] = []
  const makers = [
    plain,
    plain,
    encoded,
    encoded,
    encoded,
    encoded,
    encoded,
    contained,
    contained,
    nested,
    hashed,
    hashed,
    hashed,
    salted,
    xored,
    split,
    placed,
  ]
  for (let number = 0; number < size; number++) {
    const endpoint = rng.pick(servers)
    const isDecoy = rng.chance(0.125)
    const disguise: Disguise & { readonly key?: string } = isDecoy
      ? rng.pick([elsewhere, resembling, nothing])(rng, phone)
      : fitting(rng, phone, rng.pick(makers))
    // A raw digest or a XORed body stands alone in a body, its key beside it could not.
    const needsText = disguise.beside.length > 0 && !disguise.isText
    const shown: Disguise = needsText
      ? {
          ...disguise,
          bytes: utf8(disguise.bytes.toString('base64')),
          isText: true,
          chain: `${disguise.chain} > base64`,
        }
      : disguise
    const { carrier, carried } = carry(
      rng,
      phone,
      {
        ...shown,
        key: disguise.key ?? '',
        keeps: keptFor(shown, disguise.key ?? ''),
        isWhole: shown.chain.endsWith('LZ-string, UTF-16'),
        isHeadless:
          /deflate|brotli|LZ4 block|LZ-string|raw$|UTF-16/.test(shown.chain) && shown.family !== 'E11',
      },
      endpoint,
    )
    cases.push({
      number,
      endpoint,
      family: shown.family,
      chain: shown.chain,
      carrier,
      identifier: shown.identifier,
      value: shown.value,
      carried,
    })
  }
  return { seed, phone, cases }
}

/** A name that says what it is stands with the value; a half beside the other; a salt or a key anywhere beside it. */
function keptFor({ beside, family, areNamesKept }: Disguise, key: string): readonly Carrier['keeps'][] {
  if (key !== '' || areNamesKept === true) return ['names']
  if (family === 'E13 split') return ['order', 'names']
  return beside.length > 0 ? ['fields', 'order', 'names'] : []
}

/** Of a shorter value no part is long enough to be looked for. */
function isLong(phone: Phone, name: string): boolean {
  return (phone.values.get(name) as string).length >= 11
}

/** What a maker can write of which kind; what is too short or too common to be meant is not asked for. */
function fitting(
  rng: Rng,
  phone: Phone,
  make: (rng: Rng, phone: Phone, identifier: string) => Disguise,
): Disguise {
  const isStrict = make !== plain
  const names = knownNames.filter(
    (name) =>
      !isStrict ||
      (kindOf(name).isShort !== true && (make !== split || isLong(phone, name))) ||
      make === encoded ||
      make === contained ||
      make === nested ||
      make === xored,
  )
  return make(rng, phone, rng.pick(names))
}

/** Encoded text that holds nothing, or random bytes in the clothes of an encoding. */
function lookAlike(rng: Rng): Buffer {
  const codec = rng.pick(codecs.filter(({ gives, isForDocuments }) => gives === 'text' && !isForDocuments))
  return rng.pick([
    (): Buffer => utf8(rng.bytes(rng.whole(16, 64)).toString('base64')),
    (): Buffer => utf8(rng.hex(rng.pick([32, 40, 64]))),
    (): Buffer => codec.encode(utf8(`level ${rng.digits(12)} of ${rng.hex(8)}`)),
    (): Buffer => utf8(rng.digits(15)),
  ])()
}

function nothing(rng: Rng): Disguise {
  return {
    family: 'decoys',
    chain: 'look-alikes',
    identifier: '',
    value: '',
    bytes: lookAlike(rng),
    isText: true,
    beside: [],
  }
}

/** Values of other things under names of other things; and placeholders under the very names. */
function harmless(rng: Rng): [string, string] {
  return rng.pick<() => [string, string]>([
    () => ['timestamp', String(rng.whole(1_500_000_000, 1_699_999_999) * 1000 + rng.whole(0, 999))],
    () => ['micros', String(rng.whole(1_500_000_000, 1_699_999_999) * 1_000_000 + rng.whole(0, 999_999))],
    () => ['requestId', uuidOf(rng)],
    () => ['sessionNonce', rng.hex(16)],
    () => ['order', rng.digits(15).replace(/^./, '7')],
    () => ['sku', `${rng.digits(4)}-${rng.digits(4)}`],
    () => ['etag', rng.hex(32)],
    () => ['imei', rng.pick(['000000000000000', '123456789012345', '004999010640000', ''])],
    () => ['android_id', rng.pick(['9774d56d682e549c', '0000000000000000', 'unknown'])],
    () => [
      'gaid',
      rng.pick(['00000000-0000-0000-0000-000000000000', '123e4567-e89b-12d3-a456-426614174000']),
    ],
    () => ['mac', rng.pick(['02:00:00:00:00:00', 'ff:ff:ff:ff:ff:ff', '00:00:00:00:00:00'])],
    () => ['email', rng.pick(['someone@example.com', 'icon@2x.png'])],
    () => ['cell_id', rng.pick(['2147483647', '-1', '0', '268435455'])],
    () => ['serial', rng.pick(['unknown', '0123456789ABCDEF', 'null'])],
    () => ['ssid', rng.pick(['<unknown ssid>', '0x', 'WIFI'])],
    () => ['device_id', rng.pick(['unknown', '0', '00000000-0000-0000-0000-000000000000'])],
    () => ['user_id', rng.pick(['0', 'null', 'guest'])],
    () => ['push_token', rng.pick(['', 'null', 'BLACKLISTED'])],
    () => ['full_name', rng.pick(['', 'null', 'Test User'])],
    () => ['title', 'Good Morning'],
    () => ['name', rng.pick(['Roboto Condensed', 'Main Menu', 'Summer Sale'])],
    () => ['local_ip', rng.pick(['127.0.0.1', '0.0.0.0', '::1'])],
    () => ['gateway', '192.168.1.1'],
    () => ['server_ip', `93.184.${rng.whole(1, 254)}.${rng.whole(1, 254)}`],
    () => ['esn', '00000000'],
    // An event has a number, too.
    () => ['eid', rng.pick([rng.hex(12), rng.digits(6), uuidOf(rng)])],
    () => ['package', 'com.example.weather'],
    () => ['friends', String(rng.whole(0, 40))],
    () => ['installed_apps', '[]'],
    () => ['model', 'Pixel 4a'],
    () => ['password', '********'],
    () => ['csrf', rng.hex(32)],
    () => ['bt_address', '02:00:00:00:00:00'],
    () => ['phone', rng.pick(['15555215554', 'Pixel', ''])],
    () => ['lat', '0.0'],
    () => ['volume', rng.fraction().toFixed(6)],
    () => ['build', `${letter(rng)}P1A.${rng.digits(6)}.${rng.digits(3)}`],
    () => ['ip', `192.0.2.${rng.whole(1, 254)}`],
    () => ['version', `${rng.whole(1, 9)}.${rng.whole(0, 99)}.${rng.whole(0, 99)}.${rng.whole(0, 9999)}`],
  ])()
}

function letter(rng: Rng): string {
  return rng.pick('ABCDEFGHJKLMNP'.split(''))
}

/** One that can be told without knowing it, in some form. */
function typedValue(rng: Rng, kind: Kind): string {
  const value = kind.make(rng)
  return kind.forms(value, rng).some((form) => isTypedForm(kind, form)) ? value : typedValue(rng, kind)
}

/** Mostly as plain degrees; else through a double, or in a text. */
function locationFields(rng: Rng, lat: string, lon: string): NamedPlace['fields'] {
  if (rng.chance(0.6))
    return [
      ['lat', lat],
      ['lon', lon],
    ]
  const spot = { lat: Number(lat), lon: Number(lon) }
  return rng.pick(rng.chance(0.5) ? floatedPlaces(spot) : saidPlaces(lat, lon)).fields
}

/** Without a profile: values under their usual names, plain or encoded as apps do; half of the messages hold none. */
export function unknownWorld(seed: string, size: number, areHeldOutIn = false): World {
  const rng = new Rng(`accuracy unknown ${seed}`)
  const phone = makePhone(rng)
  const servers = endpointsOf(areHeldOutIn)
  const cases: Case[] = []
  for (let number = 0; number < size; number++) {
    const isDecoy = rng.chance(0.5)
    const identifier = isDecoy ? '' : rng.pick([...typedNames, 'location', 'location'])
    const value = isDecoy
      ? ''
      : identifier === 'location'
        ? `${(40 + rng.fraction() * 20).toFixed(5)},${(5 + rng.fraction() * 20).toFixed(5)}`
        : typedValue(rng, kindOf(identifier))
    const fields = new Map<string, string>()
    for (let count = rng.whole(1, 4); count > 0; count--) fields.set(...harmless(rng))
    if (identifier === 'location') {
      const [lat, lon] = value.split(',') as [string, string]
      for (const [key, text] of locationFields(rng, lat, lon)) fields.set(key, text)
    } else if (!isDecoy) {
      const kind = kindOf(identifier)
      const form = rng.pick(kind.forms(value, rng).filter((one) => isTypedForm(kind, one)))
      fields.set(rng.pick(kind.names), form.bytes.toString())
    }
    const list = shuffled(rng, [...fields])
    const endpoint = rng.pick(servers)
    const { carrier, chain, family, carried } = rng.chance(0.3)
      ? inFields(rng, list, endpoint)
      : inDocument(rng, list, endpoint)
    cases.push({
      number,
      endpoint,
      family: isDecoy ? 'decoys' : family,
      chain,
      carrier,
      identifier,
      value,
      carried,
    })
  }
  return { seed, phone, cases }
}

interface Sent {
  readonly carrier: string
  readonly chain: string
  readonly family: string
  readonly carried: Carried
}

/** Each field as one of the message. */
function inFields(rng: Rng, list: readonly [string, string][], endpoint: Endpoint): Sent {
  const [first, ...behind] = list as [[string, string], ...[string, string][]]
  const load: Load = {
    key: first[0],
    bytes: utf8(first[1]),
    isText: true,
    before: [],
    behind,
    contentType: endpoint.contentType,
  }
  return sent(rng, load, ['names'], { chain: 'fields of the message', family: 'E1' }, endpoint)
}

/** Binary containers that keep the names of their fields. */
const namedContainers = ['MessagePack', 'CBOR', 'BSON', 'plist', 'serialised Java', 'Ion']

/** All fields as one document, as it is or encoded, which is one field of the message, or all of it. */
function inDocument(rng: Rng, list: readonly [string, string][], endpoint: Endpoint): Sent {
  const { bytes, isText, family, steps } = documentWith(rng, list)
  const load: Load = {
    key: 'data',
    bytes,
    isText,
    before: [],
    behind: [['v', '1']],
    contentType: 'application/octet-stream',
  }
  const said = { chain: steps.join(' > '), family }
  return sent(rng, load, ['names', 'order', 'nothing'], said, endpoint)
}

function documentWith(rng: Rng, list: readonly [string, string][]): Wrapped {
  if (rng.chance(0.15)) {
    const name = rng.pick(namedContainers)
    const write = containers[name] as (typeof containers)[string]
    const bytes = write(
      list.map(([key, value]) => ({ key, value: utf8(value) })),
      rng,
    )
    return rng.chance(0.5)
      ? { bytes, isText: false, family: 'E7', steps: [name] }
      : { bytes: utf8(bytes.toString('base64')), isText: true, family: 'E7', steps: [name, 'base64'] }
  }
  const [name, text] = rng.chance(0.6)
    ? ['JSON', JSON.stringify(Object.fromEntries(list))]
    : ['form', new URLSearchParams([...list]).toString()]
  return rng.chance(0.2)
    ? { bytes: utf8(text), isText: true, family: 'E6', steps: [name] }
    : wrapped(rng, utf8(text), name, 'E6')
}

/** Where documents are sent, and not names: a label or a topic holds a value. */
const namelessCarriers: ReadonlySet<string> = new Set(['whole body', 'gRPC', 'gRPC in TLS, with keys'])

function sent(
  rng: Rng,
  load: Load,
  keeps: readonly Carrier['keeps'][],
  said: Pick<Sent, 'chain' | 'family'>,
  endpoint: Endpoint,
): Sent {
  const isWhole = said.chain.endsWith('LZ-string, UTF-16')
  const fit = [...carriers].filter(([name, carrier]) =>
    load.isText
      ? carrier.takes === 'text' &&
        keeps.includes(carrier.keeps) &&
        (carrier.keeps === 'names' || namelessCarriers.has(name)) &&
        (!isWhole || carrier.isWhole === true)
      : carrier.takes === 'binary' && carrier.hidesStart !== true,
  )
  const own = fit.filter(([name]) => endpoint.carriers.has(name))
  for (let trial = 0; ; trial++) {
    const [name, carrier] = rng.pick(own.length > 0 && trial < ownTrialsMax ? own : fit)
    const carried = carrier.carry(load, endpoint.host, rng)
    if (carried !== null) return { carrier: name, carried, ...said }
  }
}

function shuffled<T>(rng: Rng, list: T[]): T[] {
  for (let at = list.length - 1; at > 0; at--) {
    const other = rng.whole(0, at)
    ;[list[at], list[other]] = [list[other] as T, list[at] as T]
  }
  return list
}
