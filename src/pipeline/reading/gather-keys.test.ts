import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { echLines } from '../../../test/support/ech-hellos.ts'
import { pcapFile, pcapngBlock, pcapngFile, udpPacket } from '../../../test/support/capture.ts'
import { putInto, testFolder } from '../../../test/support/test-folder.ts'
import { AnomalyLog } from '../../core/anomaly.ts'
import type { KeyLog } from '../../message/key-log.ts'
import { gatherKeys, keyAnomalies, noteKeys } from './gather-keys.ts'

const folder = testFolder('keys')
const put = putInto(folder)

const line = (fill: string): string => `CLIENT_RANDOM ${fill.repeat(32)} ${'0f'.repeat(48)}\n`

function secretsBlock(text: string, kind = 0x544c534b, isBigEndian = false): Buffer {
  const head = Buffer.alloc(8)
  if (isBigEndian) {
    head.writeUInt32BE(kind, 0)
    head.writeUInt32BE(text.length, 4)
  } else {
    head.writeUInt32LE(kind, 0)
    head.writeUInt32LE(text.length, 4)
  }
  return pcapngBlock(10, Buffer.concat([head, Buffer.from(text)]), isBigEndian)
}

const frames = Array.from({ length: 400 }, () =>
  udpPacket({
    source: '192.0.2.1',
    target: '198.51.100.1',
    sourcePort: 40_000,
    targetPort: 9,
    payload: Buffer.alloc(900),
  }),
)

async function gather(
  keyFiles: readonly string[],
  captures: readonly string[],
): Promise<{ keys: KeyLog; facts: unknown; anomalies: string[] }> {
  const log = new AnomalyLog()
  const keys = await gatherKeys(keyFiles, captures, log)
  const facts = noteKeys(keys, log)
  return { keys, facts, anomalies: [...log.tallies.keys()] }
}

