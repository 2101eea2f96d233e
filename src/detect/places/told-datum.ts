import { kilometresBetween, stepKilometres } from '../../core/kilometres.ts'
import { objectionOf } from '../../core/objections.ts'
import type { Node } from '../../decode/types.ts'
import type { Profile } from '../../device/types.ts'
import { isUnder } from '../family-type.ts'
import type { Detection } from '../types.ts'
import { datumTitles, fromDatum, isInChina, isOfNeighbour } from './datums.ts'
import type { Datum } from './datums.ts'
import { houseKilometresMax, placeAt } from './near-place.ts'
import type { NearPlace } from './near-place.ts'

/**
 * Which datum the coordinates of a message are in, where they are in China: what they stand beside says it (`coor_type=bd09ll`),
 * the name that they go by (`gcj_lat`), the server that they are sent to, or the place of the profile that they are of. They are
 * then told in WGS 84; where nothing says it, that is told.
 */

/** Values that name a datum, whatever they go by, in lower case and without signs: those of Baidu's and AMap's interfaces. */
const datumOfWord: ReadonlyMap<string, Datum> = new Map(
  Object.entries({
    gcj: 'gcj02',
    gcj02: 'gcj02',
    gcj02ll: 'gcj02',
    bd09: 'bd09',
    bd09ll: 'bd09',
    bd09mc: 'bd09',
    wgs84: 'wgs84',
    wgs84ll: 'wgs84',
  } as const),
)
/** Values that do so under a name of a type of coordinates: whose map it is. */
const datumOfType: ReadonlyMap<string, Datum> = new Map(
  Object.entries({
    mars: 'gcj02',
    amap: 'gcj02',
    autonavi: 'gcj02',
    gaode: 'gcj02',
    tencent: 'gcj02',
    soso: 'gcj02',
    qq: 'gcj02',
    baidu: 'bd09',
    bd: 'bd09',
    gps: 'wgs84',
    wgs: 'wgs84',
  } as const),
)
const wordBytesMax = 16
/** `coor_type`, `coordtype`, `coordinate_system`, `coordsys`, `map_type`, `gpsType`, `datum`. */
const typeName =
  /^(?:loc(?:ation)?|geo|gps|map|lat_?lng)?_?(?:coo?rd?s?|coordinates?|map|gps|datum|crs)_?(?:type|sys(?:tem)?|mode)?$/i
/** What coordinates shall be turned into, or those of the answer are in. */
const ofResult = /^(?:ret|out|result|target|to|dst|dest)(?:_|put|urn|[A-Z]|coo)/

/** Names of values, and of what they are in, however far around. */
const namedDatums: readonly (readonly [RegExp, Datum])[] = [
  [/gcj/i, 'gcj02'],
  [/[bB][dD]_?09/, 'bd09'],
  [/wgs/i, 'wgs84'],
]
/** Names of makers and the like, which further around are of something else: of the value, and of what it is in itself. */
const makersDatums: readonly (readonly [RegExp, Datum])[] = [
  ...namedDatums,
  [/(?:^|[^a-z])mars_(?:l|coord|point|pos)/i, 'gcj02'],
  [/[bB]aidu|(?:^|[^A-Za-z])bd(?:_?l|L)/, 'bd09'],
]

/**
 * Servers whose documentation says what they take where nothing else is said (AMap, Tencent and Baidu, "web service API"). Of others
 * of these companies it says nothing: where phones tell what they measured they may as well say it as their receivers do.
 */
const datumsOfHosts: readonly (readonly [host: string, datum: Datum])[] = [
  ['restapi.amap.com', 'gcj02'],
  ['apis.map.qq.com', 'gcj02'],
  ['api.map.baidu.com', 'bd09'],
]
/** Those that turn coordinates of others into their own. */
const converting = /geoconv|convert|translate|\/coord\//i
const pathBytesMax = 256

/** What says which datum it is, and how, in a sentence. */
interface Told {
  readonly datum: Datum
  readonly reason: string
  /** It is what the server takes where nothing is said: coordinates that are those of a known place know better. */
  readonly isDefault?: true
}

