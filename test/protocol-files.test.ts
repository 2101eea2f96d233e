/** Each protocol has the same files, with a conversation, conformance cases, a fuzz target, a trace and its line in docs/protocols.md. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { protocols } from '../src/message/next.ts'
import { targets } from './fuzz/targets.ts'
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

/** Parsers that another protocol opens by name, which have no probe of their own. */
const opened = ['http3']

test('every protocol has a fuzz target', () => {
  const fuzzed = new Set(targets.map(({ name }) => name))
  const missing = protocols.filter(({ name, transport }) => !fuzzed.has(`${name}-${transport}`))
  expect(missing.map(({ name, transport }) => `${name}-${transport}`)).toEqual([])
  // HTTP/3 is in the content of QUIC.
  expect(fuzzed).toContain('quic-content')
})

/** From frames to findings: a trace names the protocols by which somebody was reached, or of what was found. */
const traced = readdirSync(`${root}test/traces`, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.test.ts'))
  .map((path) => readFileSync(`${root}test/traces/${path}`, 'utf8'))
  .join('\n')

test.each([...new Set([...protocols.map(({ name }) => name), ...opened])])('%s has a trace', (name) => {
  expect(traced).toMatch(new RegExp(`['"\`](?:[\\w.-]+ )?${name}(?: [^'"\`]*)?['"\`]`))
})

/** What the page calls those that it does not call by their name in capitals. */
const titles: Readonly<Record<string, RegExp>> = {
  http: /^\| HTTP\/1\.0/m,
  http2: /^\| HTTP\/2 /m,
  http3: /^\| HTTP\/3 /m,
  mdns: /^\| DNS, mDNS/m,
  dhcp: /^\| DHCP /m,
  stun: /^\| STUN and TURN/m,
  websocket: /^\| WebSocket /m,
  mcs: /^\| Push channel of Google \(MCS/m,
  'xiaomi-push': /^\| Push channel of Xiaomi/m,
  smtp: /^\| SMTP, LMTP/m,
  pop3: /^\| POP3, IMAP/m,
  'proxy-protocol': /^\| PROXY protocol/m,
  imap: /^\| POP3, IMAP/m,
  telnet: /^\| Telnet /m,
  coap: /^\| CoAP /m,
}

test.each([...protocols.map(({ name }) => name), ...opened])(
  'docs/protocols.md has a line for %s',
  (name) => {
    const page = readFileSync(`${root}docs/protocols.md`, 'utf8')
    const title = titles[name] ?? new RegExp(`^\\| ${name.replaceAll('-', '[ -]')}\\b`, 'im')
    expect(page).toMatch(title)
  },
)
