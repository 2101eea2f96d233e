import { createCipheriv, createHmac } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openAttribution } from '../../src/attribute/attribution.ts'
import { diffRuns } from '../../src/assess/diff.ts'
import type { DiffRun } from '../../src/assess/diff.ts'
import { readData } from '../../src/cli/data-files.ts'
import { FieldWatch } from '../../src/pipeline/watch/field-watch.ts'
import { scan } from '../../src/pipeline/scan.ts'
import { Rng } from '../bench/rng.ts'
import { carrierOf } from './carriers.ts'
import type { Case } from './cases.ts'
import { utf8 } from './codecs.ts'
import type { Endpoint } from './endpoints.ts'
import type { Tally } from './measure.ts'
import { kindOf } from './kinds.ts'
import { makePhone } from './values.ts'
import { pcapngOf } from './write.ts'

const key = Buffer.from('0f1e2d3c4b5a69788796a5b4c3d2e1f0', 'hex')

function sealed(text: string, iv: Buffer): string {
  const cipher = createCipheriv('aes-128-cbc', key, iv)
  return Buffer.concat([cipher.update(text), cipher.final()]).toString('base64')
}

/** How a field hides the changed value: the same value always gives the same bytes. */
const carriers: readonly ((value: string) => string)[] = [
  (value) => value,
  (value) => createHmac('sha256', key).update(value).digest('hex'),
  (value) => createHmac('md5', key).update(value).digest('base64'),
  (value) => sealed(`{"id":"${value}","v":1}`, Buffer.alloc(16)),
  (value) => sealed(value, Buffer.alloc(16, 7)),
]

/**
 * One script, run so many times with two values of one identifier in turns: some fields carry it in ways that cannot be
 * undone; the rest is constant, counts, tells the time or the day, or is drawn anew.
 */
export async function differencing(seed: string, runsCount: number, fieldsCount: number): Promise<Tally> {
  const rng = new Rng(`accuracy diff ${seed}`)
  const phone = makePhone(rng)
  const values = [kindOf('imei').make(rng), kindOf('imei').make(rng)] as const
  const plan = Array.from({ length: fieldsCount }, (_, index) => ({
    name: `f${index}`,
    kind: rng.pick([
      'carries',
      'constant',
      'constant',
      'counts',
      'time',
      'random',
      'day',
      'sealed anew',
      'toggles',
    ] as const),
    carrier: rng.pick(carriers),
    constant: rng.hex(12),
    changesAt: rng.whole(1, runsCount - 1),
    host: `h${rng.whole(1, 6)}.${seed}.example`,
    carrierName: rng.pick(['query', 'form', 'JSON', 'cookie']),
  }))
  const labels = Array.from({ length: runsCount }, (_, index) => (index % 2 === 0 ? 'a' : 'b'))
  const folder = mkdtempSync(join(tmpdir(), 'varde-diff-'))
  try {
    const runs: DiffRun[] = []
    for (const [run, label] of labels.entries()) {
      const cases = plan.map((field, number): Case => {
        const value = valueIn(field, run, values[label === 'a' ? 0 : 1], rng)
        const load = {
          key: field.name,
          bytes: utf8(value),
          isText: true,
          before: [],
          behind: [],
          contentType: 'text/plain',
        }
        const carried = carrierOf(field.carrierName).carry(load, field.host, rng)
        if (carried === null) throw new Error(`no ${field.carrierName} for ${field.name}`)
        return {
          number,
          endpoint: endpointAt(field.host, `198.18.1.${(number % 250) + 1}`),
          family: '',
          chain: '',
          carrier: '',
          identifier: '',
          value: '',
          carried,
        }
      })
      const path = join(folder, `${run}.pcapng`)
      writeFileSync(path, pcapngOf({ seed, phone, cases }))
      const watch = new FieldWatch()
      await scan([path], {
        profile: null,
        attribution: openAttribution(readData),
        wantsHash: false,
        onProgress: () => undefined,
        watch: () => watch,
      })
      runs.push({ path, label, fields: watch.fields })
    }
    const found = new Set<string>()
    for (const { field, verdict } of diffRuns(runs).found) {
      if (verdict !== 'carries') continue
      const name = /\b(f\d+)\b/.exec(field)?.[1]
      if (name !== undefined) found.add(name)
    }
    const isTrue = new Set(plan.filter(({ kind }) => kind === 'carries').map(({ name }) => name))
    const right = [...found].filter((name) => isTrue.has(name)).length
    return { sent: isTrue.size, found: right, wrong: found.size - right }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function endpointAt(host: string, address: string): Endpoint {
  return { host, address, isHeldOut: false, keys: [], contentType: '', carriers: new Set() }
}

interface Planned {
  readonly kind: 'carries' | 'constant' | 'counts' | 'time' | 'random' | 'day' | 'sealed anew' | 'toggles'
  readonly carrier: (value: string) => string
  readonly constant: string
  readonly changesAt: number
}

function valueIn(field: Planned, run: number, value: string, rng: Rng): string {
  switch (field.kind) {
    case 'carries':
      return field.carrier(value)
    case 'constant':
      return field.constant
    case 'counts':
      return String(1_000 + run * 7)
    case 'time':
      return String(1_700_000_000 + run * 613 + rng.whole(0, 50))
    case 'random':
      return rng.hex(32)
    case 'day':
      return run < field.changesAt ? `${field.constant}0` : `${field.constant}1`
    case 'sealed anew':
      return sealed(`{"id":"${value}"}`, rng.bytes(16))
    default:
      // Changes by itself, back and forth.
      return rng.chance(0.5) ? `${field.constant}on` : `${field.constant}off`
  }
}
