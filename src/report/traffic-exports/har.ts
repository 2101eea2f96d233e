import type { App, Observation } from '../../assess/types.ts'
import { describeChain } from '../../decode/describe-chain.ts'
import type { HttpExchange, HttpMessage, SocketMessage } from '../../pipeline/again/http-exchanges.ts'
import type { JoinedFile } from '../../pipeline/reading/joined-files.ts'
import type { Traffic } from '../../pipeline/again/traffic.ts'
import { hostOf } from '../exports/exporter.ts'
import type { Exported } from '../exports/exporter.ts'
import { rfc3339 } from '../exports/rfc3339.ts'
import { hide } from '../har/hide.ts'
import { httpHead } from '../har/http-head.ts'
import type { HttpHead } from '../har/http-head.ts'
import { isUtf8, textOf } from '../har/text.ts'
import { fileNames } from '../file-names.ts'
import { framesOf } from '../frames-of.ts'
import { mask } from '../masking/mask.ts'
import { Masker } from '../masking/masker.ts'
import { printableJson } from '../writing/printable.ts'
import type { TrafficExporter } from './traffic-exporter.ts'
import { exchangeKey } from '../../assess/exchange-key.ts'

/** Fields whose values open accounts: hidden whole, whatever is known of them. */
const secretFields: ReadonlySet<string> = new Set([
  'authorization',
  'cookie',
  'proxy-authorization',
  'set-cookie',
  'set-cookie2',
])

/**
 * HAR 1.2 (softwareishard.com/blog/har-12-spec), with what was observed in members `_varde`. Bodies have their content
 * coding undone, as the form wants it. Values are hidden unless they are revealed.
 */
export const trafficExporter: TrafficExporter = {
  name: 'har',
  title: 'HAR 1.2: the HTTP exchanges that carry observations, with these beside each',
  revealReason: '',
  write: async (given, traffic, options, put) => {
    const writer = new HarWriter(given, traffic, (json) => put(Buffer.from(printableJson(json))))
    writer.begin()
    for (const index of given.result.captures.keys())
      await traffic.httpExchanges(index, options.allExchanges, (exchange) => writer.entry(exchange))
    return writer.end()
  },
}

type Json = Record<string, unknown>

class HarWriter {
  private readonly given: Exported
  private readonly masker: Masker
  private readonly put: (text: string) => void
  private readonly byExchange: Map<string, Observation[]>
  /** Protocols of exchanges that were observed, in the words of the report. */
  private readonly protocols: ReadonlyMap<string, string>
  /** Who sent what, where the capture says so. */
  private readonly senders: ReadonlyMap<string, App | undefined>
  private readonly written: Set<string> = new Set()
  private entries = 0
  private bodiesLeftOut = 0

  constructor(given: Exported, traffic: Traffic, put: (text: string) => void) {
    this.given = given
    // All that was found is hidden, also where only some of it is written.
    this.masker = new Masker(traffic.whole, given.isRevealed)
    this.put = put
    this.protocols = new Map(
      given.result.transmissions.map((one) => [exchangeKey(one), one.summary.protocol.toUpperCase()]),
    )
    this.byExchange = Map.groupBy(given.result.observations, exchangeKey)
    const apps = new Map(given.result.apps.map((app) => [app.id, app]))
    this.senders = new Map(
      given.result.transmissions.map((one) => [exchangeKey(one), apps.get(one.app ?? '')]),
    )
  }

  begin(): void {
    const { version } = this.given
    this.put(`{"log":{"version":"1.2","creator":${JSON.stringify({ name: 'varde', version })},"entries":[`)
  }

  entry(exchange: HttpExchange): void {
    this.put(`${this.entries++ === 0 ? '' : ','}\n${JSON.stringify(this.entryOf(exchange))}`)
  }

  /** The files of a recording, each with what its bytes are known by. */
  private filesOf(files: readonly JoinedFile[]): Json[] {
    const names = fileNames(files)
    return files.map(({ sha256, fileBytes }, index) => ({
      file: this.masker.hideName(names[index] ?? ''),
      sha256,
      bytes: fileBytes,
    }))
  }

