import type { Variant } from './request.ts'
import { viewFrame } from './frame-view.ts'
import type { PhoneConfig, PhoneReport, SentRegistration, ServerPolicy } from './protocol.ts'
import { encodeV4 } from './dns-message.ts'
import type { Retimed } from './retime.ts'
import { PLACES } from './phones.ts'
import type { Phone } from './phones.ts'
import type { CarriedIdentifier } from './request.ts'

/** What a run really did, for tests to compare a scan with. */
export interface Truth {
  readonly schema: 'varde/emulated-truth@1'
  readonly emulated: true
  readonly scenario: string
  readonly command: string
  readonly seed: number
  readonly phone: string
  readonly variant: Variant | null
  readonly operator: string
  readonly serverPolicy: ServerPolicy
  readonly senderNote: string
  readonly capture: {
    readonly program: string
    readonly frames: number
    readonly firstAt: string | null
    readonly lastAt: string | null
    readonly checksumsFinished: number
  }
  readonly retiming: {
    readonly how: string
    readonly realSeconds: number
    readonly jumps: number
    readonly pathShiftMsMax: number
  }
  readonly transmissions: readonly TrueTransmission[]
  readonly counts: PhoneReport['counts']
  readonly deviceEvents: Readonly<Record<string, number>>
  readonly failures: readonly string[]
}

interface TrueTransmission {
  readonly at: string
  readonly trigger: { readonly kind: string; readonly at: string }
  readonly host: string
  readonly address: string
  readonly port: number
  readonly sourcePort: number
  readonly transport: 'http' | 'coap'
  readonly variant: Variant
  readonly frames: readonly number[]
  readonly identifiers: readonly CarriedIdentifier[]
  readonly answer: SentRegistration['answer']
}

export const RETIMING_TEXT: string =
  'Recorded faster than a day: the emulated clock ran at real speed while bytes were under way and jumped over ' +
  'idle times. Every frame carries the emulated time (offset of the last jump; delays within a burst are the ' +
  'recorded ones), lengthened where it answers the other side by a path delay, because the two ends were ' +
  'microseconds apart. Order and payload are as recorded; transport checksums were finished.'

function iso(ns: bigint): string {
  const fraction = String(ns % 1_000_000_000n).padStart(9, '0')
  return `${new Date(Number(ns / 1_000_000n)).toISOString().slice(0, 19)}.${fraction}Z`
}

/** Real times of the phone's own notes and of the capture differ by the scheduling of the processes. */
const NOTE_SLACK_NS = 20_000_000n

/** The frames that carried one request's bytes, numbered from 1 as everywhere. */
function framesOf(
  sent: SentRegistration,
  retimed: Retimed,
  mac: Buffer,
): { frames: number[]; atNs: bigint | null } {
  const from = BigInt(Math.floor(sent.sentRealMs * 1000)) * 1000n - NOTE_SLACK_NS
  const until =
    BigInt(Math.ceil((sent.answeredRealMs ?? sent.sentRealMs + 5000) * 1000)) * 1000n + NOTE_SLACK_NS
  const server = encodeV4(sent.address).toString('hex')
  const frames: number[] = []
  let atNs: bigint | null = null
  retimed.frames.forEach((frame, index) => {
    if (frame.realNs < from || frame.realNs > until) return
    const view = viewFrame(frame.bytes, mac)
    if (view === null || !view.isFromPhone || view.payloadBytes === 0) return
    if (view.serverAddress !== server || view.phonePort !== sent.localPort) return
    frames.push(index + 1)
    atNs ??= frame.atNs
  })
  return { frames, atNs }
}

/** For who has to find out why: whether the recorder lost it, or the clocks of phone and recorder differ. */
function nearest(sent: SentRegistration, retimed: Retimed, mac: Buffer): string {
  const off = retimed.frames
    .filter(({ bytes }) => viewFrame(bytes, mac)?.phonePort === sent.localPort)
    .map(({ realNs }) => Number(realNs) / 1e6 - sent.sentRealMs)
    .sort((one, other) => Math.abs(one) - Math.abs(other))
  return off[0] === undefined ? 'no frame of it' : `its nearest frame ${off[0].toFixed(1)} ms later`
}

