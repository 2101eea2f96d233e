import { KeptResults } from '../../core/kept-results.ts'
import type { IdentifierSubject } from '../types.ts'

/** Words by which something is of another than the owner of the phone, or of another thing than the phone, each with what it says. */

const businesses =
  'store shop restaurant merchant hotel venue business company supplier vendor seller retailer dealer pharmacy clinic airport support helpdesk hotline customerservice customercare callcenter callcentre imprint impressum ' +
  'organization organisation agency dealership brand publisher'
/** Of these a name says the same above a value; in one name with it, it is the user's there (`school_email`, `officePhone`). */
const premises =
  'branch office headquarter hospital school kindergarten gym cinema museum church theater theatre stadium library warehouse resort campsite outlet'
/** The same of what nobody keeps for his customers. */
const publicPlaces = 'station depot harbor harbour marina observatory'
const corners =
  'northeast northwest southeast southwest ne nw se sw viewport bounds bbox mapbounds boundingbox topleft topright bottomleft bottomright'

/** Of whom apps show telephone numbers, addresses and names, and whom their users name: others than the owner. */
const others =
  'driver courier artist author coach doctor teacher presenter actor actress director maintainer contributor invitee referee landlord realtor speaker lecturer composer singer musician performer laureate deceased ' +
  // Whom the owner writes to, pays, meets or looks after.
  'recipient beneficiary payee forwardto attendee organizer organiser friend emergencycontact emergency'

/** What is in lists that programs have with them and take from servers. */
const looked = 'city municipality country busstop stopplace poi landmark attraction'
/** What has two numbers of its own in games and on screens, under `position` and the like: figures, and the rest. */
const figures = 'player sprite avatar enemy npc character'
const drawn = 'cursor pointer mouse touch tap click gesture swipe layer joint'
/** Lists of what has a place each; of one of them it may be the phone's. */
const placedLists =
  'stops quays platforms places pins landmarks vehicles trains buses ferries planes buoys strikes storms fires incidents cameras tolls lockers ' +
  'pickuppoints spots trails slopes resorts geocaches apartments'
/** What lists of maps hold, where a place stands right inside. A phone makes for a stop, and starts from one: only of many it is none. */
const placedThings =
  'parking carpark charger chargepoint atm peak beach webcam colo flight ship scooter listing monument telescope trail storm strike'
/** Of these the same where its name is part of the value's (`serverLat`, `iss_position`): nobody is in one of them, or each tells its own place to all. */
const farThings =
  'server datacenter datacentre satellite iss spacecraft aircraft vessel earthquake quake epicenter epicentre volcano hurricane'

/** What says that a value is another person's: it speaks against the owner's, and for contacts. */
export const ofOtherPerson = 'it may be of another person than the owner'

const ofBusiness = (name: string): string => `by its name ("${name}") it is of a business, not of the user`
const ofOther = (name: string): string => `by its name ("${name}") ${ofOtherPerson}`
const ofLookedPlace = (name: string): string =>
  `by its name ("${name}") it is of a place that all can look up, not of the phone`

const ofAnimal = (name: string): string => `by its name ("${name}") it may be of an animal, not of the owner`

const ofPlace = (name: string): string => `by its name ("${name}") it is of a place, not of the owner`

/** Many of one. */
function pluralOf(name: string): string {
  if (name.endsWith('y')) return `${name.slice(0, -1)}ies`
  return `${name}${/(?:ch|se)$/.test(name) ? 'es' : 's'}`
}

/** Made when the first word is looked up: many captures have none, and each start would take a third of a millisecond longer. */
class Words {
  private readonly make: () => Iterable<readonly [string, string]>
  private made: ReadonlyMap<string, string> | null = null

  constructor(make: () => Iterable<readonly [string, string]>) {
    this.make = make
  }

  get all(): ReadonlyMap<string, string> {
    return (this.made ??= new Map(this.make()))
  }

  get(word: string): string | undefined {
    return this.all.get(word)
  }
}

/** One and many of each name, with what it says. */
function inBoth(names: string, say: (name: string) => string): [string, string][] {
  return names.split(' ').flatMap((name): [string, string][] => {
    const said = say(name)
    return [
      [name, said],
      [pluralOf(name), said],
    ]
  })
}

function each(names: string, say: (name: string) => string): [string, string][] {
  return names.split(' ').map((name) => [name, say(name)])
}

const ofOtherDevice = (name: string): string =>
  `by its name ("${name}") it may be of another device than the phone`

/** What people have beside the phone: an app that sends the number of one of these sends no number of the phone. */
export const otherDevices: Words = new Words(() =>
  inBoth(
    'watch smartwatch wearable tv television bridge hub gateway router speaker printer doorbell thermostat lock bulb headset ' +
      'earbud car vehicle scooter bike drone scale camera cam webcam dashcam plug smartplug vacuum chromecast light lamp ' +
      'headphone soundbar fridge oven dishwasher peripheral paired bonded paireddevice bondeddevice connecteddevice',
    ofOtherDevice,
  ),
)

