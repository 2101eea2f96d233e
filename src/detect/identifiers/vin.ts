import { defineIdentifier } from '../identifier-type.ts'
import type { IdentifierType } from '../identifier-type.ts'
import { cases, grouped, isCounting } from '../spellings/written.ts'
import type { TextShape } from '../text-shape.ts'

/** Characters of one: letters but I, O and Q, and digits (ISO 3779). */
export const vinChars = 17

/** First three characters of large makers (ISO 3780), as lists of makers and the plates of cars show them. */
const makers: ReadonlyMap<string, string> = makersOf(
  'Volkswagen:WVW WV1 WV2 WVG 1VW 3VW 3VV LFV LSV|Audi:WAU WA1 WUA TRU|BMW:WBA WBS WBY 5UX 4US LBV|Mini:WMW|' +
    'Mercedes-Benz:WDB WDC WDD WDF W1K W1N W1V 4JG LE4|Porsche:WP0 WP1|Opel:W0L W0V|Ford:WF0 1FA 1FM 1FT 1FD 2FM 3FA NM0|' +
    'Škoda:TMB|Seat:VSS|Renault:VF1|Peugeot:VF3 VR3|Citroën:VF7 VR7|Dacia:UU1|Fiat:ZFA|Ferrari:ZFF|Alfa Romeo:ZAR|' +
    'Volvo:YV1 YV4 LYV|Polestar:LPS|Saab:YS3|Land Rover:SAL|Jaguar:SAJ|Nissan:SJN JN1 JN8 1N4 1N6 3N1 5N1|' +
    'Toyota:VNK JTD JTE JTM JTN NMT SB1 2T1 2T3 4T1 4T3 5TD 5TF 5YF LFM LVG|Lexus:JTH JTJ|' +
    'Honda:JHM JHL SHH 1HG 19X 2HG 2HK 5FN 5J6 LHG LVH|Mazda:JM1 JM3 JMZ 3MZ|Mitsubishi:JMB|Subaru:JF1 JF2 4S3 4S4|Suzuki:JS2 JS3 JSA TSM|' +
    'Hyundai:KMH KM8 TMA NLH 5NM 5NP LBE|Kia:KNA KNB KND U5Y U6Y 5XX 5XY 3KP|Tesla:5YJ 7SA LRW XP7|BYD:LGX LC0|SAIC:LSJ|NIO:LJ1|' +
    'XPeng:L1N|Geely:L6T|GM:1G1 1G6 1GC 1GK 1GN 1GT 2G1 3GN LSG|Chrysler:1C3 1C4 1C6 2C3 2C4|Jeep:1J4 1J8|Lincoln:1LN 5LM|Tata:MAT|Maruti:MA3',
)

function makersOf(text: string): Map<string, string> {
  return new Map(
    text.split('|').flatMap((one) => {
      const [maker = '', codes = ''] = one.split(':')
      return codes.split(' ').map((code): [string, string] => [code, maker])
    }),
  )
}

/** What each character counts, and each place: the sum without the ninth, modulo 11, is the ninth (49 CFR 565.15). */
const values = '0123456789.ABCDEFGH..JKLMN.P.R..STUVWXYZ'
const placeWeights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2]
const checkPlace = 8

function hasCheckDigit(vin: string): boolean {
  const sum = placeWeights.reduce(
    (all, weight, at) => all + weight * (values.indexOf(vin.charAt(at)) % 10),
    0,
  )
  return vin.charAt(checkPlace) === '0123456789X'.charAt(sum % 11)
}

/** Where the ninth character has to be a check digit: North America and China (GB 16735). */
const checkedRegions = /^[1-57L]/

/**
 * The number of a car: of its owner's, who reads it off in an app of its maker, an insurer or a garage, or whose car tells it to
 * the phone. Of a car that is for sale all can read it.
 */
export const identifier: IdentifierType = defineIdentifier({
  name: 'vin',
  title: 'VIN (number of a car)',
  subject: 'person',
  stability: 'for the life of the car',
  whyPersonal: 'It numbers one car for good, and registers, insurers and garages know its keeper by it.',
  names: [
    'vin',
    'vinnumber',
    'vinno',
    'vincode',
    'vehicleidentificationnumber',
    'chassisnumber',
    'chassisno',
    'chassisnr',
    'chassinummer',
    'fahrgestellnummer',
    'fahrzeugidentifizierungsnummer',
    'understellsnummer',
    'stelnummer',
    'alustanumero',
  ],
  hints: ['vehicle', 'vehicleid', 'vehiclenumber', 'car', 'carid', 'fin', 'frameno'],
  // Of a car that somebody sells, a table of cars, and wine.
  belied: {
    vin: [
      'price',
      'askingprice',
      'listprice',
      'dealer',
      'dealerid',
      'stocknumber',
      'stockno',
      'listingid',
      'auctionid',
    ],
  },
  proof: 'it has the 17 characters of one',
  confidence: { alone: 'possible' },
  // Behind the code of a large maker, with five digits at the end: of 17 random characters that is chance in less than 1 of 10,000.
  pattern: new RegExp(
    String.raw`(?<![\w-])(?=[A-HJ-NPR-Z0-9]{12}\d{5}(?![\w-]))(?:${[...makers.keys()].join('|')})[A-HJ-NPR-Z0-9]{14}`,
    'g',
  ),
  mayMatch: ({ wordRun, digitRun }: TextShape): boolean => wordRun >= vinChars && digitRun >= 5,
  patternProof: 'it begins as the numbers of a large maker do',
  lengthMin: vinChars,
  normalise(value: string): string {
    const text = value.trim().toUpperCase().replace(/[ -]/g, '')
    // The last four are digits everywhere, the last five at large makers.
    return /^(?=.{0,15}[A-Z])[A-HJ-NPR-Z0-9]{13}\d{4}$/.test(text) ? text : ''
  },
  isLikely: (value: string): boolean => makers.has(value.trim().toUpperCase().slice(0, 3)),
  fault: (vin: string): string =>
    checkedRegions.test(vin) && !hasCheckDigit(vin) ? 'its check digit (the ninth character) is wrong' : '',
  placeholder(vin: string): string {
    if (examples.has(vin)) return 'an example of documentation'
    return isCounting(vin.slice(-6)) || /^0{5}[01]$|^(.)\1{5}$/.test(vin.slice(-6))
      ? 'the number of an example: zeros or counting digits'
      : ''
  },
  remark(vin: string): string {
    const maker = makers.get(vin.slice(0, 3))
    return maker === undefined ? '' : `by its first three characters ${maker} made the car`
  },
  spellings: (vin: string): readonly string[] => [
    ...cases(vin),
    grouped(vin, [3, 6, 8], ' '),
    grouped(vin, [3, 6, 8], '-'),
  ],
})

/** Of encyclopaedias, decoders and their documentation. */
const examples: ReadonlySet<string> = new Set([
  '1M8GDM9AXKP042788',
  '1HGCM82633A004352',
  '5YJ3E1EA7KF317000',
  'JH4KA7561PC008269',
  '5UXWX7C5XBA3D9465',
  'WVWZZZ1JZ3W386752',
  'WP0ZZZ99ZTS392124',
])