function trueTransmissions(report: PhoneReport, retimed: Retimed, phoneMac: string): TrueTransmission[] {
  const mac = Buffer.from(phoneMac.replaceAll(':', ''), 'hex')
  return report.registrations.map((sent) => {
    const { frames, atNs } = framesOf(sent, retimed, mac)
    if (atNs === null)
      throw new Error(
        `a request the phone sent is not in the capture (port ${sent.localPort}, ${nearest(sent, retimed, mac)})`,
      )
    return {
      at: iso(atNs),
      trigger: { kind: sent.cause.kind, at: new Date(sent.cause.atMs).toISOString() },
      host: sent.host,
      address: sent.address,
      port: sent.port,
      sourcePort: sent.localPort,
      transport: sent.transport,
      variant: sent.variant,
      frames,
      identifiers: sent.identifiers,
      answer: sent.answer,
    }
  })
}

export interface TruthContext {
  readonly scenario: string
  readonly command: string
  readonly policy: ServerPolicy
  readonly program: string
  readonly phone: Phone
}

export function writeTruth(
  config: PhoneConfig,
  report: PhoneReport,
  retimed: Retimed,
  context: TruthContext,
): Truth {
  const first = retimed.frames[0]
  const last = retimed.frames.at(-1)
  const events: Record<string, number> = {}
  for (const event of report.events) events[event.kind] = (events[event.kind] ?? 0) + 1
  return {
    schema: 'varde/emulated-truth@1',
    emulated: true,
    scenario: context.scenario,
    command: context.command,
    seed: config.seed,
    phone: config.phone,
    variant: config.variant,
    operator: config.sim.operator,
    serverPolicy: context.policy,
    senderNote: report.senderNote,
    capture: {
      program: context.program,
      frames: retimed.frames.length,
      firstAt: first === undefined ? null : iso(first.atNs),
      lastAt: last === undefined ? null : iso(last.atNs),
      checksumsFinished: retimed.checksumsFinished,
    },
    retiming: {
      how: RETIMING_TEXT,
      realSeconds:
        first === undefined || last === undefined
          ? 0
          : Number((last.realNs - first.realNs) / 1_000_000n) / 1000,
      jumps: report.jumps.length - 1,
      pathShiftMsMax: Math.round(retimed.shiftMsMax),
    },
    transmissions: trueTransmissions(report, retimed, context.phone.wifiMac),
    counts: sortedCounts(report.counts),
    deviceEvents: events,
    failures: report.failures,
  }
}

function sortedCounts(counts: PhoneReport['counts']): PhoneReport['counts'] {
  const sorted = (record: Record<string, number>): Record<string, number> =>
    Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)))
  return {
    dnsQueries: sorted(counts.dnsQueries),
    tlsServerNames: sorted(counts.tlsServerNames),
    quicServerNames: sorted(counts.quicServerNames),
    httpRequests: sorted(counts.httpRequests),
    other: sorted(counts.other),
  }
}

/** One line per event: what a recorder on the phone would have noted. */
export function writeEvents(report: PhoneReport): string {
  return report.events
    .map((event) =>
      JSON.stringify({
        at: new Date(event.emulatedMs).toISOString(),
        kind: event.kind,
        source: 'phone-emulator',
        note: event.note,
      }),
    )
    .join('\n')
    .concat('\n')
}

/** The profile a scan takes: the identifiers of the device, all invented. */
export function writeProfile(phone: Phone): string {
  const cells = [...new Set(PLACES.flatMap((place) => [...place.cells]))]
  const identifiers: [string, readonly string[]][] = [
    ['imei', [phone.imei1, phone.imei2]],
    ['iccid', [phone.sim.iccid]],
    ['imsi', [phone.sim.imsi]],
    ['msisdn', [phone.sim.msisdn]],
    ['wifi-mac', [phone.wifiMac]],
    ['android-id', [phone.androidId]],
    ['advertising-id', [phone.advertisingId]],
    ['serial', [phone.serial]],
    ['cell-id', cells],
  ]
  const lines = [
    '# Invented identifiers of an emulated phone.',
    `name: ${phone.name}`,
    'identifiers:',
    ...identifiers.flatMap(([name, values]) => [`  ${name}:`, ...values.map((value) => `    - "${value}"`)]),
    'places:',
  ]
  for (const place of PLACES) {
    lines.push(
      `  - name: ${place.name}`,
      `    lat: ${place.lat}`,
      `    lon: ${place.lon}`,
      `    cells: [${place.cells.map((cell) => `"${cell}"`).join(', ')}]`,
      `    bssids: [${place.bssids.map((bssid) => `"${bssid}"`).join(', ')}]`,
    )
  }
  return `${lines.join('\n')}\n`
}
