/**
 * A conversation of each protocol, as client and server would speak it: what the probes of all others must leave
 * alone (test/probes.test.ts), what is cut in every way (test/hostile.test.ts), and what is damaged by fuzzing
 * (test/fuzz/targets.ts). Each protocol has its own file in samples/, found without wiring.
 */
import { deflateRawSync } from 'node:zlib'
import { capsule, datagramCapsule } from './capsules.ts'
import type { Step } from './playbook.ts'
import { client, server } from './playbook.ts'
import { samples } from './protocol-samples.gen.ts'
import { webSocketFrame } from './websocket.ts'

export interface ProtocolSample {
  /** As in `Protocol.name`. */
  readonly name: string
  readonly transport: 'tcp' | 'udp'
  /** Port of the server, for protocols that need it to be sure. */
  readonly port: number
  readonly steps: readonly Step[]
}

export const protocolSamples: readonly ProtocolSample[] = samples

/** Conversations behind an upgrade that names them: content alone does not choose these. */
export const upgradedSamples: readonly ProtocolSample[] = [
  {
    name: 'websocket',
    transport: 'tcp',
    port: 80,
    steps: [
      client(
        Buffer.concat([
          webSocketFrame('{"a":1}', { isFin: false }),
          webSocketFrame('ping', { opcode: 9 }),
          webSocketFrame('end', { opcode: 0 }),
          webSocketFrame(deflateRawSync('compressed').subarray(0, -1), { isCompressed: true }),
        ]),
      ),
      server(webSocketFrame('x'.repeat(200), { isMasked: false })),
    ],
  },
  {
    name: 'http',
    transport: 'tcp',
    port: 80,
    steps: [
      client(Buffer.concat([datagramCapsule('{"a":1}'), capsule(0x29, 'unknown'), capsule(2, 'addresses')])),
      server(datagramCapsule('x'.repeat(200))),
    ],
  },
]