/** A field of the message that names a datum. */
interface TypeField extends Told {
  readonly node: Node
}

function compact(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '')
}

function typeFieldOf(node: Node): TypeField | null {
  const { bytes, key } = node
  if (bytes.length < 2 || bytes.length > wordBytesMax || key === '' || ofResult.test(key)) return null
  const word = compact(bytes.toString('latin1'))
  const datum = datumOfWord.get(word) ?? (typeName.test(key) ? datumOfType.get(word) : undefined)
  return datum === undefined
    ? null
    : { node, datum, reason: `the field "${key}" says that it is ${datumTitles[datum]}` }
}

/** What says which datum it is, in words that may not be known: `coord_type=1`, `coordsys=mapbar`. */
function isTypeField({ key, bytes }: Node): boolean {
  return bytes.length > 0 && bytes.length <= wordBytesMax && typeName.test(key) && !ofResult.test(key)
}

/** The path of what a value is in: `$.points[3].` of `$.points[3].lat`. */
function pathOf({ key, step: { detail } }: Node): string {
  return detail.slice(0, Math.max(0, detail.length - key.length))
}

/** The fields that stand the nearest, if they agree: in one object, else in one document, else in the message. */
function nearestType(node: Node, fields: readonly TypeField[]): Told | null {
  const beside = fields.filter((field) => field.node.parent === node.parent)
  const own = beside.filter((field) => pathOf(field.node) === pathOf(node))
  const nearest = own.length > 0 ? own : beside.length > 0 ? beside : fields
  const [first] = nearest
  return first !== undefined && nearest.every(({ datum }) => datum === first.datum) ? first : null
}

