import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { pcapFile, TcpConversation } from '../../../test/support/capture.ts'
import type { CapturedFrame } from '../../../test/support/capture.ts'
import { putInto, testFolder } from '../../../test/support/test-folder.ts'
import { openAttribution } from '../../attribute/attribution.ts'
import { readData } from '../../cli/data-files.ts'
import { streamAnomalies } from '../../stream/anomalies.ts'
import type { CapturePlace } from '../reading/joined-files.ts'
import { never } from '../reading/left-out-files.ts'
import type { Reading } from './read-all.ts'
import { readUntilWise } from './read-until-wise.ts'

const folder = testFolder('until-wise')
const put = putInto(folder)
const attribution = openAttribution(readData)

/** A request and its answer, with their times. */
const frames: readonly CapturedFrame[] = new TcpConversation()
  .open()
  .send('GET /?imei=352099001761481 HTTP/1.1\r\nHost: a.example\r\n\r\n')
  .reply('HTTP/1.1 204 No Content\r\n\r\n')
  .close()
  .frames.map((bytes, index) => ({ bytes, sec: 1_772_610_000, nsec: index * 1_000_000 }))
/** As recorded by one queue for each direction: all that the server sent stands before all that the client did. */
const turned = frames.toSorted((one, other) => sender(one) - sender(other))

function sender({ bytes }: CapturedFrame): number {
  return bytes.readUInt16BE(34) === 80 ? 0 : 1
}

interface Read extends Reading {
  readonly readings: number
}

async function read(
  places: readonly CapturePlace[],
  onRead: (reading: number) => void = () => {},
): Promise<Read> {
  let readings = 0
  const reading = await readUntilWise(
    places,
    {
      profile: null,
      attribution,
      wantsHash: false,
      onProgress: () => onRead(readings),
      watch: () => {
        readings++
        return { request: () => undefined }
      },
    },
    never,
  )
  return { ...reading, readings }
}

test('what fits together is read once', async () => {
  const { captures, readings } = await read([put('straight.pcap', pcapFile(frames))])
  expect(readings).toBe(1)
  expect(captures[0]?.summary).not.toHaveProperty('isByTime')
})

test('where the first reading shows that frames stand in another order, the next one takes them in that', async () => {
  const { captures, told, readings } = await read([put('turned.pcap', pcapFile(turned))])
  expect(readings).toBe(2)
  expect(captures[0]?.summary.isByTime).toBe(true)
  expect([told[0]?.order.isByTime, told[0]?.order.isWiser]).toEqual([true, false])
})

test('of what can be read only once the first reading stands, and it is said', async () => {
  const path = join(folder, 'pipe')
  execFileSync('mkfifo', [path])
  const file = put('piped.pcap', pcapFile(turned))
  execFileSync('sh', ['-c', `cat '${file}' > '${path}' &`], { stdio: 'ignore' })
  const { captures, readings } = await read([path])
  expect(readings).toBe(1)
  expect(captures[0]?.log.count(streamAnomalies.orderNotKept)).toBe(1)
})

test('files of a recording that were left out of the first reading are not asked for again', async () => {
  const own = put('first.pcap', pcapFile(turned))
  const gone = join(folder, 'gone.pcap')
  const place = { path: 'whole', files: [own, gone] }
  const reading = await readUntilWise(
    [place],
    { profile: null, attribution, wantsHash: false, onProgress: () => undefined },
    (_, path) => path === gone,
  )
  expect(reading.captures[0]?.summary.files?.map(({ path }) => path)).toEqual([own])
})
