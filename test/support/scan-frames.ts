/** Writes frames into a capture, scans it as the command line does, and gives the facts. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseProfile } from '../../src/device/profile.ts'
import type { Profile } from '../../src/device/types.ts'
import { identifiers } from '../../src/detect/identifiers.gen.ts'
import type { ScanResult } from '../../src/pipeline/scan-result.ts'
import { pcapFile } from './capture.ts'
import type { CapturedFrame, PcapOptions } from './capture.ts'
import { brokenSums, scanCapture } from './scan-capture.ts'

/** The facts of a whole capture file. Its sums hold and no parser failed, whatever the test is about. */
export async function scanBytes(
  bytes: Uint8Array,
  profile: Profile | string | null = null,
  keys = '',
): Promise<ScanResult> {
  const folder = mkdtempSync(join(tmpdir(), 'varde-trace-'))
  try {
    const path = join(folder, 'trace.capture')
    writeFileSync(path, bytes)
    const keyFile = join(folder, 'trace.keys')
    if (keys !== '') writeFileSync(keyFile, keys)
    const result = await scanCapture(
      path,
      typeof profile === 'string' ? parseProfile(profile, 'trace.yaml', identifiers) : profile,
      keys === '' ? [] : [keyFile],
    )
    const broken = [
      ...brokenSums(result),
      ...result.anomalies
        .filter(({ tally }) => tally.code.kind === 'bug')
        .map(({ tally }) => tally.code.code),
    ]
    if (broken.length > 0) throw new Error(`the scan is not sound: ${broken.join('; ')}`)
    return result
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export function scanFrames(
  frames: readonly (Buffer | CapturedFrame)[],
  options: PcapOptions & { profile?: Profile | string | null; keys?: string } = {},
): Promise<ScanResult> {
  return scanBytes(pcapFile(frames, options), options.profile ?? null, options.keys ?? '')
}

/** `imei 356938035643809 certain`, one line for each that was observed. */
export function observed(result: ScanResult): string[] {
  return [
    ...new Set(
      result.observations.map(
        ({ identifier, normal, confidence }) => `${identifier} ${normal} ${confidence}`,
      ),
    ),
  ].sort()
}

export function anomalyCodes(result: ScanResult): string[] {
  return result.anomalies.map(({ tally }) => tally.code.code)
}
