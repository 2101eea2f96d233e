/** A small capture of a phone that leaks in many ways, with invented identifiers and documentation addresses. */
import { gzipSync } from 'node:zlib'
import { pcapFile, tcpFlags, TcpConversation, udpPacket } from '../support/capture.ts'
import { dnsMessage, dnsQuestion } from '../support/dns-message.ts'
import { clientHello, tlsRecord } from '../support/tls-hello.ts'

export const identifiersOfPhone = {
  imei: '356938035643809',
  iccid: '89470100000123456784',
  imsi: '242010123456789',
  'wifi-mac': '00:00:5e:00:53:1a',
  'android-id': '9f3b6c1d2e4a5807',
  'advertising-id': '3f2a8d1c-7b64-4e0f-9a51-c2d8e6f01b37',
  serial: 'PLEGAR1792301245',
  email: 'kari@example.com',
  msisdn: '+4799900137',
} as const

const phone = identifiersOfPhone

export const profileYaml: string = `name: the phone\nidentifiers:\n${Object.entries(phone)
  .map(([name, value]) => `  ${name}: "${value}"\n`)
  .join('')}`

let nextPort = 40_000

/** One HTTP exchange on a connection of its own. */
export function http(
  request: string | Buffer,
  target = '198.51.100.20',
  response: string | Buffer = 'HTTP/1.1 204 No Content\r\n\r\n',
  from: { readonly source?: string } = {},
): Buffer[] {
  const conversation = new TcpConversation({ ...from, target, sourcePort: nextPort++ })
  return conversation.open().send(request).reply(response).close().frames
}

export function get(host: string, target: string, fields = ''): string {
  return `GET ${target} HTTP/1.1\r\nHost: ${host}\r\n${fields}\r\n`
}

export function post(host: string, target: string, type: string, body: string | Buffer, fields = ''): Buffer {
  const bytes = Buffer.from(body as string)
  const head = `POST ${target} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: ${type}\r\n${fields}Content-Length: ${bytes.length}\r\n\r\n`
  return Buffer.concat([Buffer.from(head), bytes])
}

function dnsQuery(name: string): Buffer {
  return udpPacket({
    target: '198.51.100.53',
    sourcePort: nextPort++,
    payload: dnsMessage({ questions: [dnsQuestion(name)] }),
  })
}

export function tls(sni: string): Buffer[] {
  const conversation = new TcpConversation({
    target: '198.51.100.44',
    sourcePort: nextPort++,
    targetPort: 443,
  })
  return conversation
    .open()
    .send(tlsRecord(clientHello({ sni, alpn: ['h2'] })))
    .fromServer(tcpFlags.ack, 'x'.repeat(100))
    .close().frames
}

/** A connection in TLS that began before the capture: nothing of it can be read. */
export function withinTls(): Buffer[] {
  const conversation = new TcpConversation({
    target: '198.51.100.44',
    sourcePort: nextPort++,
    targetPort: 443,
  })
  return conversation.send(tlsRecord(Buffer.alloc(400, 0xa7), 23)).frames
}

/** Every identifier, each in several places: path, query, header, cookie, form, JSON, base64, gzip, host, DNS, SNI. */
export function leakingFrames(): Buffer[] {
  const json = JSON.stringify({ device: { ...phone }, unknown: { imei: '000000000000000' } })
  const form = Object.entries(phone)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&')
  return [
    ...http(
      get(
        'a.example.com',
        `/v1/${phone.imei}/x/${phone['android-id']}?serial=${phone.serial}&e=${encodeURIComponent(phone.email)}`,
      ),
    ),
    ...http(
      get(
        'b.example.com',
        `/mac/${encodeURIComponent(phone['wifi-mac'])}/e/${encodeURIComponent(phone.email)}`,
        `X-Imsi: ${phone.imsi}\r\nCookie: aid=${phone['android-id']}; phone=${phone.msisdn}\r\n`,
      ),
    ),
    ...http(
      get('c.example.com', `/p/${Buffer.from(JSON.stringify({ imei: phone.imei })).toString('base64url')}`),
    ),
    ...http(
      get(
        'c2.example.com',
        `/p/${Buffer.from(phone.imei).toString('hex')}/${Buffer.from(phone.serial).toString('base64')}`,
      ),
    ),
    ...http(post('d.example.com', '/json', 'application/json', json)),
    ...http(post('e.example.com', '/form', 'application/x-www-form-urlencoded', form)),
    ...http(
      post(
        'f.example.com',
        `/gz/${phone['advertising-id']}`,
        'application/json',
        gzipSync(json),
        'Content-Encoding: gzip\r\n',
      ),
    ),
    ...http(post('g.example.com', '/b64', 'text/plain', Buffer.from(json).toString('base64'))),
    ...http(get(`${phone['android-id']}.h.example.com`, '/named')),
    ...http(get('i.example.com', `/k?${phone.imei}=1&x[${phone.serial}]=2`)),
    ...http(
      post(
        'j.example.com',
        '/keys',
        'application/json',
        JSON.stringify({ [phone.imei]: { [phone.email]: phone.iccid } }),
      ),
    ),
    ...http(
      get('k.example.com', '/answer'),
      '198.51.100.21',
      `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${json.length}\r\n\r\n${json}`,
    ),
    dnsQuery(`${phone.imei}.dns.example.com`),
    dnsQuery('a.example.com'),
    ...tls(`${phone.serial.toLowerCase()}.tls.example.com`),
    ...tls('plain.example.com'),
  ]
}

export function leakingCapture(): Buffer {
  return pcapFile(leakingFrames())
}
