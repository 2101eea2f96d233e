import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import type { ClockState } from '../../case/ledger.ts'
import { sha256 } from '../../case/digest.ts'
import { machineZone } from '../../core/zoned-time.ts'

const askedMs = 1_000
let known: Pick<ClockState, 'isSynchronised' | 'source'> | null = null

/** What this machine says of its clock now. Unknown is said as unknown. */
export function clockState(): ClockState {
  // Asked once: a command takes seconds, and asking starts a program.
  known ??= synchronisation()
  const run = readOrEmpty('/proc/sys/kernel/random/boot_id').trim()
  const up = Number(readOrEmpty('/proc/uptime').split(' ')[0])
  return {
    ...known,
    zone: machineZone(),
    run: run === '' ? '' : sha256(run).slice(0, 16),
    upSeconds: Number.isFinite(up) && up > 0 ? up : null,
  }
}

function synchronisation(): Pick<ClockState, 'isSynchronised' | 'source'> {
  if (existsSync('/run/systemd/timesync/synchronized'))
    return { isSynchronised: true, source: 'systemd-timesyncd' }
  const told = answerOf('timedatectl', ['show', '-p', 'NTPSynchronized', '--value']).trim()
  if (told === 'yes' || told === 'no') return { isSynchronised: told === 'yes', source: 'timedatectl' }
  const leap = /^Leap status\s*:\s*(.+)$/m.exec(answerOf('chronyc', ['-n', 'tracking']))?.[1]
  if (leap !== undefined) return { isSynchronised: leap !== 'Not synchronised', source: 'chronyc' }
  return { isSynchronised: null, source: '' }
}

/** What a program prints; '' where it is not there, fails or does not answer in time. */
function answerOf(program: string, args: readonly string[]): string {
  try {
    return execFileSync(program, args, {
      encoding: 'utf8',
      timeout: askedMs,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
  } catch (cause) {
    if (cause instanceof Error) return ''
    throw cause
  }
}

function readOrEmpty(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : ''
}
