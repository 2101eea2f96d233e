import type { NetworkClient } from './network-client.ts'
import type { Phone } from './phones.ts'
import type { Random } from './random.ts'
import type { VirtualClock } from './virtual-clock.ts'
import { DNS_TYPE } from './dns-message.ts'
import { luhnCheckDigit } from './luhn.ts'
import { HOSTS, LONG_TXT_NAME, PHONE_V4 } from './world.ts'

/**
 * Everything ordinary on the phone: system services and apps. None of it carries an identifier of the
 * profile in the clear; some of it looks as if it might (order numbers, request ids, opaque bodies).
 */
const PORTAL_AGENT =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/60.0.3112.32 Safari/537.36'

export class Apps {
  private readonly client: NetworkClient
  private readonly clock: VirtualClock
  private readonly random: Random
  private readonly phone: Phone
  private readonly hasDecoy: boolean

  constructor(client: NetworkClient, clock: VirtualClock, random: Random, phone: Phone, hasDecoy: boolean) {
    this.client = client
    this.clock = clock
    this.random = random
    this.phone = phone
    this.hasDecoy = hasDecoy
  }

  /** The captive portal check of Android 9: one over HTTP, one over HTTPS, side by side. */
  async checkPortal(): Promise<void> {
    const request = lines([
      'GET /generate_204 HTTP/1.1',
      `User-Agent: ${PORTAL_AGENT}`,
      `Host: ${HOSTS.captive.name}`,
      'Connection: close',
      'Accept-Encoding: gzip',
    ])
    await Promise.all([
      this.client.http(HOSTS.captive.name, 80, request),
      this.client.https(HOSTS.probe.name, '/generate_204'),
    ])
  }

  async booted(): Promise<void> {
    await this.client.ntp(HOSTS.time.name, this.random.between(-2400, -600))
    await this.pause(200, 900)
    await this.client.https(HOSTS.play.name, '/log/900')
    await this.client.https(HOSTS.checkin.name, '/checkin/2200')
    await this.client.mdns('_googlecast._tcp.local', PHONE_V4)
    await this.pause(1500, 4000)
    await this.client.https(HOSTS.update.name, '/check/1500', true)
    await this.client.https(HOSTS.mail.name, '/sync/1800', true)
  }

  async reconnected(): Promise<void> {
    await this.pause(100, 700)
    if (this.random.chance(0.4)) await this.client.mdns('_googlecast._tcp.local', PHONE_V4)
    if (this.random.chance(0.6))
      await this.client.https(HOSTS.mail.name, `/sync/${this.random.whole(300, 1400)}`, true)
    if (this.random.chance(0.3))
      await this.client.https(HOSTS.chat.name, `/poll/${this.random.whole(200, 900)}`)
  }

  /** The owner opens two to four apps after an unlock, some seconds apart. */
  async opened(isOnline: () => boolean): Promise<void> {
    const apps = [
      () => this.readNews(),
      () => this.client.https(HOSTS.chat.name, `/messages/${this.random.whole(300, 1800)}`),
      () => this.askWeather(),
      () => this.watchVideo(),
      () => this.lookAtMap(),
      () => this.playRadio(),
      () => this.shop(),
    ]
    const count = this.random.whole(1, 3)
    for (let i = 0; i < count; i++) {
      await this.pause(1200, 5200)
      const app = this.random.pick(apps)
      if (isOnline()) await app()
    }
  }

  async synced(): Promise<void> {
    await this.client.https(HOSTS.mail.name, `/sync/${this.random.whole(400, 1500)}`, true)
    if (this.random.chance(0.5))
      await this.client.https(HOSTS.play.name, `/log/${this.random.whole(200, 700)}`)
    if (this.random.chance(0.25)) await this.client.https(HOSTS.update.name, '/check/700', true)
  }

  private async readNews(): Promise<void> {
    await this.client.https(HOSTS.news.name, `/front/${this.random.whole(1500, 3200)}`)
    const photos = this.random.whole(1, 2)
    for (let i = 0; i < photos; i++) {
      await this.get(HOSTS.images.name, `/photo/${this.random.whole(1200, 2800)}.jpg`, 'image/webp,image/*')
    }
  }

