/** What identifies is found whatever protocol carries it, at its place in the frames, and named with that protocol. */
import { describe, expect, test } from 'vitest'
import type { ScanResult } from '../../../src/pipeline/scan.ts'
import { TcpConversation } from '../../support/capture.ts'
import { mqttPacket, mqttString } from '../../support/mqtt-packet.ts'
import { observed, scanFrames } from '../scan-frames.ts'

const imei = '356938035643809'

/** Protocols by which the recipients were reached. */
function protocolsOf(result: ScanResult): string[] {
  return [...new Set(result.recipients.flatMap(({ protocols }) => protocols))].sort()
}

/** The bytes of the frames that the observations name. */
function evidence(result: ScanResult, frames: readonly Buffer[]): string[] {
  return result.observations.map(({ spans }) =>
    Buffer.concat(
      spans.map(({ frame, start, end }) => (frames[frame - 1] as Buffer).subarray(start, end)),
    ).toString('latin1'),
  )
}

describe('MQTT', () => {
  const { frames } = new TcpConversation({ targetPort: 1883 })
    .open()
    .send(
      mqttPacket(0x10, [
        mqttString('MQTT'),
        Buffer.from([4, 0xc2, 0, 60]),
        mqttString(imei),
        mqttString('phone-7'),
        mqttString('correct horse battery'),
      ]),
    )
    .reply(Buffer.from([0x20, 2, 0, 0]))
    .send(mqttPacket(0x30, [mqttString('d/7'), Buffer.from('{"imsi":"240075811111111"}')]), 11)
    .close()

  test('client id, password and payload, each at its place', async () => {
    const result = await scanFrames(frames)
    expect(observed(result)).toEqual([
      'account-credential correct horse battery probable',
      `imei ${imei} possible`,
      'imsi 240075811111111 probable',
    ])
    expect(protocolsOf(result)).toEqual(['mqtt'])
    expect(evidence(result, frames).sort()).toEqual(['240075811111111', imei, 'correct horse battery'])
    expect(
      result.transmissions.map(({ summary }) => `${summary.protocol} ${summary.method} ${summary.path}`),
    ).toEqual(['mqtt CONNECT ', 'mqtt PUBLISH d/7'])
  })
})