  /** Writes what is left; gives what the user must be told. */
  end(): string[] {
    const { result, isRevealed, version } = this.given
    const others = result.observations.filter((observation) => !this.written.has(exchangeKey(observation)))
    const facts = {
      schema: 'varde/har@1',
      version,
      revealed: isRevealed,
      captures: result.captures.map(({ path, sha256, format, files }) => ({
        file: this.masker.hideName(path.split('/').at(-1) ?? ''),
        sha256,
        format,
        ...(files === undefined ? {} : { files: this.filesOf(files) }),
      })),
      notHttp: others.map((observation) => this.observationOf(observation)),
    }
    this.put(`\n],"_varde":${JSON.stringify(facts)}}}\n`)
    const notes: string[] = []
    if (others.length > 0)
      notes.push(
        `${others.length === 1 ? '1 observation is' : `${others.length} observations are`} not in HTTP: no entry holds ${others.length === 1 ? 'it' : 'them'} (see log._varde.notHttp).`,
      )
    if (this.bodiesLeftOut > 0)
      notes.push(
        `bodies left out, since what was observed in them can not be hidden: ${this.bodiesLeftOut} (--reveal writes them).`,
      )
    return notes
  }

  private entryOf(exchange: HttpExchange): Json {
    const { capture, request, response, messages } = exchange
    const ids = [exchange.exchange, ...messages.map((message) => message.exchange)]
    for (const id of ids) this.written.add(`${capture}/${id}`)
    const observations = ids.flatMap((id) => this.byExchange.get(`${capture}/${id}`) ?? [])
    const digits = this.given.result.captures[capture]?.timeDigits ?? 6
    const waited = response === null ? 0 : millisecondsBetween(request, response)
    const sent = this.shown(request, observations)
    const answered = response === null ? null : this.shown(response, observations)
    const isClear = exchange.protection === 'plaintext'
    const url = urlOf(exchange, sent.head, isClear)
    const app = ids.map((id) => this.senders.get(`${capture}/${id}`)).find((one) => one !== undefined)
    return {
      startedDateTime: rfc3339(request.at, digits),
      time: waited,
      request: {
        method: textOf(sent.head.method),
        url,
        httpVersion: sent.head.version,
        cookies: this.cookiesOf(sent.head, 'cookie'),
        headers: this.headersOf(sent.head),
        queryString: queryOf(url),
        ...(request.bodyBytes === 0 ? {} : { postData: postDataOf(sent) }),
        headersSize: headersSizeOf(request, sent.head),
        bodySize: request.bodyBytes + request.leftOutBytes,
      },
      response: this.responseOf(response, answered, sent.head.version, exchange),
      cache: {},
      timings: {
        send: 0,
        wait: waited,
        receive: 0,
        comment: 'wait is from first byte to first byte; the others were not measured',
      },
      ...(exchange.serverAddress === '' ? {} : { serverIPAddress: exchange.serverAddress }),
      ...(exchange.communityId === '' ? {} : { connection: exchange.communityId }),
      ...(app === undefined ? {} : { _app: this.appOf(app) }),
      ...(messages.length === 0
        ? {}
        : { _webSocketMessages: messages.map((message) => this.socketOf(message, observations)) }),
      _varde: {
        capture,
        exchange: exchange.exchange,
        frame: exchange.frame,
        protection: exchange.protection,
        ...(exchange.mayBeUnsent ? { mayBeUnsent: true } : {}),
        ...this.codingsOf(request, response),
        ...leftOutOf(sent.leftOut, answered?.leftOut ?? ''),
        ...incompleteOf(request, response),
        observations: observations.map((observation) => this.observationOf(observation)),
      },
    }
  }

  /** In the form of ProxyPin. */
  private appOf(app: App): Json {
    const shown = (text: string | null): string => this.masker.hide(text ?? '')
    return { id: shown(app.package ?? app.name), name: shown(app.name), path: shown(app.path) }
  }

  private observationOf(observation: Observation): Json {
    const { value, writtenAs, identifier, confidence, by, direction } = observation
    const recipient = this.given.recipient(observation.recipient)
    const own = [observation]
    const chain = this.masker.hideChain(observation, own)
    return {
      id: observation.id,
      identifier,
      value: this.given.isRevealed ? value : mask(value),
      ...(writtenAs === '' ? {} : { writtenAs }),
      confidence,
      by,
      direction,
      recipient: this.masker.hide(hostOf(recipient)),
      organisation: recipient.organisation?.name ?? null,
      way: describeChain(chain, this.protocols.get(exchangeKey(observation)) ?? 'HTTP'),
      frames: framesOf(observation),
    }
  }

