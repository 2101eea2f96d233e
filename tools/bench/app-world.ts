import type { Rng } from './rng.ts'

/** What a request of an app is for, which decides its form. */
export type AppKind =
  | 'attribution'
  | 'analytics'
  | 'tracked-form'
  | 'graph-form'
  | 'crash-report'
  | 'packed-log'
  | 'signed-call'
  | 'bid-request'
  | 'shop'

/** Where apps send requests of one kind. A known tracker has its real name, so that what varde knows of it is used. */
const hostsOfKind: Readonly<Record<AppKind, readonly string[]>> = {
  attribution: [
    'app.adjust.com',
    'app.eu.adjust.com',
    'control.kochava.com',
    'sdk-api-v1.singular.net',
    'installs.example.net',
  ],
  analytics: [
    'api2.amplitude.com',
    'api.eu.amplitude.com',
    'api.segment.io',
    'in.events.example.com',
    'collect.metrics.example.org',
    'stats.insight.example.net',
  ],
  'tracked-form': ['api.mixpanel.com', 'api-eu.mixpanel.com', 'track.counts.example.com'],
  'graph-form': ['graph.facebook.com', 'ep1.facebook.com'],
  'crash-report': [
    'o1.ingest.sentry.io',
    'o4504.ingest.sentry.io',
    'o98312.ingest.sentry.io',
    'crash.example.org',
  ],
  'packed-log': ['play.googleapis.com', 'log.maker.example.com', 'log.events.example.net'],
  'signed-call': ['gw.shop.example.com', 'api.market.example.net', 'open.tickets.example.org'],
  'bid-request': ['bidder.criteo.com', 'ib.adnxs.com', 'rtb.openx.net', 'bid.ads.example.com'],
  shop: [
    'api.shop.example.com',
    'www.shop.example.com',
    'search.market.example.net',
    'cart.market.example.net',
    'api.tickets.example.org',
    'api.news.example.org',
    'm.groceries.example.com',
    'api.weather.example.net',
    'media.video.example.org',
    'config.games.example.net',
  ],
}

const kindOfHost: ReadonlyMap<string, AppKind> = new Map(
  Object.entries(hostsOfKind).flatMap(([kind, hosts]) => hosts.map((host) => [host, kind as AppKind])),
)

/** The servers that the phone's apps speak to, some 40. */
export const appHosts: readonly string[] = [...kindOfHost.keys()]

/** What requests to one of {@link appHosts} are. */
export function appKindOf(host: string): AppKind {
  const kind = kindOfHost.get(host)
  if (kind === undefined) throw new Error(`no host of an app: ${host}`)
  return kind
}

/** An app on the phone. Its random ids stay the same from its installation on; none is of the device's profile. */
export interface App {
  readonly package: string
  readonly version: string
  readonly build: number
  /** By which a tracker knows the app, as its makers were given it. */
  readonly key: string
  readonly installId: string
  readonly anonymousId: string
  readonly userId: string
  readonly installedAt: Date
  /** How many requests it sent: goes into event ids and sequence numbers. */
  sent: number
}

const names = [
  'shop',
  'news',
  'video',
  'games',
  'tickets',
  'weather',
  'groceries',
  'market',
  'fitness',
  'maps',
]

/** The apps on the phone. `start` is when the capture begins: they were installed in the three months before. */
export function installedApps(rng: Rng, start: Date): readonly App[] {
  return names.map((name) => ({
    package: `com.example.${name}`,
    version: `${rng.whole(1, 9)}.${rng.whole(0, 30)}.${rng.whole(0, 4)}`,
    build: rng.whole(100, 90_000),
    key: rng.hex(32),
    installId: uuid(rng),
    anonymousId: uuid(rng),
    userId: rng.digits(9),
    installedAt: new Date(start.getTime() - rng.whole(1, 90 * 86_400) * 1000),
    sent: rng.whole(10, 4_000),
  }))
}

/** A random UUID (version 4). */
export function uuid(rng: Rng): string {
  const hex = rng.hex(32)
  const variant = '89ab'[rng.whole(0, 3)]
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`
}
