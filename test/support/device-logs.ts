/** Makes logs of devices: Android's intrusion log, Apple's App Privacy Report, TrackerControl's export. */

const start = 1_772_610_000_000

export interface AppEvent {
  /** Seconds after 2026-03-04T07:40:00Z. */
  readonly at?: number
  readonly app?: string
  readonly host?: string
  readonly addresses?: readonly string[]
  readonly port?: number
}

/** A number for each second, and not a counter: a log is the same whatever other tests made before it. */
const idOf = (at: number): number => 1 + Math.round(at)

export function dnsEvent({
  at = 0,
  app = 'org.example.app',
  host = 'a.example.com',
  addresses = [],
}: AppEvent): string {
  return JSON.stringify({
    dns_event: {
      event_id: idOf(at),
      event_time: start + at * 1000,
      package_name: app,
      hostname: host,
      ip_addresses: addresses.map((address) => `/${address}`),
      ip_addresses_count: addresses.length,
    },
  })
}

export function connectEvent({
  at = 0,
  app = 'org.example.app',
  addresses = [],
  port = 443,
}: AppEvent): string {
  return JSON.stringify({
    connect_event: {
      event_id: idOf(at),
      event_time: start + at * 1000,
      package_name: app,
      port,
      ip_address: `/${addresses[0] ?? ''}`,
    },
  })
}

/** Time in nanoseconds, beyond what a JSON number holds exactly. */
export function securityEvent(at: number, kind: string): string {
  return `{"security_event":{"event_id":${idOf(at)},"event_time":${start + at * 1000}123456,"${kind}":{}}}`
}

export function networkActivity(app: string, domain: string, hits: number): string {
  return JSON.stringify({
    type: 'networkActivity',
    domain,
    bundleID: app,
    context: '',
    domainOwner: '',
    domainType: 2,
    initiatedType: 'AppInitiated',
    firstTimeStamp: '2026-03-01T08:24:53.092+01:00',
    timeStamp: '2026-03-04T08:42:46.449+01:00',
    hits,
  })
}

export const appAccess: string = JSON.stringify({
  accessor: { identifier: 'org.example.app', identifierType: 'bundleID' },
  category: 'location',
  identifier: '11111111-2222-3333-4444-555555555555',
  kind: 'intervalBegin',
  timeStamp: '2026-03-02T09:00:00.000+01:00',
  type: 'access',
})
