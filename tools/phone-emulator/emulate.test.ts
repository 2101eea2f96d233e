import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { emulate, writeFiles } from './emulate.ts'
import { labObstacle } from './lab.ts'
import { parseOptions } from './options.ts'
import { captureProgram } from './record.ts'
import type { Truth } from './truth.ts'

const SAMPLES = fileURLToPath(new URL('../../samples', import.meta.url))

function hasTshark(): boolean {
  try {
    execFileSync('tshark', ['--version'], { stdio: 'pipe' })
    return true
  } catch (error) {
    process.stderr.write(`no tshark: ${error instanceof Error ? error.message : String(error)}\n`)
    return false
  }
}

const fields = [
  'frame.number',
  'frame.protocols',
  'ip.dst',
  'http.request',
  'http.request.method',
  'http.content_type',
  'dns.flags.response',
  'dns.qry.name',
  'tls.handshake.type',
  'tls.handshake.extensions_server_name',
  '_ws.malformed',
  '_ws.expert.severity',
  'tcp.analysis.retransmission',
  'tcp.analysis.lost_segment',
] as const
/** What tshark says of one frame: of a field all values. */
type Frame = (field: (typeof fields)[number]) => readonly string[]

/** One run for all that is asked: each takes a second. */
function framesOf(file: string): Frame[] {
  const separators = ['-E', 'separator=/t', '-E', 'aggregator=;']
  const args = ['-r', file, '-T', 'fields', ...separators, ...fields.flatMap((field) => ['-e', field])]
  return execFileSync('tshark', args, { stdio: 'pipe', encoding: 'utf8', maxBuffer: 1e8 })
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const columns = line.split('\t')
      return (field) => (columns[fields.indexOf(field)] ?? '').split(';').filter((value) => value !== '')
    })
}

function count(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1
  return counts
}

/** What a capture must hold if its truth is true, read by somebody else's program. */
function compare(file: string, truth: Truth): void {
  const frames = framesOf(file)
  const isIn = (frame: Frame, protocol: string): boolean =>
    frame('frame.protocols').some((names) => names.split(':').includes(protocol))
  expect(frames).toHaveLength(truth.capture.frames)
  const posts = frames.filter(
    (frame) =>
      frame('http.request.method').includes('POST') &&
      frame('http.content_type').includes('application/encrypted-json') &&
      frame('ip.dst').includes('203.0.113.89'),
  )
  const isHttp = truth.transmissions.filter((each) => each.transport === 'http')
  expect(posts.map((frame) => Number(frame('frame.number')[0]))).toEqual(
    isHttp.map((each) => each.frames.at(-1)),
  )
  const queries = frames.filter(
    (frame) =>
      frame('dns.flags.response').some((value) => /^(?:0|False)$/.test(value)) && !isIn(frame, 'mdns'),
  )
  // A query asked again over TCP because its answer was cut counts twice, here and there.
  expect(count(queries.flatMap((frame) => frame('dns.qry.name')))).toEqual(
    Object.entries(truth.counts.dnsQueries).reduce<Record<string, number>>((sum, [key, value]) => {
      const name = key.split(' ', 1)[0] ?? ''
      sum[name] = (sum[name] ?? 0) + value
      return sum
    }, {}),
  )
  const serverNames = (protocol: string): string[] =>
    frames
      .filter((frame) => isIn(frame, protocol) && frame('tls.handshake.type').includes('1'))
      .flatMap((frame) => frame('tls.handshake.extensions_server_name'))
  expect(count(serverNames('tcp'))).toEqual(truth.counts.tlsServerNames)
  expect(count(serverNames('quic'))).toEqual(truth.counts.quicServerNames)
  expect(frames.filter((frame) => frame('http.request').length > 0)).toHaveLength(
    Object.values(truth.counts.httpRequests).reduce((sum, value) => sum + value, 0),
  )
  const isFaulty = (frame: Frame): boolean =>
    frame('_ws.malformed').length > 0 ||
    frame('_ws.expert.severity').some((severity) => Number(severity) >= severityError) ||
    frame('tcp.analysis.retransmission').length > 0 ||
    frame('tcp.analysis.lost_segment').length > 0
  expect(frames.filter(isFaulty).map((frame) => frame('frame.number')[0])).toEqual([])
}

/** Of tshark’s notes on a frame, those that say that it is wrong. */
const severityError = 8_388_608

const obstacle =
  labObstacle() ??
  (captureProgram() === null ? 'no capture program (dumpcap or tcpdump)' : null) ??
  (hasTshark() ? null : 'no tshark')

describe(`a run of the emulator${obstacle === null ? '' : ` (skipped: ${obstacle})`}`, () => {
  it.skipIf(obstacle !== null)(
    'records twelve minutes whose capture says what the truth says',
    async () => {
      const directory = mkdtempSync(join(tmpdir(), 'varde-emulate-test-'))
      try {
        const options = parseOptions(['--scenario', 'short', '--out', directory, '--seed', '5'])
        const emulated = await emulate(options, 'test')
        writeFiles(directory, 'short', emulated)
        const { truth } = emulated
        expect(truth.failures).toEqual([])
        expect(truth.transmissions.map((each) => each.trigger.kind)).toEqual([
          'boot-completed',
          'screen-on',
          'unlock',
          'screen-on',
          'unlock',
          'screen-on',
        ])
        for (const each of truth.transmissions) {
          const latencyMs = Date.parse(each.at) - Date.parse(each.trigger.at)
          const isBoot = each.trigger.kind === 'boot-completed'
          expect(latencyMs).toBeGreaterThan(isBoot ? 60_000 : 500)
          expect(latencyMs).toBeLessThan(isBoot ? 62_500 : 6000)
          expect(each.answer?.isAccepted).toBe(false)
        }
        compare(join(directory, 'short.pcapng'), truth)
        expect(execFileSync('ip', ['netns', 'list'], { encoding: 'utf8' })).not.toContain(`-${process.pid}`)
      } finally {
        rmSync(directory, { recursive: true, force: true })
      }
    },
    // Much of it is waiting in real time; beside other work it takes longer.
    90_000,
  )
})

describe(`the samples${hasTshark() ? '' : ' (skipped: no tshark)'}`, () => {
  it.skipIf(!hasTshark()).each([
    ['nokia-7-plus', 'pcapng'],
    ['nokia-7-plus-fixed', 'pcapng'],
    ['clean-phone', 'pcapng.gz'],
  ])('%s holds what its truth says', (name, extension) => {
    const file = join(SAMPLES, `${name}.${extension}`)
    const truth = JSON.parse(readFileSync(join(SAMPLES, `${name}.truth.json`), 'utf8')) as Truth
    compare(file, truth)
    expect(truth.failures).toEqual([])
    expect(truth.transmissions.length > 0).toBe(name === 'nokia-7-plus')
    expect(existsSync(join(SAMPLES, `${name}.events.ndjson`))).toBe(true)
  })
})
