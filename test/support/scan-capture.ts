import { readFileSync } from 'node:fs'
import { openAttribution } from '../../src/attribute/attribution.ts'
import { readData } from '../../src/cli/data-files.ts'
import { spell, withDigests } from '../../src/detect/indicators.ts'
import type { ProfileSpellings } from '../../src/detect/indicators.ts'
import { identifiers } from '../../src/detect/identifiers.gen.ts'
import type { DeviceEvent } from '../../src/device/events/types.ts'
import { parseProfile } from '../../src/device/profile.ts'
import type { Profile } from '../../src/device/types.ts'
import { scan } from '../../src/pipeline/scan.ts'
import type { ScanResult } from '../../src/pipeline/scan-result.ts'
import { framesOf } from '../../src/report/frames-of.ts'

const attribution = openAttribution(readData)

/** As the command line keeps them in a file. */
const spelled: Map<string, ProfileSpellings> = new Map()
const spelledMax = 50

function keyOf(profile: Profile | null): string {
  return JSON.stringify(profile && { ...profile, identifiers: [...profile.identifiers] })
}

/** All ways of writing the values of a profile: what the next scan with it takes has the digests, too, which take longest. */
export function spellingsOf(profile: Profile): ProfileSpellings {
  const key = keyOf(profile)
  const earlier = spelled.get(key)
  const found = earlier?.digests === null ? withDigests(earlier) : (earlier ?? spell(profile))
  if (earlier === undefined && spelled.size === spelledMax) spelled.clear()
  spelled.set(key, found)
  return found
}

/** Scans files as the command line does, with the compiled data, and returns the facts. `events`: of the device, by the capture's clock. */
export function scanCapture(
  paths: string | readonly string[],
  profile: Profile | null = null,
  keyFiles: readonly string[] = [],
  events: readonly DeviceEvent[] = [],
): Promise<ScanResult> {
  return scan(typeof paths === 'string' ? [paths] : paths, {
    profile,
    ...(events.length === 0
      ? {}
      : { events: () => Promise.resolve({ events, anchors: [], offsetMs: 0, oddities: [] }) }),
    ...(profile === null ? {} : { spellings: spellingsOf(profile) }),
    keyFiles,
    attribution,
    wantsHash: true,
    onProgress: () => undefined,
  })
}

/** The same of files that are one recording (`--joined`). `onRead` is told how many bytes were read. */
export function scanJoined(
  paths: readonly string[],
  profile: Profile | null = null,
  keyFiles: readonly string[] = [],
  onRead: (bytes: number) => void = () => undefined,
): Promise<ScanResult> {
  return scan([paths], {
    profile,
    ...(profile === null ? {} : { spellings: spellingsOf(profile) }),
    keyFiles,
    attribution,
    wantsHash: true,
    onProgress: (_, bytes) => onRead(bytes),
  })
}

const scannedSamples: Map<string, Promise<ScanResult>> = new Map()

/** The same of a capture in samples/, scanned once for all tests that one worker runs: they only read the facts. */
export function scannedSample(path: string, profile: Profile | null = null): Promise<ScanResult> {
  const key = `${path} ${keyOf(profile)}`
  const earlier = scannedSamples.get(key)
  if (earlier !== undefined) return earlier
  const scanned = scanCapture(path, profile)
  scannedSamples.set(key, scanned)
  return scanned
}

export function profileOf(path: string): Profile {
  return parseProfile(readFileSync(path, 'utf8'), path, identifiers)
}

/** What was observed, as short lines for a test to compare: `imei certain @zzhc.vnet.cn #412`. */
export function observedLines(result: ScanResult): string[] {
  const hosts = new Map(result.recipients.map((recipient) => [recipient.id, recipient.host]))
  return result.observations.map(
    (observation) =>
      `${observation.identifier} ${observation.normal} ${observation.confidence} @${hosts.get(observation.recipient) ?? '?'} #${framesOf(observation).join(',')}`,
  )
}

/** Sums of the coverage statement that do not hold. */
export function brokenSums(result: ScanResult): string[] {
  return result.coverage.equations
    .filter((equation) => equation.left !== equation.right)
    .map((equation) => `${equation.name}: ${equation.left} is not ${equation.right}`)
}
