import { withLuhn } from './luhn.ts'

/**
 * The emulated devices. Every identifier is invented: the IMEIs have valid check digits but a TAC chosen
 * at random, MAC addresses are of the IANA documentation range 00:00:5E:00:53:00-ff (RFC 7042 section 2.1.2).
 */
export interface Phone {
  readonly name: string
  /** Manufacturer code and model as the registration form writes them, at most 20 characters. */
  readonly registrationModel: string
  readonly model: string
  readonly software: string
  readonly android: string
  readonly build: string
  readonly imei1: string
  readonly imei2: string
  readonly wifiMac: string
  readonly androidId: string
  readonly advertisingId: string
  readonly serial: string
  readonly rom: string
  readonly ram: string
  readonly sim: Sim
}

export interface Sim {
  readonly operator: 'telenor' | 'china-telecom'
  readonly iccid: string
  readonly imsi: string
  readonly msisdn: string
}

export interface Place {
  readonly name: string
  readonly lat: number
  readonly lon: number
  /** Cell identities as ECI = eNodeB id * 256 + cell. */
  readonly cells: readonly string[]
  readonly bssids: readonly string[]
}

/** The travel router the owner carries: the capture is taken on it, so it sees the phone everywhere. */
export const ROUTER_MAC = '00:00:5e:00:53:01'

/** Round points on the map, invented cells. */
export const PLACES: readonly Place[] = [
  { name: 'home', lat: 59.93, lon: 10.77, cells: ['21004290', '21004291'], bssids: [ROUTER_MAC] },
  { name: 'tram', lat: 59.92, lon: 10.75, cells: ['21009474', '21011778'], bssids: [] },
  { name: 'work', lat: 59.91, lon: 10.73, cells: ['21014082'], bssids: [] },
  { name: 'gym', lat: 59.94, lon: 10.72, cells: ['21020227'], bssids: [] },
]

export const TELENOR_SIM: Sim = {
  operator: 'telenor',
  iccid: withLuhn('8947010073918264053'),
  imsi: '242010739182646',
  msisdn: '+4799900137',
}

export const CHINA_TELECOM_SIM: Sim = {
  operator: 'china-telecom',
  iccid: withLuhn('8986110739182640517'),
  imsi: '460110739182640',
  msisdn: '+8619900013705',
}

const NOKIA_7_PLUS: Phone = {
  name: 'Nokia 7 plus (emulated)',
  registrationModel: 'HMD-Nokia 7 plus',
  model: 'Nokia 7 plus',
  software: '00WW_3_22C',
  android: '9',
  build: 'PPR1.180610.011',
  imei1: withLuhn('35718409264173'),
  imei2: withLuhn('35718409264981'),
  wifiMac: '02:00:5e:10:20:2b',
  androidId: '7c31e9a04bd852f6',
  advertisingId: '5d0c7e92-84b1-4f36-9a2e-c1f07b3d6845',
  serial: 'B2NGAA8473920561',
  rom: '64G',
  ram: '4G',
  sim: TELENOR_SIM,
}

/** The same unit after the update which took the sender away. */
const NOKIA_7_PLUS_FIXED: Phone = { ...NOKIA_7_PLUS, software: '00WW_3_39B_SP03', build: 'PPR1.180610.011' }

const CLEAN_PHONE: Phone = {
  name: 'Clean control phone (emulated)',
  registrationModel: 'EXA-Control One',
  model: 'Control One',
  software: 'CTRL_2.114',
  android: '9',
  build: 'PQ1A.190105.004',
  imei1: withLuhn('35642710583926'),
  imei2: withLuhn('35642710584734'),
  wifiMac: '02:00:5e:10:20:9e',
  androidId: 'e15a8d42f70c936b',
  advertisingId: 'c2f84a17-6e0b-4d59-b3a1-90d7e6254f8c',
  serial: 'CTRL1A62C09475',
  rom: '32G',
  ram: '3G',
  sim: {
    operator: 'telenor',
    iccid: withLuhn('8947010058203719465'),
    imsi: '242010582037194',
    msisdn: '+4799900284',
  },
}

export type PhoneName = 'nokia-7-plus' | 'nokia-7-plus-fixed' | 'clean-phone'

export const PHONES: Readonly<Record<PhoneName, Phone>> = {
  'nokia-7-plus': NOKIA_7_PLUS,
  'nokia-7-plus-fixed': NOKIA_7_PLUS_FIXED,
  'clean-phone': CLEAN_PHONE,
}
