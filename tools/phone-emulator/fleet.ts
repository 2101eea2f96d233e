/**
 * `npm run emulate:fleet`: sixty units of the emulated phone, each with a day of its own, before and after the update. The
 * registration service runs as the same state machine as in the captures; only its packets are left out, so that sixty
 * days take a second. One batch carries the service in the folder of an operator; the others do not.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { planDay } from './day.ts'
import { Random } from './random.ts'
import { RegistrationSender, SENDER_RULES } from './sender.ts'
import type { Cause, SenderHost } from './sender.ts'

const UNITS = 60
const AFFECTED_BATCH = 'B2NGAB12'
const BATCHES = ['B2NGAA84', 'B2NGAA85', 'B2NGAB07', 'B2NGAB19', 'B2NGAC03'] as const
const BUILDS = ['00WW_3_22C', '00WW_3_22C_SP01', '00WW_3_39B'] as const
const REGIONS = ['NO', 'FI', 'SE', 'DE', 'NL', 'IN'] as const
const SHOPS = ['shop A', 'shop B', 'shop C', 'web'] as const
const WIFI_UP_MS = 1_000
const WIFI_SLEEP_MS = 25_000
const BOOT_MS = 24_000

export interface FleetUnit {
  readonly unit: string
  readonly build: string
  readonly patch: string
  readonly region: string
  readonly operatorFolder: string
  readonly serial: string
  readonly bought: string
  readonly shop: string
  /** Boots, screen-ons and unlocks that were observed; null for a unit that nobody captured. */
  readonly exposures: number | null
  /** Registrations that it sent. */
  readonly hits: number
}

/** A phone without sockets: alarms in a list, time that jumps from one to the next, a server that refuses. */
class QuickPhone implements SenderHost {
  readonly hasChinaTelecomSim = false
  readonly isRoaming = false
  readonly iccid = '89470100000000000000'
  sends = 0
  isOnline = false
  private time = 0
  private readonly alarms: { at: number; act: () => void; isOff: boolean }[] = []
  private readonly source: Random

  constructor(source: Random) {
    this.source = source
  }

  nowMs(): number {
    return this.time
  }

  after(ms: number, act: () => void): () => void {
    const alarm = { at: this.time + ms, act, isOff: false }
    this.alarms.push(alarm)
    return () => {
      alarm.isOff = true
    }
  }

  random(): number {
    return this.source.next()
  }

  network(): 'wifi' | 'none' {
    return this.isOnline ? 'wifi' : 'none'
  }

  send(_cause: Cause): Promise<boolean> {
    this.sends++
    return Promise.resolve(false)
  }

  async runUntil(endMs: number): Promise<void> {
    for (;;) {
      const due = this.alarms
        .filter((alarm) => !alarm.isOff && alarm.at <= endMs)
        .sort((a, b) => a.at - b.at)[0]
      if (due === undefined) break
      due.isOff = true
      this.time = due.at
      due.act()
      // The answer of a request comes before anything else happens.
      await Promise.resolve()
      await Promise.resolve()
    }
    this.time = endMs
  }
}

/** A day of one unit: what was done to it, and how often it sent. */
export async function liveDay(
  seed: number,
  hasService: boolean,
): Promise<{ exposures: number; hits: number }> {
  const random = new Random(seed)
  const plan = planDay(random.fork('plan'))
  const phone = new QuickPhone(random.fork('sender'))
  const sender = hasService ? new RegistrationSender(SENDER_RULES.Q, phone) : null
  let exposures = 0
  let cancelSleep: (() => void) | null = null
  const online = (kind: string): void => {
    cancelSleep?.()
    if (phone.isOnline) return
    phone.after(WIFI_UP_MS, () => {
      phone.isOnline = true
      sender?.signal('connectivity', { kind, atMs: phone.nowMs() })
    })
  }
  const asleep = (): void => {
    cancelSleep = phone.after(WIFI_SLEEP_MS, () => {
      phone.isOnline = false
    })
  }
  for (const { atMs, kind } of plan) {
    await phone.runUntil(atMs)
    if (kind === 'boot' || kind === 'screen-on' || kind === 'unlock') exposures++
    if (kind === 'shutdown') {
      sender?.stop()
      phone.isOnline = false
    } else if (kind === 'boot') {
      phone.after(BOOT_MS, () => {
        online('boot')
        sender?.signal('boot-completed', { kind: 'boot', atMs: phone.nowMs() })
      })
    } else if (kind === 'screen-on') online(kind)
    else if (kind === 'unlock')
      phone.after(1_000, () => sender?.signal('in-service', { kind, atMs: phone.nowMs() }))
    else if (kind === 'screen-off') asleep()
  }
  await phone.runUntil((plan.at(-1)?.atMs ?? 0) + 60_000)
  return { exposures, hits: phone.sends }
}

