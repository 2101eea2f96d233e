/**
 * npm run bench:kinds [-- --rounds 3] [-- --only uploads,bids]
 *
 * Makes a small capture of each kind of what apps send in clear (`traffic-kinds.ts`; once, in bench-data/), scans each with
 * a profile of twelve identifiers that none of them holds, and prints what a request takes, and a megabyte: a kind that takes
 * many times what its neighbours do shows here. Medians of whole processes; nothing is asked of them.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parsedArguments } from '../arguments.ts'
import { httpConversation } from './conversation.ts'
import type { Scene } from './conversation.ts'
import { BodyPool, device, further, profileOf } from './http-content.ts'
import { PcapWriter } from './pcap-writer.ts'
import { Rng } from './rng.ts'
import { hostOf, requestOf, trafficKinds } from './traffic-kinds.ts'
import type { Address } from './wire.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = join(root, 'bench-data')
const profilePath = join(folder, 'device-12.yaml')
const varde = join(root, 'varde')
const startMicroseconds = Date.UTC(2026, 0, 5) * 1000
const requestsOfConnection = 40

const { values: flags } = parsedArguments({
  options: { rounds: { type: 'string', default: '3' }, only: { type: 'string', default: '' } },
})
const only = new Set(flags.only.split(',').filter((name) => name !== ''))
const kinds = trafficKinds.filter(({ name }) => only.size === 0 || only.has(name))
const rounds = Number(flags.rounds)
if (kinds.length < only.size || !Number.isInteger(rounds) || rounds < 1) {
  const names = trafficKinds.map(({ name }) => name).join(', ')
  process.stderr.write(`bench: --rounds takes a whole number from 1 on, --only some of: ${names}\n`)
  process.exit(2)
}

function address(...bytes: readonly number[]): Address {
  return { family: 4, bytes: Buffer.from(bytes) }
}

/** The capture of one kind: made whole, or not at all. */
function captureOf(kind: (typeof trafficKinds)[number]): string {
  const path = join(folder, `kind-${kind.name}.pcap`)
  if (existsSync(path)) return path
  const rng = new Rng(`kinds/${kind.name}`)
  const writer = new PcapWriter(`${path}.part`, 'ethernet')
  let number = 0
  const scene: Scene = {
    rng,
    link: 'ethernet',
    pool: new BodyPool(rng, [200]),
    shape: { gzipShare: 0, chunkedShare: 0, imageShare: 0 },
    requestsTo: () => () => requestOf(kind, rng, number++),
    swapShare: 0,
    twiceShare: 0,
    keyLog: () => undefined,
  }
  const ends = { client: address(192, 0, 2, 10), server: address(198, 51, 100, 7), serverPort: 80 }
  for (let at = startMicroseconds, port = 20_000; number < kind.requests; port++) {
    const requests = Math.min(requestsOfConnection, kind.requests - number)
    const those = { ...ends, clientPort: port, host: hostOf(kind) }
    for (const { at: sent, frame } of httpConversation(scene, those, at, requests, true, () => undefined)) {
      writer.write(sent, frame)
      at = sent + 1e6
    }
  }
  writer.close()
  renameSync(`${path}.part`, path)
  return path
}

function secondsOf(...args: readonly string[]): number {
  const from = process.hrtime.bigint()
  execFileSync(varde, [...args, '--profile', profilePath], { stdio: 'ignore' })
  return Number(process.hrtime.bigint() - from) / 1e9
}

function medianOf(count: number, measure: () => number): number {
  const sorted = Array.from({ length: count }, measure).sort((one, other) => one - other)
  return sorted[sorted.length >> 1] as number
}

mkdirSync(folder, { recursive: true })
writeFileSync(profilePath, profileOf({ ...device, ...further }))
const rows = kinds.map((kind) => {
  const path = captureOf(kind)
  const peak = spawnSync(varde, ['scan', path, '--profile', profilePath], {
    env: { ...process.env, VARDE_STATS: '1' },
  })
  const kib = Number(/varde-stats peak-kib=(\d+)/.exec(peak.stderr.toString())?.[1] ?? 0)
  const seconds = medianOf(rounds, () => secondsOf('scan', path))
  const megabytes = statSync(path).size / 1e6
  process.stderr.write(`bench: ${kind.name} ${seconds.toFixed(2)} s\n`)
  return [
    kind.title,
    String(kind.requests),
    megabytes.toFixed(1),
    seconds.toFixed(2),
    ((seconds * 1e3) / kind.requests).toFixed(2),
    (megabytes / seconds).toFixed(1),
    (kib / 1024).toFixed(0),
  ]
})
const table = [['what is sent', 'requests', 'MB', 's', 'ms a request', 'MB/s', 'MiB'], ...rows]
const widths = (table[0] as string[]).map((_, column) =>
  Math.max(...table.map((row) => (row[column] as string).length)),
)
const lines = table.map(
  (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] as number)).join(' | ')} |`,
)
lines.splice(1, 0, `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`)
process.stdout.write(`${lines.join('\n')}\n`)
