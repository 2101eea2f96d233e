import { REGISTRATION_HOST } from './request.ts'

/**
 * The servers of the emulated network. All addresses are of the documentation ranges (RFC 5737, RFC 3849),
 * also where a name is a real company's: the true address of the registration server is in no source.
 */
export interface Host {
  readonly name: string
  /** Names between `name` and its addresses. */
  readonly aliases: readonly string[]
  readonly v4: string
  readonly v6: string | null
  /** Round trip from the access point, which the retiming step gives to this address. */
  readonly roundTripMs: number
}

export const PHONE_V4 = '192.168.40.43'
export const PHONE_V6 = '2001:db8:40::2b'
export const ROUTER_V4 = '192.168.40.1'
export const ROUTER_V6 = '2001:db8:40::1'
export const LAN_BITS_V4 = 24
export const LAN_BITS_V6 = 64

/** Round trip of the router's own services and of the air between phone and router. */
export const LAN_ROUND_TRIP_MS = 3

const REGISTRATION_V4 = '203.0.113.89'

function host(name: string, number: number, roundTripMs: number, options?: HostOptions): Host {
  return {
    name,
    aliases: options?.aliases ?? [],
    v4: `198.51.100.${number}`,
    v6: options?.isDual === true ? `2001:db8:100::${number.toString(16)}` : null,
    roundTripMs,
  }
}

interface HostOptions {
  readonly aliases?: readonly string[]
  readonly isDual?: boolean
}

type HostRole =
  | 'captive'
  | 'probe'
  | 'play'
  | 'push'
  | 'checkin'
  | 'time'
  | 'update'
  | 'mail'
  | 'news'
  | 'images'
  | 'weather'
  | 'chat'
  | 'video'
  | 'maps'
  | 'radio'
  | 'shop'
  | 'pay'

export const HOSTS: Readonly<Record<HostRole, Host>> = {
  captive: host('connectivitycheck.gstatic.com', 10, 14, { isDual: true }),
  probe: host('www.google.com', 11, 14, { isDual: true }),
  play: host('play.googleapis.com', 12, 14, { isDual: true }),
  push: host('mtalk.google.com', 13, 17, { aliases: ['mobile-gtalk.l.google.com'] }),
  checkin: host('android.clients.google.com', 14, 16, { aliases: ['android.l.google.com'], isDual: true }),
  time: host('time.android.com', 15, 21),
  update: host('updates.example.com', 20, 31, { aliases: ['updates.edge.example.net'] }),
  mail: host('imap.mail.example.org', 21, 24, { isDual: true }),
  news: host('www.news.example.com', 22, 9, { aliases: ['news.cdn.example.net', 'e7.cdn.example.net'] }),
  images: host('img.news.example.com', 23, 9, { aliases: ['news.cdn.example.net'] }),
  weather: host('api.weather.example.net', 24, 27),
  chat: host('chat.example.org', 25, 33, { isDual: true }),
  video: host('video.example.com', 26, 12, { aliases: ['v.cdn.example.net'], isDual: true }),
  maps: host('tiles.maps.example.org', 27, 19),
  radio: host('stream.radio.example.net', 28, 22),
  shop: host('shop.example.com', 29, 26, { isDual: true }),
  pay: host('sdk.pay.example.com', 30, 92),
}

/** Where registrations go; `--renamed-host` changes the name only. */
function registrationHost(name: string = REGISTRATION_HOST): Host {
  return { name, aliases: [], v4: REGISTRATION_V4, v6: null, roundTripMs: 248 }
}

export function allHosts(registrationName: string): readonly Host[] {
  return [...Object.values(HOSTS), registrationHost(registrationName)]
}

/** Names with so many TXT strings that the answer over UDP is cut and asked again over TCP. */
export const LONG_TXT_NAME = 'config.shop.example.com'
