/** Each protocol has the same files, with a conversation, conformance cases and its line in docs/protocols.md. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { protocols } from '../src/message/next.ts'
import { protocolSamples, upgradedSamples } from './support/protocol-samples.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const layer = `${root}src/message/`

/** Folders of protocols, by what they export; `unrecognised` is what is left where no protocol is known. */
const folders = readdirSync(layer, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(`${layer}${entry.name}/index.ts`))
  .map(({ name }) => name)
  .filter((name) => name !== 'unrecognised')

/** The bytes of HTTP/2 are read by several files. */
const parserOf: Readonly<Record<string, string>> = { http2: 'frames.ts' }

test.each(folders)('%s has the files of a protocol', (name) => {
  const files = new Set(readdirSync(`${layer}${name}`))
  const needed = ['index.ts', parserOf[name] ?? 'parse.ts', 'machine.ts', 'anomalies.ts', 'machine.test.ts']
  expect(needed.filter((file) => !files.has(file))).toEqual([])
  expect(readFileSync(`${layer}${name}/machine.test.ts`, 'utf8')).toMatch(/\bconform\(/)
})

test('every protocol has a conversation', () => {
  const sampled = new Set([...protocolSamples, ...upgradedSamples].map(({ name }) => name))
  expect(protocols.map(({ name }) => name).filter((name) => !sampled.has(name))).toEqual([])
})

/** What the page calls those that it does not call by their name in capitals. */
const titles: Readonly<Record<string, RegExp>> = {
  http: /^\| HTTP\/1\.0/m,
  http2: /^\| HTTP\/2 /m,
  mdns: /^\| DNS, mDNS/m,
  dhcp: /^\| DHCP /m,
  stun: /^\| STUN and TURN/m,
  websocket: /^\| WebSocket /m,
  mcs: /^\| Push channel of Google \(MCS/m,
  'xiaomi-push': /^\| Push channel of Xiaomi/m,
  smtp: /^\| SMTP, LMTP/m,
  pop3: /^\| POP3, IMAP/m,
  imap: /^\| POP3, IMAP/m,
  telnet: /^\| Telnet /m,
  coap: /^\| CoAP /m,
}

test.each(protocols.map(({ name }) => name))('docs/protocols.md has a line for %s', (name) => {
  const page = readFileSync(`${root}docs/protocols.md`, 'utf8')
  const title = titles[name] ?? new RegExp(`^\\| ${name.replaceAll('-', '[ -]')}\\b`, 'im')
  expect(page).toMatch(title)
})