describe('keys are gathered', () => {
  test('from key logs, with what is odd about them said', async () => {
    const { facts, anomalies } = await gather(
      [
        put('a.keys', `# made by hand\n${line('aa')}nonsense\n`),
        put('b.keys', line('bb').trimEnd()),
        put('none.keys', ''),
      ],
      [],
    )
    expect(facts).toMatchObject({ secrets: 2, connections: 2, badLines: 1 })
    expect(anomalies).toEqual(['message.keys.bad_lines'])
  })

  test('from key logs in UTF-16, as older shells of Windows write them', async () => {
    const wide = Buffer.from(`\ufeff${line('aa')}${line('bb')}`, 'utf16le')
    for (const bytes of [wide, Buffer.from(wide).swap16(), wide.subarray(2)]) {
      const { facts } = await gather([put('wide.keys', bytes)], [])
      expect(facts).toMatchObject({ secrets: 2, connections: 2, badLines: 0 })
    }
  })

  test('from key logs in gzip, as far as they go', async () => {
    const text = Array.from({ length: 256 }, (_, index) => line(index.toString(16).padStart(2, '0'))).join('')
    const packed = gzipSync(text)
    const whole = await gather([put('keys.gz', packed)], [])
    expect(whole.facts).toMatchObject({ secrets: 256, badLines: 0 })
    const cut = await gather([put('cut-keys.gz', packed.subarray(0, packed.length - 100))], [])
    expect(cut.keys.secrets.size).toBeGreaterThan(100)
    expect(cut.keys.secrets.size).toBeLessThan(256)
    expect(cut.anomalies).toContain('message.keys.cut')
  })

  test('also one that was cut behind its lines of ECH', async () => {
    const [line] = echLines.split('\n')
    const { keys } = await gather([put('begun.keys', `${line}\nECH_CONFIG 00`)], [])
    expect(keys).toMatchObject({ secrets: { size: 0 }, badLines: 1, echLines: 1 })
  })

  test('or the user is told in one line what is wrong', async () => {
    await expect(gather([join(folder, 'absent.keys')], [])).rejects.toThrow(
      /absent.keys: there is no such file/,
    )
    await expect(gather([folder], [])).rejects.toThrow(/it is a folder/)
    await expect(gather([put('text.keys', 'hello\nworld\n')], [])).rejects.toThrow(
      /no line of it is a secret/,
    )
    await expect(gather([put('capture.keys', pcapFile(frames))], [])).rejects.toThrow(
      /no line of it is a secret/,
    )
  })

  test('from secrets blocks anywhere in a pcapng file, in either byte order, packed or not', async () => {
    for (const bigEndian of [false, true]) {
      const bytes = pcapngFile(frames, {
        bigEndian,
        before: [secretsBlock(line('aa'), 0x544c534b, bigEndian)],
        after: [secretsBlock(line('bb'), 0x544c534b, bigEndian), secretsBlock('x', 0x57474b4c, bigEndian)],
      })
      const sections = Buffer.concat([bytes, pcapngFile(frames, { after: [secretsBlock(line('cc'))] })])
      for (const path of [put('a.pcapng', sections), put('a.pcapng.gz', gzipSync(sections))]) {
        const { keys, facts, anomalies } = await gather([], [path])
        expect.soft(facts, path).toMatchObject({ secrets: 3, badLines: 0 })
        expect
          .soft(keys.secrets.find('CLIENT_RANDOM', Buffer.alloc(32, 0xcc)), path)
          .toEqual(Buffer.alloc(48, 0x0f))
        expect.soft(anomalies, path).toEqual(['message.keys.kind_unsupported'])
      }
    }
  })

  test('also where a block before them is damaged, and cut off where the file ends', async () => {
    const bytes = pcapngFile(frames, {
      before: [secretsBlock(line('aa'))],
      after: [secretsBlock(line('bb'))],
    })
    const damaged = Buffer.from(bytes)
    // The length of the first frame's block.
    const first = damaged.indexOf(Buffer.from([6, 0, 0, 0]), 28)
    damaged.writeUInt32LE(0xffff_fff1, first + 4)
    expect((await gather([], [put('damaged.pcapng', damaged)])).facts).toMatchObject({ secrets: 2 })
    for (const cut of [1, 20, 120, 260])
      expect((await gather([], [put('cut.pcapng', bytes.subarray(0, -cut))])).facts).toMatchObject({
        secrets: 1,
      })
  })

  test('also where the length of a damaged block ends with another one, behind them', async () => {
    const secrets = secretsBlock(line('aa'))
    const bytes = pcapngFile(frames.slice(0, 3), { before: [] })
    const first = bytes.indexOf(Buffer.from([6, 0, 0, 0]), 28)
    const length = bytes.readUInt32LE(first + 4)
    const behind = first + length
    const whole = Buffer.concat([bytes.subarray(0, behind), secrets, bytes.subarray(behind)])
    for (const lie of [length + secrets.length, length + secrets.length + length, 100_000]) {
      const damaged = Buffer.from(whole)
      damaged.writeUInt32LE(lie, first + 4)
      expect((await gather([], [put('lie.pcapng', damaged)])).facts, `${lie}`).toMatchObject({ secrets: 1 })
    }
  })

  test('once each, also where the file has to be read a second time', async () => {
    const whole = pcapngFile(frames.slice(0, 2))
    const file = Buffer.concat([
      whole,
      secretsBlock('WireGuard', 0x57474b4c),
      secretsBlock(`${line('aa')}nonsense\n`),
      secretsBlock(line('bb')),
      pcapngBlock(6, Buffer.alloc(1_000)).subarray(0, 900),
    ])
    for (const capture of [put('once.pcapng', file), put('once.pcapng.gz', gzipSync(file))]) {
      const log = new AnomalyLog()
      const facts = noteKeys(await gatherKeys([], [capture], log), log)
      expect(facts).toMatchObject({ secrets: 2, badLines: 1 })
      expect(log.count(keyAnomalies.kindUnsupported)).toBe(1)
    }
  })

  test('from no other file, and one that cannot be read is left to the scan', async () => {
    const captures = [
      put('plain.pcap', pcapFile(frames)),
      put('plain.pcap.gz', gzipSync(pcapFile(frames))),
      put('cut.gz', gzipSync(pcapFile(frames)).subarray(0, 30)),
      put('text', 'hello'),
      put('empty', ''),
      folder,
      join(folder, 'absent'),
    ]
    const { keys, facts } = await gather([], captures)
    expect(facts).toMatchObject({ secrets: 0 })
    expect(keys.isEmpty).toBe(true)
  })
})
