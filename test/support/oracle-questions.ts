/** What tshark is asked of the protocols that it reads, and what of our messages must be the same. */
import { expect } from 'vitest'
import type { DnsMessage } from '../../src/message/types.ts'
import type { PlainEvent, PlainMessage } from './playbook.ts'

/** What both readers are asked: a field of tshark, and the same of ours. `''` and repetitions of one value in one message are left out. */
interface Question {
  readonly field: string
  readonly of?: (message: PlainMessage) => string | readonly string[]
  /** tshark says it with each block of a body: each value counts once. */
  readonly isRepeated?: boolean
  /** Makes of what tshark says what is compared; '' leaves it out. */
  readonly ofTheirs?: (value: string) => string
  readonly ofDns?: (message: DnsMessage) => readonly string[]
}

const field =
  (name: string) =>
  (message: PlainMessage): string[] =>
    [...message.fields.matchAll(new RegExp(`^${name}: (.*)\\r$`, 'gm'))].map((match) => match[1] as string)
const hex = (text: string): string => Buffer.from(text, 'latin1').toString('hex')

export const questions: Readonly<Record<string, readonly Question[]>> = {
  mqtt: [
    { field: 'mqtt.clientid', of: field('Client-Id') },
    { field: 'mqtt.topic', of: (message) => message.target },
    { field: 'mqtt.msg', of: (message) => hex(message.method === 'PUBLISH' ? message.body : '') },
  ],
  sip: [
    { field: 'sip.Method', of: (message) => message.method },
    { field: 'sip.r-uri', of: (message) => message.target },
    { field: 'sip.Status-Code', of: (message) => (message.status === 0 ? '' : String(message.status)) },
  ],
  stun: [
    { field: 'stun.att.username', of: field('Username') },
    { field: 'stun.att.software', of: field('Software') },
    {
      field: 'stun.att.ipv4',
      of: (message) =>
        field('Xor-(?:Mapped|Relayed|Peer)-Address')(message).map((text) => text.split(':')[0] as string),
    },
  ],
  coap: [
    {
      field: 'coap.opt.uri_path',
      isRepeated: true,
      of: (message) => message.target.replace(/\?.*/, '').split('/').slice(1),
    },
    {
      field: 'coap.opt.uri_query',
      isRepeated: true,
      of: (message) => message.target.split(/[?&]/).slice(1),
    },
    {
      field: 'coap.payload_length',
      of: (message) => (message.body === '' ? '' : String(message.body.length)),
    },
  ],
  ssdp: [{ field: 'http.request.method', of: (message) => message.method }],
  ntp: [{ field: 'ntp.flags.mode', of: (message) => String(message.body.charCodeAt(0) & 7) }],
  socks: [
    {
      field: 'socks.remote_name',
      of: (message) => (message.protocol === 'socks' ? field('Host')(message) : ''),
    },
  ],
  supl: [
    { field: 'ulp.imsi', of: (message) => field('IMSI')(message).map(swapped) },
    {
      field: 'ulp.trackingAreaCode',
      of: (message) => field('Cell-Id')(message).map((text) => text.slice(-11, -7)),
    },
    { field: 'ulp.apMACAddress', of: field('Ap-Mac') },
    { field: 'ulp.apSSID', of: field('Ssid') },
    { field: 'ulp.setMACAddress', of: field('Wifi-Mac') },
    { field: 'ulp.latitude', of: (message) => field('Latitude')(message).map(stepsOfLatitude) },
  ],
  ftp: [
    { field: 'ftp.request.command', of: (message) => message.method },
    {
      field: 'ftp.request.arg',
      of: (message) => [message.target, ...field('Username')(message), ...field('Login-Password')(message)],
    },
  ],
  pop3: [
    { field: 'pop.request.command', of: (message) => message.method },
    {
      field: 'pop.request.parameter',
      of: (message) => [message.target, ...field('Username')(message), ...field('Login-Password')(message)],
    },
  ],
  dns: [
    { field: 'dns.qry.name', ofDns: ({ questions: asked }) => asked.map(({ name }) => name) },
    { field: 'dns.a', ofDns: (message) => valuesOf(message, 1) },
    { field: 'dns.aaaa', ofDns: (message) => valuesOf(message, 28) },
    { field: 'dns.cname', ofDns: (message) => valuesOf(message, 5) },
  ],
  // Lines of the client; what the server shows is cut otherwise by each reader.
  telnet: [
    {
      field: 'telnet.data',
      of: ({ kind, fields, body }) =>
        kind === 'request' ? fields.replace(/^[^:]*: /, '').trim() || body : '',
      ofTheirs: (value) => /^(?:alice|pw1|hunter2|imei=\d+)(?=\\)/.exec(value)?.[0] ?? '',
    },
  ],
  xmpp: [{ field: 'xmpp.to', of: (message) => (message.method === 'message' ? message.target : '') }],
  imap: [
    { field: 'imap.request.username', of: field('Username') },
    { field: 'imap.request.password', of: field('Login-Password') },
  ],
  smtp: [
    { field: 'smtp.auth.username', of: (message) => field('Username')(message).map(toBase64) },
    { field: 'smtp.auth.password', of: (message) => field('Login-Password')(message).map(toBase64) },
    { field: 'imf.subject', of: (message) => /^Subject: (.*)\r$/m.exec(message.head)?.[1] ?? '' },
  ],
}

/** As tshark shows digits in half bytes: as the bytes are. */
function swapped(digits: string): string {
  return (digits.padEnd(16, 'f').match(/../g) ?? []).map((pair) => `${pair[1]}${pair[0]}`).join('')
}

/** As tshark shows a latitude of the north: in steps of a quarter of the earth (3GPP TS 23.032, 6.1). */
function stepsOfLatitude(degrees: string): string {
  return String(Math.round((Number(degrees) / 90) * 2 ** 23))
}

function toBase64(text: string): string {
  return Buffer.from(text, 'latin1').toString('base64')
}

function valuesOf({ records }: DnsMessage, type: number): string[] {
  return records.filter((record) => record.type === type).map(({ value }) => value)
}

/** Our answers: each value once for each message that says it. */
function answersOf(question: Question, events: readonly PlainEvent[]): string[] {
  return events
    .flatMap((event) => {
      if (event.kind === 'dns') return [...new Set(question.ofDns?.(event.message) ?? [])]
      if (event.kind === 'request' || event.kind === 'response')
        return [...new Set([question.of?.(event) ?? []].flat())]
      return []
    })
    .filter((value) => value !== '')
}

/** Fails softly where the two readers differ; returns how many answers were compared. */
export function compareAnswers(
  protocol: string,
  events: readonly PlainEvent[],
  theirs: (field: string) => readonly string[],
): number {
  let compared = 0
  for (const question of questions[protocol] ?? []) {
    const { field: name, isRepeated = false, ofTheirs = (value: string): string => value } = question
    const each = (values: readonly string[]): string[] =>
      (isRepeated ? [...new Set(values)] : [...values]).sort()
    const said = each(
      theirs(name)
        .map(ofTheirs)
        .filter((value) => value !== ''),
    )
    expect.soft(each(answersOf(question, events)), name).toEqual(said)
    compared += said.length
  }
  return compared
}
