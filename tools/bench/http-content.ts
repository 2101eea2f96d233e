import { gzipSync } from 'node:zlib'
import type { AppKind } from './app-world.ts'
import type { Rng } from './rng.ts'

/** The device of the benchmark: invented, with valid check digits. The profile that scans use is made from it. */
export const device: Readonly<Record<string, string>> = {
  imei: '356938035643809',
  imeisv: '3569380356438013',
  iccid: '89470100000123456780',
  imsi: '242010123456789',
  'wifi-mac': '02:00:5e:10:53:1a',
  'android-id': '9f3b6c1d2e4a5807',
  'advertising-id': '3f2a8d1c-7b64-4e0f-9a51-c2d8e6f01b37',
  serial: 'PLEGAR1792301245',
}

/** Further values of the device, which nothing in the captures holds: a profile with all has twelve identifiers. */
export const further: Readonly<Record<string, string>> = {
  msisdn: '+4791234567',
  meid: 'A0000049DE40F2',
  'bluetooth-mac': '02:00:5e:10:53:1b',
  'gsf-id': '4067f1a39b2c5d81',
}

/** A profile with these values. */
export function profileOf(values: Readonly<Record<string, string>>): string {
  const lines = Object.entries(values).map(([name, value]) => `  ${name}: "${value}"\n`)
  return `name: benchmark phone\nidentifiers:\n${lines.join('')}`
}

export type LeakKind = 'base64-json' | 'base64-form' | 'gzip-json' | 'plain' | AppKind

const words =
  'the of and to in for is on that by this with you it not or be are from at as your all have new more an was we will home can us about if page my has search free but our one other do no information time they site he up may what which their news out use any there see only so his when contact here business who web also now help get view online first been would how were services some these click its like service than find price date back top people had list name just over state year day into email two health world next used go work last most products music buy data make them should product system post her city add policy number such please available'.split(
    ' ',
  )

function text(rng: Rng, length: number): string {
  const parts: string[] = []
  let size = 0
  while (size < length) {
    const word = words[rng.whole(0, words.length - 1)] as string
    parts.push(word)
    size += word.length + 1
  }
  return parts.join(' ').slice(0, length)
}

function jsonDocument(rng: Rng, length: number): Buffer {
  const items: string[] = []
  let size = 0
  while (size < length) {
    const item = `{"id":${rng.whole(1, 99_999)},"title":"${text(rng, 40)}","score":${rng.fraction().toFixed(4)},"url":"https://www.example.com/a/${rng.hex(6)}","tags":["${rng.pick(words)}","${rng.pick(words)}"],"text":"${text(rng, 160)}"}`
    items.push(item)
    size += item.length + 1
  }
  return Buffer.from(`{"status":"ok","items":[${items.join(',')}]}`)
}

export interface Body {
  readonly plain: Buffer
  readonly gzip: Buffer
  readonly type: string
}

/** Bodies that responses are drawn from: made once, so that a large capture is quick to make. */
export class BodyPool {
  readonly texts: Body[] = []
  readonly image: Buffer

  constructor(rng: Rng, lengths: readonly number[]) {
    for (const length of lengths) {
      const isJson = rng.chance(0.5)
      const plain = isJson
        ? jsonDocument(rng, length)
        : Buffer.from(
            `<!doctype html><html><body><p>${text(rng, length).replaceAll('please', '</p><p>')}</p></body></html>`,
          )
      this.texts.push({
        plain,
        gzip: gzipSync(plain, { level: 6 }),
        type: isJson ? 'application/json' : 'text/html; charset=utf-8',
      })
    }
    this.image = Buffer.concat([Buffer.from('ffd8ffe000104a46494600', 'hex'), rng.bytes(200_000)])
  }
}

export const hosts: readonly string[] = Array.from({ length: 60 }, (_, index) => {
  const labels = ['api', 'cdn', 'ads', 'log', 'img', 'www', 'track', 'push', 'update', 'media']
  return `${labels[index % labels.length]}${index}.example.${['com', 'org', 'net'][index % 3]}`
})

export interface RequestParts {
  readonly head: Buffer
  readonly body: Buffer
  readonly leak: { readonly kind: LeakKind; readonly identifiers: readonly string[] } | null
}

const agents = [
  'Dalvik/2.1.0 (Linux; U; Android 9; Example Phone Build/PPR1.180610.011)',
  'okhttp/3.12.1',
  'Mozilla/5.0 (Linux; Android 9; Example Phone) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/72.0.3626.121 Mobile Safari/537.36',
]

