/**
 * HTTP/3 of a real program (aioquic, in memory) of which the beginning is left out of the capture: what is read by the
 * secrets that fit is what is read of the whole. Skipped with a word where the program is not installed.
 */
import { describe, expect, test } from 'vitest'
import { aioquicTalk, pythonWithAioquic } from './support/aioquic-talk.ts'
import type { AioquicOptions } from './support/aioquic-talk.ts'
import { pcapFile, udpPacket } from './support/capture.ts'
import type { PlainMessage } from './support/playbook.ts'
import { QuicPeers } from './support/quic-peers.ts'
import { quicVersions } from './support/quic-packet.ts'
import { readMessages } from './support/read-messages.ts'
import type { ReadMessages } from './support/read-messages.ts'
import { testFolder } from './support/test-folder.ts'

const python = await pythonWithAioquic()
if (python === null)
  process.stderr.write('oracle: no QUIC of aioquic, which is not here (Debian package python3-aioquic)\n')

const suites = ['AES_128_GCM_SHA256', 'AES_256_GCM_SHA384', 'CHACHA20_POLY1305_SHA256'] as const
const { v1, v2 } = quicVersions
const behaviours: readonly AioquicOptions[] = [
  ...suites.map((suite) => ({ suite, version: v1, idBytes: 8, requests: 30, keyUpdates: 0 })),
  { suite: suites[0], version: v2, idBytes: 8, requests: 30, keyUpdates: 0 },
  { suite: suites[0], version: v1, idBytes: 20, requests: 30, keyUpdates: 0 },
  { suite: suites[2], version: v2, idBytes: 4, requests: 30, keyUpdates: 3 },
]
const others = Array.from({ length: 30 }, (_, index) => new QuicPeers({ seed: `other ${index}` }).keyLog)

/** Hosts and other fields may stand in tables that were filled before. */
function said({ kind, target, status, body }: PlainMessage): string {
  return `${kind} ${target}${status} ${body.slice(0, 40)} ${body.length}`
}

function http3Of({ messages }: ReadMessages): PlainMessage[] {
  return messages.filter(({ protocol }) => protocol === 'http3')
}

describe.skipIf(python === null)('a connection of a real program whose beginning was not captured', () => {
  const folder = testFolder('aioquic')

  test.each(behaviours)('%j', { timeout: 30_000 }, async (options) => {
    const { datagrams, keyLog } = await aioquicTalk(python as string, folder, options)
    const client = { source: '192.0.2.1', target: '198.51.100.1', sourcePort: 50_000, targetPort: 443 }
    const server = { source: '198.51.100.1', target: '192.0.2.1', sourcePort: 443, targetPort: 50_000 }
    const frames = datagrams.map(({ side, bytes }) =>
      udpPacket({ ...(side === 0 ? client : server), payload: bytes }),
    )
    const log = `${others.join('')}${keyLog}`
    const whole = http3Of(readMessages(pcapFile(frames), log))
    expect(whole).toHaveLength(2 * options.requests)
    const lastLong = datagrams.findLastIndex(({ bytes }) => ((bytes[0] as number) & 0x80) !== 0)
    for (const from of [1, 2, lastLong + 1, Math.floor(frames.length / 2), frames.length - 20]) {
      const read = readMessages(pcapFile(frames.slice(from)), log)
      const expected = whole.filter(({ frame }) => frame > from).map(said)
      // Some wait to the end for fields that were in a packet that is not there.
      expect(http3Of(read).map(said).sort(), `from ${from} on`).toEqual(expected.sort())
      expect(read.countedBytes).toBe(read.givenBytes)
      expect(read.counts.decryptedConnections).toBe(1)
      // Initial packets, whose keys follow an id that is not there.
      expect(read.counts.undecryptableBytes).toBeLessThan(from <= lastLong ? 400 : 1)
      expect(Object.keys(read.anomalies)).toContain('message.quic.joined_late')
    }
  })
})