  private async askWeather(): Promise<void> {
    await this.get(HOSTS.weather.name, '/v2/forecast?city=oslo&units=metric', 'application/json')
  }

  private async playRadio(): Promise<void> {
    await this.get(HOSTS.radio.name, '/now/one.json', 'application/json')
  }

  private async watchVideo(): Promise<void> {
    await this.client.quic(HOSTS.video.name, true)
    await this.client.https(HOSTS.video.name, `/clip/${this.random.whole(1500, 3600)}`)
  }

  private async lookAtMap(): Promise<void> {
    await this.client.quic(HOSTS.maps.name, false)
    await this.client.https(HOSTS.maps.name, `/tile/${this.random.whole(900, 2600)}`)
  }

  /** A basket in clear JSON: a 15-digit order number without a valid check digit, and a random request id. */
  private async shop(): Promise<void> {
    await this.client.https(HOSTS.shop.name, `/list/${this.random.whole(900, 2400)}`)
    const digits = String(this.random.whole(10_000_000, 99_999_999)).slice(0, 8)
    const body = JSON.stringify({
      order: invalidOrderNumber(digits),
      request: uuid(this.random),
      items: [{ sku: `B${this.random.whole(1000, 9999)}`, count: this.random.whole(1, 3) }],
    })
    await this.post(HOSTS.shop.name, '/basket', 'application/json', [], Buffer.from(body))
    if (this.random.chance(0.3)) await this.client.query(LONG_TXT_NAME, DNS_TYPE.TXT)
    if (this.hasDecoy) await this.pay()
  }

  /** The content type of the registration service, but really encrypted: a decoy, not a leak. */
  private async pay(): Promise<void> {
    this.client.count('decoy-encrypted-json-posts')
    const body = Buffer.from(this.random.bytes(this.random.whole(220, 420)).toString('base64'))
    await this.post(
      HOSTS.pay.name,
      '/user/v3/token',
      'application/encrypted-json',
      [
        'X-Protocol-Version: 3.1',
        `X-Session-Ticket: ${this.random.bytes(24).toString('base64')}`,
        `X-Signature: ${this.random.bytes(32).toString('hex')}`,
      ],
      body,
    )
  }

  private agent(): string {
    const { android, model, build } = this.phone
    return `Dalvik/2.1.0 (Linux; U; Android ${android}; ${model} Build/${build})`
  }

  private async get(name: string, path: string, accept: string): Promise<void> {
    const request = [
      `GET ${path} HTTP/1.1`,
      `User-Agent: ${this.agent()}`,
      `Accept: ${accept}`,
      `Host: ${name}`,
      'Connection: Keep-Alive',
      'Accept-Encoding: gzip',
    ]
    await this.client.http(name, 80, lines(request))
  }

  private async post(
    name: string,
    path: string,
    type: string,
    extra: readonly string[],
    body: Buffer,
  ): Promise<void> {
    const head = lines([
      `POST ${path} HTTP/1.1`,
      `Content-Type: ${type}`,
      ...extra,
      `User-Agent: ${this.agent()}`,
      `Host: ${name}`,
      'Connection: Keep-Alive',
      'Accept-Encoding: gzip',
      `Content-Length: ${body.length}`,
    ])
    await this.client.http(name, 80, Buffer.concat([head, body]))
  }

  private pause(low: number, high: number): Promise<void> {
    return this.clock.sleep(this.random.between(low, high))
  }
}

function lines(head: readonly string[]): Buffer {
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n`)
}

/** Fifteen digits that are no IMEI: the reporting body is unassigned and the check digit is wrong. */
function invalidOrderNumber(digits: string): string {
  const first = `201902${digits}`
  return `${first}${(luhnCheckDigit(first) + 3) % 10}`
}

function uuid(random: Random): string {
  const hex = random.bytes(16).toString('hex')
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20),
  ].join('-')
}