  /** In the words of the sender, who may call a coding anything. */
  private codingsOf(request: HttpMessage, response: HttpMessage | null): Json {
    const named = (member: 'coding' | 'codingKept'): Json => {
      const sent = this.masker.hide(request[member])
      const answered = this.masker.hide(response?.[member] ?? '')
      return {
        ...(sent === '' ? {} : { request: sent }),
        ...(answered === '' ? {} : { response: answered }),
      }
    }
    const [undone, kept] = [named('coding'), named('codingKept')]
    return {
      ...(Object.keys(undone).length === 0 ? {} : { codingsUndone: undone }),
      ...(Object.keys(kept).length === 0 ? {} : { codingsKept: kept }),
    }
  }

  private responseOf(
    response: HttpMessage | null,
    shown: Shown | null,
    version: string,
    { isLogged, mayBeUnsent }: HttpExchange,
  ): Json {
    if (response === null || shown === null)
      return {
        status: 0,
        statusText: '',
        httpVersion: version,
        cookies: [],
        headers: [],
        content: { size: 0, mimeType: 'x-unknown' },
        redirectURL: '',
        headersSize: -1,
        bodySize: -1,
        comment: mayBeUnsent
          ? 'no response was seen: the request was given up, and may never have been sent'
          : 'no response was seen',
      }
    const { head, body } = shown
    // Where nobody knows whether there was a body, there is no size (-1).
    const isUntold =
      response.bodyBytes + response.leftOutBytes === 0 && (isLogged || response.incomplete !== '')
    const size = response.parts.body.length + (response.coding === '' ? response.leftOutBytes : 0)
    return {
      status: response.status,
      statusText: textOf(head.reason),
      httpVersion: head.version,
      cookies: this.cookiesOf(head, 'set-cookie'),
      headers: this.headersOf(head),
      content: {
        size: isUntold ? -1 : size,
        mimeType: mimeTypeOf(head),
        ...(body.length === 0 ? {} : bodyText(body, 'encoding')),
      },
      redirectURL: textOf(valueOf(head, 'location')),
      headersSize: headersSizeOf(response, head),
      bodySize: isUntold ? -1 : response.bodyBytes + response.leftOutBytes,
    }
  }

  private shown(message: HttpMessage, own: readonly Observation[]): Shown {
    if (this.given.isRevealed) {
      const { head, body, trailer } = message.parts
      return { head: httpHead(head, trailer), body, leftOut: '' }
    }
    const { parts, leftOut, isHeadLeftOut } = hide(message, this.masker, own)
    if (leftOut !== '' && message.parts.body.length > 0) this.bodiesLeftOut++
    const shownHead = httpHead(parts.head, parts.trailer)
    const head = { ...shownHead, target: withoutPassword(shownHead.target) }
    return { head: isHeadLeftOut ? { ...head, target: '/', fields: [] } : head, body: parts.body, leftOut }
  }

  private headersOf({ fields }: HttpHead): Json[] {
    return fields.map(([name, value]) => ({
      name: textOf(name),
      value:
        !this.given.isRevealed && secretFields.has(name.toLowerCase())
          ? '*'.repeat(value.length)
          : textOf(value),
    }))
  }

  /** Masked, they stand in the headers only. */
  private cookiesOf(head: HttpHead, field: string): Json[] {
    if (!this.given.isRevealed) return []
    return head.fields.flatMap(([name, value]) => {
      if (name.toLowerCase() !== field) return []
      // Behind the first pair of `Set-Cookie` come its attributes.
      const pairs = field === 'cookie' ? value.split(';') : value.split(';', 1)
      return pairs.flatMap((pair) => {
        const [, key = '', content = ''] = /^([^=]*)=?(.*)$/s.exec(pair.trim()) ?? []
        return key === '' ? [] : [{ name: textOf(key), value: textOf(content) }]
      })
    })
  }

  private socketOf(message: SocketMessage, own: readonly Observation[]): Json {
    const { isSent, at, bytes } = message
    const parts = { head: Buffer.alloc(0), body: bytes, trailer: Buffer.alloc(0) }
    const body = this.given.isRevealed ? bytes : hide({ ...message, parts }, this.masker, own).parts.body
    const isText = isUtf8(body)
    return {
      type: isSent ? 'send' : 'receive',
      time: at.sec + at.nsec / 1e9,
      opcode: isText ? 1 : 2,
      data: body.toString(isText ? 'utf8' : 'base64'),
    }
  }
}

