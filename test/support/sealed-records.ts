/** A TLS 1.3 connection whose secrets are ours, drawn from a seed: for damaging its records, and what is inside them. */
import { KeyLog } from '../../src/message/key-log.ts'
import { Rng } from '../../tools/bench/rng.ts'
import { RecordCipher, TlsConversation } from '../../tools/bench/tls-stream.ts'
import { isRecord } from '../../src/message/tls/probe.ts'
import { byteByByte } from './conform.ts'
import { expectSound, fromBytes, toBytes } from './conversation-bytes.ts'
import { echLines } from './ech-hellos.ts'
import { client, playLayer, server, testFlow } from './playbook.ts'
import type { Outcome, Step } from './playbook.ts'

const get = Buffer.from('GET /a HTTP/1.1\r\nHost: a.example.com\r\n\r\n')
const ok = Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: 300\r\n\r\n${'y'.repeat(300)}`)

function conversation(): TlsConversation {
  return new TlsConversation(new Rng('sealed records'), 'www.example.com')
}

function read(steps: readonly Step[]): Outcome {
  const keys = new KeyLog()
  keys.add(conversation().keyLog + echLines)
  return playLayer(steps, undefined, testFlow('tcp', { serverPort: 443 }), keys)
}

/** The conversation as bytes: two requests with their answers. `hello`: what stands in the place of its hello; null: it was not captured. */
export function sealedRecords(hello: Buffer | null = conversation().hello): Buffer {
  const tls = conversation()
  return toBytes([
    ...(hello === null ? [] : [client(hello)]),
    server(tls.answer),
    client(Buffer.concat([tls.clientFinished, tls.seal(true, get)])),
    server(tls.seal(false, ok)),
    client(tls.seal(true, get)),
    server(tls.seal(false, ok)),
  ])
}

/** Plays damaged records, whole and byte by byte: what comes of them must be the same. */
export function playRecords(input: Buffer): void {
  const steps = fromBytes(input)
  const outcome = read(steps)
  expectSound(outcome)
  const cut = read(byteByByte(steps))
  expectSound(cut)
  // What no longer begins as TLS may be another protocol, and which one may depend on the first segment: `05 03 01 00 c7`
  // is a greeting of SOCKS where nothing follows it at once. So what follows where TLS is left.
  const isTls = [0, 1].every((direction) => beginsAsTls(steps, direction))
  if (!isTls || outcome.counts.unrecognisedReadBytes + cut.counts.unrecognisedReadBytes > 0) return
  if (
    outcome.counts.decryptedBytes !== cut.counts.decryptedBytes ||
    outcome.messages.length !== cut.messages.length
  )
    throw new Error('what is decrypted depends on the cut')
}

function beginsAsTls(steps: readonly Step[], direction: number): boolean {
  const first = steps.find((step) => step.direction === direction)
  return first?.kind === 'push' && isRecord(first.bytes, 0, first.bytes.length)
}

/** Plays damaged handshake messages of the server, sealed as they must be: after the handshake anything may come. */
export function playSealedHandshake(input: Buffer): void {
  const tls = conversation()
  const secret = /SERVER_TRAFFIC_SECRET_0 \S+ (\S+)/.exec(tls.keyLog)?.[1] ?? ''
  const cipher = new RecordCipher(Buffer.from(secret, 'hex'))
  const records: Buffer[] = []
  for (let at = 0; at < input.length; at += 50) records.push(cipher.seal(input.subarray(at, at + 50), 22))
  const steps = [
    client(tls.hello),
    server(tls.answer),
    client(tls.clientFinished),
    server(Buffer.concat(records)),
  ]
  const outcome = read(steps)
  expectSound(outcome)
}

/** Handshake messages after the handshake: a ticket, a certificate, a KeyUpdate. */
export function serverMessages(): Buffer {
  const ticket = Buffer.concat([Buffer.from([4, 0, 0, 45]), Buffer.alloc(45, 1)])
  const certificate = Buffer.concat([
    Buffer.from([11, 0, 0, 80]),
    Buffer.from('00000000480000430', 'latin1'),
    Buffer.alloc(63),
  ])
  return Buffer.concat([ticket, certificate, Buffer.from([24, 0, 0, 1, 0])])
}
