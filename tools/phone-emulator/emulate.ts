import type { ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { FaultError } from '../../src/core/errors.ts'
import { DAY_LENGTH_MS, planDay, planShort, SHORT_LENGTH_MS } from './day.ts'
import { encodeV4, encodeV6 } from './dns-message.ts'
import { Lab } from './lab.ts'
import type { EmulateOptions } from './options.ts'
import { readFrames, writePcapng } from './pcapng.ts'
import { CHINA_TELECOM_SIM, PHONES, TELENOR_SIM } from './phones.ts'
import type { FromChild, PhoneConfig, PhoneReport, ServersConfig, ToChild } from './protocol.ts'
import { Random } from './random.ts'
import { startRecorder } from './record.ts'
import { retime } from './retime.ts'
import type { PathDelays } from './retime.ts'
import { RETIMING_TEXT, writeEvents, writeProfile, writeTruth } from './truth.ts'
import type { Truth } from './truth.ts'
import { allHosts, LAN_ROUND_TRIP_MS, ROUTER_V4, ROUTER_V6 } from './world.ts'

/** 06:30 in Norway, a Monday in February 2019; the updated phone lives the same day two weeks later. */
const LEAKING_START = Date.parse('2019-02-11T05:30:00Z')
const FIXED_START = Date.parse('2019-02-25T05:30:00Z')
const ZONE_MINUTES = 60
const REGISTRATION_PORTS = [80, 9998, 9999, 5683]

export interface Emulated {
  readonly capture: Buffer
  readonly truth: Truth
  readonly events: string
  readonly profile: string
}

function phoneConfig(options: EmulateOptions): PhoneConfig {
  const random = new Random(options.seed).fork('plan')
  const isShort = options.scenario === 'short'
  const phone = PHONES[options.phone]
  return {
    startMs: options.phone === 'nokia-7-plus-fixed' ? FIXED_START : LEAKING_START,
    lengthMs: isShort ? SHORT_LENGTH_MS : DAY_LENGTH_MS,
    zoneMinutes: ZONE_MINUTES,
    seed: options.seed,
    phone: options.phone,
    sim:
      options.operator === 'china-telecom'
        ? CHINA_TELECOM_SIM
        : phone.sim.operator === 'telenor'
          ? phone.sim
          : TELENOR_SIM,
    variant: options.variant,
    registrationName: options.registrationName,
    registrationPort: options.registrationPort,
    hasDecoy: options.phone === 'clean-phone',
    stimuli: isShort ? planShort(random) : planDay(random),
  }
}

function pathDelays(registrationName: string): PathDelays {
  const byAddress = new Map<string, number>([
    [encodeV4(ROUTER_V4).toString('hex'), 1],
    [encodeV6(ROUTER_V6).toString('hex'), 1],
  ])
  for (const host of allHosts(registrationName)) {
    byAddress.set(encodeV4(host.v4).toString('hex'), host.roundTripMs)
    if (host.v6 !== null) byAddress.set(encodeV6(host.v6).toString('hex'), host.roundTripMs)
  }
  return { byAddress, airMs: LAN_ROUND_TRIP_MS }
}

/** Waits for one kind of message from a child; its failure or end is ours. */
function heard<K extends FromChild['kind']>(
  child: ChildProcess,
  kind: K,
): Promise<Extract<FromChild, { kind: K }>> {
  return new Promise((resolve, reject) => {
    const listen = (message: FromChild): void => {
      if (message.kind === 'failed') reject(new FaultError(message.message))
      if (message.kind !== kind) return
      child.off('message', listen)
      resolve(message as Extract<FromChild, { kind: K }>)
    }
    child.on('message', listen)
    child.once('exit', (code) => reject(new FaultError(`a process of the emulator ended early (${code})`)))
  })
}

function say(child: ChildProcess, message: ToChild): void {
  child.send(message)
}

function script(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url))
}

/** Records one scenario. Cleans up after itself also when it fails or is interrupted. */
export async function emulate(options: EmulateOptions, command: string): Promise<Emulated> {
  const config = phoneConfig(options)
  const phone = { ...PHONES[options.phone], sim: config.sim }
  const lab = Lab.create(phone.wifiMac, options.registrationName)
  const work = mkdtempSync(join(tmpdir(), 'varde-emulate-'))
  const clean = (): void => {
    lab.destroy()
    rmSync(work, { recursive: true, force: true })
  }
  const interrupted = (): void => {
    clean()
    process.exit(130)
  }
  process.once('SIGINT', interrupted)
  process.once('SIGTERM', interrupted)
  try {
    const file = join(work, 'recorded.pcapng')
    const { report, program } = await record(lab, config, options, file)
    const delays = pathDelays(options.registrationName)
    const retimed = retime(readFrames(readFileSync(file)), report.jumps, delays, phone.wifiMac, options.seed)
    const comment = `Emulated phone, invented identifiers, no real person or network. ${RETIMING_TEXT}`
    const context = { scenario: options.scenario, command, policy: options.server, program, phone }
    return {
      capture: writePcapng(retimed.frames, `varde phone emulator (recorded by ${program})`, comment),
      truth: writeTruth(config, report, retimed, context),
      events: writeEvents(report),
      profile: writeProfile(phone),
    }
  } finally {
    process.off('SIGINT', interrupted)
    process.off('SIGTERM', interrupted)
    clean()
  }
}

async function record(
  lab: Lab,
  config: PhoneConfig,
  options: EmulateOptions,
  file: string,
): Promise<{ report: PhoneReport; program: string }> {
  const servers = lab.startNode(lab.serverSpace, script('servers.ts'))
  const phone = lab.startNode(lab.phoneSpace, script('phone.ts'))
  await Promise.all([heard(servers, 'booted'), heard(phone, 'booted')])
  const serversConfig: ServersConfig = {
    startMs: config.startMs,
    registrationName: options.registrationName,
    registrationPorts: [...new Set([...REGISTRATION_PORTS, options.registrationPort])],
    policy: options.server,
    seed: options.seed,
  }
  const ready = heard(servers, 'ready')
  say(servers, { kind: 'start-servers', config: serversConfig })
  await ready
  const recorder = await startRecorder(lab, file)
  phone.on('message', (message: FromChild) => {
    if (message.kind === 'jump') say(servers, { kind: 'clock', jump: message.jump })
  })
  servers.on('message', (message: FromChild) => {
    if (message.kind === 'clock-set') say(phone, { kind: 'clock', jump: { realMs: 0, emulatedMs: 0 } })
  })
  const done = heard(phone, 'done')
  const serversFailed = heard(servers, 'done')
  say(phone, { kind: 'start-phone', config })
  const { report } = await Promise.race([done, serversFailed])
  await recorder.stop()
  return { report, program: recorder.program }
}

/** Writes the four files of a run: capture, events, profile, truth. */
export function writeFiles(directory: string, name: string, emulated: Emulated): void {
  mkdirSync(directory, { recursive: true })
  writeFileSync(join(directory, `${name}.pcapng`), emulated.capture)
  writeFileSync(join(directory, `${name}.events.ndjson`), emulated.events)
  writeFileSync(join(directory, `${name}.profile.yaml`), emulated.profile)
  writeFileSync(join(directory, `${name}.truth.json`), `${JSON.stringify(emulated.truth, null, 2)}\n`)
}