function datumOfName({ key, step: { detail } }: Node): Told | null {
  const near = [
    key,
    ...detail
      .split(/[^\w-]+|(?<=\[)\d+/)
      .filter(Boolean)
      .slice(-2),
  ].join(' ')
  const [datum] = [datumsNamed(makersDatums, near), datumsNamed(namedDatums, `${key} ${detail}`)].flatMap(
    (named) => (named.size === 1 ? [...named] : []),
  )
  return datum === undefined ? null : { datum, reason: `its name says that it is ${datumTitles[datum]}` }
}

function datumsNamed(datums: typeof namedDatums, text: string): ReadonlySet<Datum> {
  return new Set(datums.flatMap(([name, datum]) => (name.test(text) ? [datum] : [])))
}

function datumOfHost(host: string, nodes: readonly Node[], fields: readonly TypeField[]): Told | null {
  const name = host.toLowerCase()
  const [server, datum] = datumsOfHosts.find(([suffix]) => isUnder(name, suffix)) ?? []
  if (datum === undefined || fields.length > 0 || nodes.some(isTypeField)) return null
  const isConverting = nodes.some(
    ({ step, bytes }) =>
      step.step === 'target' &&
      converting.test(bytes.toString('latin1', 0, Math.min(bytes.length, pathBytesMax))),
  )
  return isConverting
    ? null
    : { datum, reason: `${server} takes ${datumTitles[datum]} where nothing else is said`, isDefault: true }
}

/**
 * The detections of one message, with those of coordinates in China told in WGS 84, as fine as they were written. All of its
 * `nodes` are looked at for what names a datum, but only where there are such coordinates.
 */
export function toldInWgs84(
  detections: readonly Detection[],
  nodes: readonly Node[],
  host: string,
  profile: Profile | null,
): readonly Detection[] {
  if (!detections.some(isCoordinates)) return detections
  let fields: readonly TypeField[] | null = null
  return detections.map((found) => {
    const [lat, lon] = isCoordinates(found) ? halvesOf(found.normal) : [Number.NaN, Number.NaN]
    if (!isInChina(lat, lon)) return found
    fields ??= nodes.map(typeFieldOf).filter((field) => field !== null)
    const told =
      datumOfName(found.node) ?? nearestType(found.node, fields) ?? datumOfHost(host, nodes, fields)
    const placeIn = (datum: Datum | null): NearPlace | null =>
      placeAt(profile, lat, lon, stepKilometres(decimalsOf(found.normal)), '', datum)
    const near = found.by === 'profile' ? placeIn(null) : null
    const isExact = near !== null && near.kilometres <= houseKilometresMax
    if (told !== null && !(isExact && told.isDefault === true))
      return asTold(found, lat, lon, told, near, placeIn(told.datum))
    if (!isExact && isOfNeighbour(lat, lon)) return found
    if (!isExact) return { ...found, reasons: [...found.reasons, objectionOf(shiftedMaybe)] }
    if (near.datum === 'wgs84') return found
    const other = placeIn('wgs84')
    if (other === null || other.place === near.place) return converted(found, lat, lon, near.datum)
    // Who has two places may as well be near the other one.
    const objections = [asDatum('wgs84', other), shiftedMaybe].map(objectionOf)
    return { ...found, reasons: [...found.reasons, ...objections] }
  })
}

/** How far it is from a place of the profile, by the datum that it is said or taken to be in. */
function asDatum(datum: Datum, { kilometres, place }: Pick<NearPlace, 'kilometres' | 'place'>): string {
  return `as ${datumTitles[datum]} it is ${kilometres.toFixed(1)} km from "${place.name}"`
}

function isCoordinates({ identifier }: Detection): boolean {
  return identifier === 'location'
}

function halvesOf(normal: string): readonly [number, number] {
  const [lat = '', lon = ''] = normal.split(',')
  return [Number(lat), Number(lon)]
}

const shiftedMaybe =
  'apps in China mostly send places shifted by 100 to 700 m or more (GCJ-02, BD-09), and nothing says whether this one is'

/** `near`: the place that it was found by. `own`: the one that is near in the datum that was told. */
function asTold(
  found: Detection,
  lat: number,
  lon: number,
  { datum, reason }: Told,
  near: NearPlace | null,
  own: NearPlace | null,
): Detection {
  const inWgs84 = datum === 'wgs84' ? found : converted(found, lat, lon, datum)
  const said = { ...inWgs84, reasons: [...inWgs84.reasons, reason] }
  if (near === null || near.datum === datum) return said
  // It was found as if it were in another: of that place, or of one that is near in its own.
  if (own !== null && own.place !== near.place)
    return { ...said, reasons: [...said.reasons, asDatum(datum, own)] }
  const [trueLat, trueLon] = halvesOf(said.normal)
  const { lat: placeLat, lon: placeLon } = near.place
  const kilometres = kilometresBetween(trueLat, trueLon, placeLat ?? Number.NaN, placeLon ?? Number.NaN)
  const distance = asDatum(datum, { kilometres, place: near.place })
  if (kilometres <= near.kilometres + houseKilometresMax)
    return { ...said, reasons: [...said.reasons, distance] }
  // Who sends just the shifted place of the profile may call it by a wrong name.
  const confidence = near.kilometres <= houseKilometresMax ? 'probable' : 'possible'
  return { ...said, confidence, reasons: [...said.reasons, objectionOf(distance)] }
}

function converted(found: Detection, lat: number, lon: number, datum: Datum): Detection {
  const title = datumTitles[datum]
  const place = fromDatum({ lat, lon }, datum)
  const decimals = decimalsOf(found.normal)
  return {
    ...found,
    normal: [place.lat, place.lon].map((half) => Number(half.toFixed(decimals))).join(','),
    writtenAs: found.writtenAs === '' ? title : `${found.writtenAs}, ${title}`,
    reasons: [...found.reasons, `told in WGS 84, converted from ${title}`],
  }
}

/** A metre is enough for what a shift of some hundreds is taken from. */
const decimalsMax = 7

/** Of the half that has more: zeros at the end may be left off. */
function decimalsOf(normal: string): number {
  return Math.min(decimalsMax, Math.max(...normal.split(',').map((half) => half.split('.')[1]?.length ?? 0)))
}