/** One request of an app: three quarters GET with a query and cookies, the rest POST with an analytics body. */
export function makeRequest(rng: Rng, host: string, leakShare: number): RequestParts {
  if (rng.chance(leakShare)) return leakRequest(rng, host)
  const path = `/${rng.pick(words)}/${rng.pick(words)}/${rng.hex(8)}`
  const common = `Host: ${host}\r\nUser-Agent: ${rng.pick(agents)}\r\nAccept: */*\r\nAccept-Encoding: gzip\r\nAccept-Language: nb-NO,nb;q=0.9\r\nCookie: sid=${rng.hex(32)}; lang=nb; seen=${rng.whole(1, 900)}\r\nConnection: keep-alive\r\n`
  if (rng.chance(0.75)) {
    const query = `?v=${rng.whole(1, 9)}.${rng.whole(0, 9)}&w=1080&h=${rng.whole(1800, 2400)}&t=${1_549_868_000 + rng.whole(0, 86_400)}&q=${rng.pick(words)}+${rng.pick(words)}`
    return {
      head: Buffer.from(`GET ${path}${query} HTTP/1.1\r\n${common}\r\n`),
      body: Buffer.alloc(0),
      leak: null,
    }
  }
  const events: string[] = []
  for (let count = rng.whole(1, 12); count > 0; count--) {
    events.push(
      `{"e":"${rng.pick(words)}_${rng.pick(words)}","ts":${1_549_868_000_000 + rng.whole(0, 86_400_000)},"v":${rng.whole(0, 5000)},"s":"${rng.pick(words)}"}`,
    )
  }
  const body = Buffer.from(
    `{"app":"com.example.${rng.pick(words)}","ver":"4.${rng.whole(0, 20)}.1","events":[${events.join(',')}]}`,
  )
  return {
    head: Buffer.from(
      `POST ${path} HTTP/1.1\r\n${common}Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`,
    ),
    body,
    leak: null,
  }
}

function leakRequest(rng: Rng, host: string): RequestParts {
  const draw = rng.fraction()
  const kind = draw < 0.7 ? 'base64-json' : draw < 0.8 ? 'base64-form' : draw < 0.9 ? 'gzip-json' : 'plain'
  const names = Object.keys(device)
  const first = rng.whole(0, names.length - 1)
  const identifiers = [names[first] as string, names[(first + 1 + rng.whole(0, 3)) % names.length] as string]
  const fields = identifiers.map((name) => `"${name.replaceAll('-', '_')}":"${device[name]}"`)
  const json = Buffer.from(
    `{"app":"com.example.${rng.pick(words)}","n":${rng.whole(1, 1_000_000)},${fields.join(',')},"x":"${rng.pick(words)}"}`,
  )
  const forms: Record<typeof kind, () => { body: Buffer; type: string; encoding: string }> = {
    'base64-json': () => ({
      body: Buffer.from(json.toString('base64')),
      type: 'application/octet-stream',
      encoding: '',
    }),
    'base64-form': () => ({
      body: Buffer.from(
        `v=${rng.whole(1, 9)}&data=${encodeURIComponent(json.toString('base64'))}&sig=${rng.hex(16)}`,
      ),
      type: 'application/x-www-form-urlencoded',
      encoding: '',
    }),
    'gzip-json': () => ({
      body: gzipSync(json),
      type: 'application/json',
      encoding: 'Content-Encoding: gzip\r\n',
    }),
    plain: () => ({ body: json, type: 'application/json', encoding: '' }),
  }
  const { body, type, encoding } = forms[kind]()
  const head = Buffer.from(
    `POST /${rng.pick(words)}/register HTTP/1.1\r\nHost: ${host}\r\nUser-Agent: ${rng.pick(agents)}\r\nContent-Type: ${type}\r\n${encoding}Content-Length: ${body.length}\r\nConnection: keep-alive\r\n\r\n`,
  )
  return { head, body, leak: { kind, identifiers } }
}

export interface ResponseShape {
  readonly gzipShare: number
  /** Of the zipped ones. */
  readonly chunkedShare: number
  readonly imageShare: number
}

/** A response: text (zipped, chunked or plain) or an image. */
export function makeResponse(rng: Rng, pool: BodyPool, shape: ResponseShape): Buffer {
  if (rng.chance(shape.imageShare)) {
    const image = pool.image.subarray(0, rng.whole(5_000, pool.image.length))
    return Buffer.concat([
      Buffer.from(`HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: ${image.length}\r\n\r\n`),
      image,
    ])
  }
  const body = rng.pick(pool.texts)
  if (!rng.chance(shape.gzipShare)) {
    return Buffer.concat([
      Buffer.from(
        `HTTP/1.1 200 OK\r\nContent-Type: ${body.type}\r\nContent-Length: ${body.plain.length}\r\n\r\n`,
      ),
      body.plain,
    ])
  }
  const head = `HTTP/1.1 200 OK\r\nContent-Type: ${body.type}\r\nContent-Encoding: gzip\r\n`
  if (!rng.chance(shape.chunkedShare)) {
    return Buffer.concat([Buffer.from(`${head}Content-Length: ${body.gzip.length}\r\n\r\n`), body.gzip])
  }
  const parts: Buffer[] = [Buffer.from(`${head}Transfer-Encoding: chunked\r\n\r\n`)]
  for (let at = 0; at < body.gzip.length; ) {
    const length = Math.min(body.gzip.length - at, rng.whole(2_000, 16_000))
    parts.push(
      Buffer.from(`${length.toString(16)}\r\n`),
      body.gzip.subarray(at, at + length),
      Buffer.from('\r\n'),
    )
    at += length
  }
  parts.push(Buffer.from('0\r\n\r\n'))
  return Buffer.concat(parts)
}
