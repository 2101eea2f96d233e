import { appForms } from './app-forms.ts'
import { appHosts, appKindOf, installedApps, uuid } from './app-world.ts'
import type { App, AppKind } from './app-world.ts'
import { device } from './http-content.ts'
import type { RequestParts } from './http-content.ts'
import type { Rng } from './rng.ts'

/** Identifiers that requests of a kind carry together; a kind that is not here carries none. */
const carriedBy: Readonly<Record<Exclude<AppKind, 'shop'>, readonly (readonly string[])[]>> = {
  attribution: [
    ['advertising-id'],
    ['advertising-id', 'android-id'],
    ['advertising-id', 'android-id', 'imei', 'wifi-mac'],
  ],
  analytics: [['advertising-id'], ['advertising-id', 'android-id']],
  'tracked-form': [['android-id'], ['android-id', 'imei']],
  'graph-form': [['advertising-id']],
  'crash-report': [['android-id'], ['android-id', 'serial']],
  'packed-log': [
    ['android-id', 'serial'],
    ['imei', 'imeisv', 'imsi', 'iccid'],
    ['imei', 'serial', 'wifi-mac'],
  ],
  'signed-call': [
    ['imei', 'android-id'],
    ['imei', 'imsi', 'wifi-mac'],
  ],
  'bid-request': [['advertising-id'], ['advertising-id', 'android-id', 'imei']],
}

/** What the apps on a phone send to trackers and shops, request by request. */
export class AppTraffic {
  private readonly rng: Rng
  private readonly apps: readonly App[]
  /** By which a server knows the phone again: its cookie, as it set it. */
  private readonly cookies: ReadonlyMap<string, string>
  private readonly carrierShare: number

  /** `leakShare`: of all requests, those that carry identifiers of the profile. `start` is when the capture begins. */
  constructor(rng: Rng, leakShare: number, start: Date) {
    this.rng = rng
    this.apps = installedApps(rng, start)
    this.cookies = new Map(appHosts.map((host) => [host, `sid=${rng.hex(32)}; region=${rng.whole(1, 9)}`]))
    const carriers = appHosts.filter((host) => appKindOf(host) !== 'shop').length
    this.carrierShare = (leakShare * appHosts.length) / carriers
  }

  /** The requests of one connection to `host`: they are one app's. Each is made with when it is sent, in µs. */
  connection(host: string): (at: number) => RequestParts {
    const app = this.rng.pick(this.apps)
    return (at) => this.request(host, app, new Date(Math.floor(at / 1000)))
  }

  private request(host: string, app: App, at: Date): RequestParts {
    const { rng } = this
    const kind = appKindOf(host)
    const identifiers = kind !== 'shop' && rng.chance(this.carrierShare) ? rng.pick(carriedBy[kind]) : []
    app.sent++
    const id = (name: string): string | undefined => (identifiers.includes(name) ? device[name] : undefined)
    const { target, type, agent, body, headers = [] } = appForms[kind]({ rng, app, at, id })
    const lines = [
      `${body.length === 0 ? 'GET' : 'POST'} ${target} HTTP/1.1`,
      `Host: ${host}`,
      `User-Agent: ${agent}`,
      ...headers,
      `X-Request-Id: ${uuid(rng)}`,
      ...(rng.chance(0.6) ? [`Cookie: ${this.cookies.get(host)}; seen=${app.sent}`] : []),
      'Accept-Encoding: gzip',
      ...(body.length === 0 ? [] : [`Content-Type: ${type}`, `Content-Length: ${body.length}`]),
      'Connection: keep-alive',
    ]
    const leak = identifiers.length === 0 ? null : { kind, identifiers }
    return { head: Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), body, leak }
  }
}