/** The fleet: five units of the faulty batch, three that nobody captured. `isUpdated`: the service is taken away. */
export async function liveFleet(seed: number, isUpdated: boolean): Promise<FleetUnit[]> {
  const random = new Random(seed)
  const units: FleetUnit[] = []
  const places = Array.from({ length: UNITS }, (_, index) => index)
  const faulty = new Set<number>()
  while (faulty.size < 5) faulty.add(random.pick(places))
  const missing = new Set<number>()
  while (missing.size < 3) {
    const place = random.pick(places)
    if (!faulty.has(place)) missing.add(place)
  }
  for (const place of places) {
    const isFaulty = faulty.has(place)
    const batch = isFaulty ? AFFECTED_BATCH : random.pick(BATCHES)
    // The faulty batch was packed with one build; others have it, too.
    const build = isFaulty ? BUILDS[0] : random.pick(BUILDS)
    const serial = `${batch}${String(random.whole(10_000_000, 99_999_999))}`
    const region = isFaulty ? random.pick(['NO', 'FI', 'NL']) : random.pick(REGIONS)
    const day = await liveDay(seed * 1_000 + place, isFaulty && !isUpdated)
    units.push({
      unit: `unit-${String(place + 1).padStart(2, '0')}`,
      build: isUpdated ? `${build}_SP05` : build,
      patch: isUpdated ? '2019-02' : `2018-${random.pick(['10', '11', '12'])}`,
      region,
      operatorFolder: isFaulty ? 'ctc' : random.pick(['none', 'none', 'none', 'cmcc']),
      serial,
      bought: `2018-${random.pick(['06', '08', '09', '10', '11'])}`,
      shop: random.pick(SHOPS),
      exposures: missing.has(place) ? null : day.exposures,
      hits: missing.has(place) ? 0 : day.hits,
    })
  }
  return units
}

const COLUMNS = [
  'unit',
  'build',
  'patch',
  'region',
  'operatorFolder',
  'serial',
  'bought',
  'shop',
  'affected',
  'exposures',
  'hits',
] as const

export function fleetTable(units: readonly FleetUnit[]): string {
  const rows = units.map((unit) => {
    const affected = unit.exposures === null ? 'unknown' : unit.hits > 0 ? 'yes' : 'no'
    return COLUMNS.map((column) => (column === 'affected' ? affected : String(unit[column] ?? ''))).join(',')
  })
  return `# Invented units of an emulated fleet (npm run emulate:fleet): no real phone.\n${COLUMNS.join(',')}\n${rows.join('\n')}\n`
}

const usage =
  'Usage: npm run emulate:fleet -- [DIR]\n  writes fleet-2019.csv, fleet-2019-updated.csv and fleet-2019.truth.json there (default: samples)'

async function main(args: readonly string[]): Promise<number> {
  let folder: string | undefined
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { help: { type: 'boolean', short: 'h' } },
    })
    if (values.help === true) {
      process.stdout.write(`${usage}\n`)
      return 0
    }
    folder = positionals[0]
  } catch (error) {
    process.stderr.write(
      `emulate:fleet: ${error instanceof Error ? error.message : String(error)}\n${usage}\n`,
    )
    return 2
  }
  const out = folder ?? fileURLToPath(new URL('../../samples', import.meta.url))
  mkdirSync(out, { recursive: true })
  const before = await liveFleet(2019, false)
  const after = await liveFleet(2019, true)
  writeFileSync(join(out, 'fleet-2019.csv'), fleetTable(before))
  writeFileSync(join(out, 'fleet-2019-updated.csv'), fleetTable(after))
  writeFileSync(
    join(out, 'fleet-2019.truth.json'),
    `${JSON.stringify(
      {
        schema: 'varde/emulated-fleet-truth@1',
        emulated: true,
        seed: 2019,
        cause: { operatorFolder: 'ctc', batch: AFFECTED_BATCH },
        affected: before
          .filter((unit) => unit.hits > 0)
          .map((unit) => ({ unit: unit.unit, exposures: unit.exposures, sends: unit.hits })),
        undetermined: before.filter((unit) => unit.exposures === null).map((unit) => unit.unit),
        affectedAfterUpdate: after.filter((unit) => unit.hits > 0).map((unit) => unit.unit),
      },
      null,
      2,
    )}\n`,
  )
  const affected = before.filter((unit) => unit.hits > 0).length
  process.stdout.write(`${join(out, 'fleet-2019.csv')}: ${before.length} units, ${affected} affected\n`)
  return 0
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2))
