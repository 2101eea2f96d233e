/** Frames of captures with blocks that hold no packet: Wireshark numbers these, too, and is asked by its own numbers. */
import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { evidenceLines } from '../../../src/report/evidence-lines.ts'
import { processBlock, uidMapBlock } from '../../support/app-blocks.ts'
import {
  enhancedPacketBlock,
  interfaceBlock,
  pcapngBlock,
  sectionHeaderBlock,
  TcpConversation,
} from '../../support/capture.ts'
import { isThere } from '../../support/record-loopback.ts'
import { putInto, testFolder } from '../../support/test-folder.ts'
import { scanBytes } from '../../support/scan-frames.ts'

const imei = '490154203718467'
const put = putInto(testFolder('numbers'))

/** What a request with the IMEI is, as packets of a capture. */
function leak(port: number): Buffer[] {
  const { frames } = new TcpConversation({ sourcePort: port })
    .open()
    .send(`GET /ping?imei=${imei} HTTP/1.1\r\nHost: one.example.com\r\n\r\n`)
  return frames.map((bytes) => enhancedPacketBlock({ bytes }, { sec: 1_772_610_000, nsec: 0 }))
}

const head = [sectionHeaderBlock(), interfaceBlock({ linkType: 1 })]
const journal = pcapngBlock(9, Buffer.from('__REALTIME_TIMESTAMP=1772610000000000\nMESSAGE=hello\n\n'))
const capture = Buffer.concat([
  ...head,
  uidMapBlock(10_123, 'com.example.kitchen', 'Kitchen Timer'),
  ...leak(40_001),
  journal,
  uidMapBlock(10_200, 'com.example.bakery', 'Bakery'),
  ...leak(40_002),
])

/** What follows `frame.number ==`. */
const asked = (lines: string): number[] =>
  [...lines.matchAll(/filter:\s+frame\.number == (\d+)/g)].map(([, number]) => Number(number))

test('the filter asks for the number of Wireshark, and that it is another one is said', async () => {
  const result = await scanBytes(capture)
  const frames = result.observations.map(({ spans }) => spans[0]?.frame)
  expect(frames).toEqual([4, 8])
  const lines = evidenceLines(result, ['phone.pcapng'])
  expect(asked(lines)).toEqual([5, 11])
  expect(lines).toContain('it counts frame 8 as 11')
})

test('captures without such blocks are asked as they are numbered', async () => {
  const plain = Buffer.concat([...head, processBlock(7, []), ...leak(40_001)])
  const lines = evidenceLines(await scanBytes(plain), ['phone.pcapng'])
  expect(asked(lines)).toEqual([4])
  expect(lines).not.toContain('also numbers')
})

const hasTshark = await isThere('tshark')
if (!hasTshark) process.stderr.write('tshark is not here: its numbers of frames are not compared\n')

test.skipIf(!hasTshark)('tshark finds the IMEI in the frames that it is asked for', async () => {
  const numbers = asked(evidenceLines(await scanBytes(capture), ['phone.pcapng']))
  const fields = ['-T', 'fields', '-e', 'frame.number', '-Y', `http.request.uri contains "${imei}"`]
  const found = execFileSync('tshark', ['-n', '-r', put('phone.pcapng', capture), ...fields], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  expect(found.trim().split('\n').map(Number)).toEqual(numbers)
})