/** A whole URL with stars in the place of user and password. */
function withoutPassword(target: string): string {
  return target.replace(
    /^([a-z][a-z0-9+.-]*:\/\/)([^/?#]*)@/i,
    (_, scheme: string, user: string) => `${scheme}${'*'.repeat(user.length)}@`,
  )
}

interface Shown {
  readonly head: HttpHead
  readonly body: Buffer
  readonly leftOut: string
}

function valueOf({ fields }: HttpHead, name: string): string {
  return fields.find(([known]) => known.toLowerCase() === name)?.[1] ?? ''
}

/**
 * The address, with what no address may hold percent-encoded, as readers parse it and compare it with theirs. Where the host that was stated is none, it is the one that was spoken to; the field says what was stated.
 */
function urlOf(exchange: HttpExchange, head: HttpHead, isClear: boolean): string {
  const [, whole = '', rest = ''] = /^([a-z][a-z0-9+.-]*:\/\/[^/?#]*)(.*)$/is.exec(head.target) ?? []
  if (whole !== '' && isUri(whole)) return `${whole}${asUri(rest)}`
  const scheme = isClear ? 'http' : 'https'
  const { serverAddress, serverPort } = exchange
  const address = serverAddress.includes(':') ? `[${serverAddress}]` : serverAddress
  const stated = valueOf(head, 'host')
  const spokenTo = address === '' ? 'unknown.invalid' : address
  const host = stated !== '' && isUri(`${scheme}://${stated}`) ? stated : spokenTo
  const isUsual = serverPort === (isClear ? 80 : 443) || serverPort === 0
  const authority = isUsual || /:\d*$/.test(host.replace(/^\[[^\]]*\]/, '')) ? host : `${host}:${serverPort}`
  return `${scheme}://${authority}${head.target.startsWith('/') ? '' : '/'}${asUri(head.target)}`
}

/** Whether a scheme with an authority is one: of the characters of RFC 3986, and with a host. */
function isUri(origin: string): boolean {
  return (
    /^[a-z][a-z0-9+.-]*:\/\/(?:[\w.~!$&'()*+,;=:@[\]-]|%[\da-f]{2})+$/i.test(origin) && URL.canParse(origin)
  )
}

/** Path and query, one character for each byte: those that RFC 3986 knows there stay, all others are encoded. */
function asUri(target: string): string {
  return target.replaceAll(
    /%(?![\da-f]{2})|[^\w.~!$&'()*+,;=:@/?%-]/gi,
    (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  )
}

function queryOf(url: string): Json[] {
  const start = url.indexOf('?')
  if (start < 0) return []
  return url
    .slice(start + 1)
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const equals = pair.indexOf('=')
      const [name, value] = equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)]
      return { name: unescaped(name), value: unescaped(value) }
    })
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch (error) {
    if (error instanceof URIError) return text
    throw error
  }
}

/** As it stands in the head that is shown. */
function mimeTypeOf(head: HttpHead): string {
  return textOf(valueOf(head, 'content-type'))
}

/** The specification has no encoding for what is sent: this member of its own is what several programs write. */
function postDataOf({ head, body }: Shown): Json {
  return {
    mimeType: mimeTypeOf(head),
    ...(body.length === 0 ? { text: '' } : bodyText(body, '_encoding')),
  }
}

function bodyText(body: Buffer, encodingName: string): Json {
  return isUtf8(body)
    ? { text: body.toString('utf8') }
    : { text: body.toString('base64'), [encodingName]: 'base64' }
}

/** Of HTTP/2 and 3 the head on the wire was another one. */
function headersSizeOf({ parts }: HttpMessage, head: HttpHead): number {
  return head.version.startsWith('HTTP/1') ? parts.head.length : -1
}

function millisecondsBetween(request: HttpMessage, response: HttpMessage): number {
  const nanoseconds = (response.at.sec - request.at.sec) * 1e9 + response.at.nsec - request.at.nsec
  return Math.max(0, Math.round(nanoseconds / 1e3) / 1e3)
}

function leftOutOf(request: string, response: string): Json {
  const reasons = {
    ...(request === '' ? {} : { request }),
    ...(response === '' ? {} : { response }),
  }
  return Object.keys(reasons).length === 0 ? {} : { leftOut: reasons }
}

function incompleteOf(request: HttpMessage, response: HttpMessage | null): Json {
  const reasons = {
    ...(request.incomplete === '' ? {} : { request: request.incomplete }),
    ...((response?.incomplete ?? '') === '' ? {} : { response: response?.incomplete }),
  }
  return Object.keys(reasons).length === 0 ? {} : { incomplete: reasons }
}