/** The same of the address of a radio alone: what counts visits, pages and events goes by some of these names, too. */
export const otherRadios: Words = new Words(() => [
  ...otherDevices.all,
  ...inBoth('tracker ring sensor neighbor neighbour', ofOtherDevice),
  // What a phone knows of its network (RFC 826), and whom it wants to reach; `tags` are words for what they stand beside.
  ...each('tag arp target peer remote', ofOtherDevice),
])

/** Some of them are what happens to a phone, too, and the types of such events. */
export const happenings: ReadonlySet<string> = new Set(
  'lock ring tag paired bonded plug light scale arp target peer remote'.split(' '),
)

/** What a map shows or begins with, by one name or that of an object and of what is in it: `{"map":{"center":…}}`. */
export const views: Words = new Words(() =>
  each(
    'mapcenter mapcentre cameratarget cameraposition cameracenter defaultlocation defaultcenter defaultposition initialregion',
    (name) => `by its name ("${name}") it is the middle of a map, not where the phone is`,
  ),
)

const firms: Words = new Words(() => inBoth(businesses, ofBusiness))
const ofOthers: Words = new Words(() => inBoth(others, ofOther))

const anyOwner: Words = new Words(() => [...firms.all, ...ofOthers.all])
const place: Words = new Words(() => [
  ...anyOwner.all,
  ...inBoth(looked, ofLookedPlace),
  ...each(corners, (name) => `by its name ("${name}") it is a corner of a map, not where the phone is`),
  ...each('crs projection', (name) => `by its name ("${name}") it is where the lines of a map begin`),
])
const person: Words = new Words(() => [
  ...anyOwner.all,
  ...inBoth(looked, ofPlace),
  // Who gets something: of a place it would be what receives satellites.
  ...inBoth('receiver', ofOther),
  ...inBoth('pet animal', ofAnimal),
])
/** What has a place of its own where its name is part of the value's (`stop_lat`, as timetables write it: GTFS). */
const half: Words = new Words(() => [...place.all, ...inBoth(`stop station ${farThings}`, ofLookedPlace)])

const placeAbove: Words = new Words(() => [
  ...place.all,
  ...inBoth(
    `${figures} ${drawn}`,
    (name) => `by its name ("${name}") it is a point of a game or screen, not where the phone is`,
  ),
])
const halfAbove: Words = place
const pointsAbove: Words = new Words(() => [
  ...inBoth(premises, ofBusiness),
  ...inBoth(publicPlaces, ofLookedPlace),
  ...inBoth(`${placedThings} ${farThings}`, ofLookedPlace),
  ...each(placedLists, ofLookedPlace),
])
const personAbove: Words = new Words(() => [
  ...person.all,
  ...inBoth(premises, ofBusiness),
  ...inBoth(publicPlaces, ofPlace),
  ...inBoth(figures, (name) => `by its name ("${name}") it is of a figure or player, not of the owner`),
  ...each(
    'calltoaction cta clicktocall callbutton',
    (name) => `by its name ("${name}") it is whom somebody can call`,
  ),
  // Of the user who is in it, it is where he is.
  ...inBoth('place', (name) => `by its name ("${name}") it may be of a business or another person`),
  ...each(
    'strings labels translations placeholders i18n',
    (name) => `by its name ("${name}") it is a text of a form`,
  ),
])

/** What a value is, as far as it says by which words it may be another's. */
export interface Owned {
  readonly subject: IdentifierSubject
  /** A place on a map, and no cell. */
  readonly isPoint: boolean
  /** By its own name it is one half of a place: nobody calls a point of a screen so. */
  readonly isHalf: boolean
}

/** What a word of the value's own name says against it; '' for nothing. */
export function objectionOfOwn(word: string, { subject, isHalf }: Owned): string {
  return (subject === 'person' ? person : isHalf ? half : place).get(word) ?? ''
}

/** The same of a word of the names of what it stands in. */
export function objectionOfAbove(word: string, { subject, isPoint, isHalf }: Owned): string {
  if (subject === 'person') return personAbove.get(word) ?? ''
  return (isHalf ? halfAbove : placeAbove).get(word) ?? (isPoint ? pointsAbove.get(word) : undefined) ?? ''
}

/** True for a word of a firm: what is called by its name (`storeName`) beside a value says whose that is. */
export function isFirm(word: string): boolean {
  return firms.all.has(word)
}

/** Whose name beside a place says that it may be theirs: who is in one, or has an app of a company, is where he is. */
const named: ReadonlySet<string> = new Set(
  (
    'store shop restaurant hotel venue pharmacy clinic airport branch hospital museum cinema theater theatre stadium library resort ' +
    'campsite station stop marina'
  ).split(' '),
)

/** True for a word of a house or stop that all can look up: what is called by its name (`hotelName`) has a place. */
export function isNamedPlace(word: string): boolean {
  return named.has(word)
}

/** `supportPhone`, `ne_lat`, `POILat`, `store[phone]` in words, in small letters. */
export function wordsOf(name: string): readonly string[] {
  return keptWords.of(name)
}

const keptWords = new KeptResults<readonly string[]>(split)

function split(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
}

/** Names between a value and whose it is: `{"hotel":{"location":{"lat":…}}}`. */
export const between: ReadonlySet<string> = new Set(
  'location loc geo geometry coordinates coordinate coords coord centroid position point latlng gps address contact contacts'.split(
    ' ',
  ),
)
