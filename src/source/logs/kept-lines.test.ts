import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { zeekConnection, zeekText } from '../../../test/support/zeek-log.ts'
import { AnomalyLog } from '../../core/anomaly.ts'
import type { Ends } from '../entry.ts'
import { openEntryReader } from '../open-entry-reader.ts'

const lines = 200
/** So much of each line nobody needs once it was read. */
const ballast = 'x'.repeat(200_000)
/** What is kept of all lines may take so much: a fourth of them. */
const keptBytesMax = 10_000_000

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** Bytes of the heap that are in use. */
function used(): number {
  collect()
  return process.memoryUsage().heapUsed
}

const eveLine = (index: number): string =>
  JSON.stringify({
    timestamp: '2026-03-04T08:40:00.123456+0000',
    flow_id: 1_234_567_890_123 + index,
    event_type: 'tls',
    src_ip: '192.0.2.160',
    src_port: 40_000,
    dest_ip: '198.51.100.27',
    dest_port: 443,
    proto: 'TCP',
    tls: { sni: `host-number-${index}.example.com` },
    ballast,
  })

const zeekColumns = [...zeekConnection, ['server_name', 'string'], ['ballast', 'string']] as const

const zeekLine = (index: number): string =>
  [
    '1772610000.5',
    `Cconnection${index}`,
    '192.0.2.160',
    '40000',
    '198.51.100.27',
    '443',
    `host-number-${index}.example.com`,
    ballast,
  ].join('\t')

test.each([
  ['suricata-eve', '', eveLine],
  ['zeek', zeekText('ssl', zeekColumns, []), zeekLine],
] as const)('of %s, what is remembered of a line does not hold the line', (format, head, lineOf) => {
  const kept: (readonly [Ends, string])[] = []
  const reader = openEntryReader(
    format,
    {
      entry: (entry) => {
        if (entry.kind === 'hello') kept.push([entry.ends, entry.serverName])
      },
    },
    new AnomalyLog(),
  )
  const push = (text: string): void => {
    const bytes = Buffer.from(text)
    reader.push(bytes, 0, bytes.length)
  }
  const before = used()
  push(head)
  for (let index = 0; index < lines; index++) push(`${lineOf(index)}\n`)
  reader.end()
  expect(kept).toHaveLength(lines)
  expect(kept.at(-1)).toMatchObject([
    { clientAddress: '192.0.2.160', serverAddress: '198.51.100.27' },
    `host-number-${lines - 1}.example.com`,
  ])
  expect(used() - before).toBeLessThan(keptBytesMax)
})
