import { KeyLog } from '../../src/message/key-log.ts'
import { expectBalanced } from './conform.ts'
import { client, playLayer, server, testFlow } from './playbook.ts'
import type { Outcome, Step } from './playbook.ts'
import { QuicPeers } from './quic-peers.ts'
import type { PeerOptions } from './quic-peers.ts'

/** A request. */
export const get: string = 'GET /a HTTP/1.1\r\nHost: a.example.com\r\n\r\n'
/** Its answer. */
export const ok: string = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}'

/** The secrets of connections. */
export function keysOf(...peers: QuicPeers[]): KeyLog {
  const keys = new KeyLog()
  for (const { keyLog } of peers) keys.add(keyLog)
  return keys
}

/** Reads what was sent, with its secrets; every byte is counted. */
export function run(peers: QuicPeers, steps: readonly Step[], keys: KeyLog = keysOf(peers)): Outcome {
  const outcome = playLayer(steps, undefined, testFlow('udp', { serverPort: 443 }), keys)
  expectBalanced(outcome)
  return outcome
}

/** Streams of no HTTP/3 are read by their content, so HTTP/1 does for what is carried. */
export function peersOf(options: PeerOptions = {}): { peers: QuicPeers; opening: Step[] } {
  const peers = new QuicPeers({ alpn: 'test', ...options })
  const datagrams = peers.opening()
  return { peers, opening: [client(datagrams.client), server(datagrams.server)] }
}

/** What is read of both. */
export const exchange: readonly object[] = [
  { kind: 'request', protocol: 'http', target: '/a' },
  { kind: 'response', protocol: 'http', status: 200, body: '{}' },
]
