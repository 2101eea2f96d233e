/** Reads conversations of TLS and QUIC with the secrets of key logs. */
import { KeyLog } from '../../src/message/key-log.ts'
import { expectBalanced } from './conform.ts'
import { playLayer, testFlow } from './playbook.ts'
import type { Outcome, Step } from './playbook.ts'

/** All lines of these texts. */
export function keysOf(...texts: readonly string[]): KeyLog {
  const keys = new KeyLog()
  for (const text of texts) keys.add(text)
  return keys
}

/** Over TCP, with every byte counted. */
export function readTls(steps: readonly Step[], keys: KeyLog): Outcome {
  const outcome = playLayer(steps, undefined, testFlow('tcp', { serverPort: 443 }), keys)
  expectBalanced(outcome)
  return outcome
}

/** By what the server was named, in order. */
export function serverNames(outcome: Outcome): string[] {
  return outcome.events.flatMap((event) =>
    event.kind === 'serverName' ? [`${event.source} ${event.name}`] : [],
  )
}
