import { parseArgs } from 'node:util'
import { InputError } from '../../src/core/errors.ts'
import type { PhoneName } from './phones.ts'
import type { ServerPolicy } from './protocol.ts'
import { REGISTRATION_HOST, registrationPort, VARIANTS } from './request.ts'
import type { Variant } from './request.ts'

const SCENARIOS = ['leaking-day', 'fixed-day', 'clean-day', 'short'] as const
type Scenario = (typeof SCENARIOS)[number]

export interface EmulateOptions {
  readonly scenario: Scenario
  readonly out: string
  readonly seed: number
  /** Null: no sender. */
  readonly variant: Variant | null
  readonly operator: 'telenor' | 'china-telecom'
  readonly server: ServerPolicy
  readonly registrationName: string
  readonly registrationPort: number
  readonly phone: PhoneName
}

/** How to call it. */
export const USAGE: string = `Usage: npm run emulate -- --scenario ${SCENARIOS.join('|')} --out DIR
  --seed N              plan and invented sizes (default 7)
  --variant ${VARIANTS.join('|')}   whose registration service (default Q)
  --operator telenor|china-telecom   the SIM (default telenor for Q and M, china-telecom for the others)
  --server by-sim|refuses|accepts   the server's answer (default by-sim: foreign SIMs are refused)
  --fixed               after the update: the same phone without the sender
  --renamed-host NAME   registration server under another name
  --port N              registration server on another port`

const DEFAULT_SEED = 7

function oneOf<T extends string>(choices: readonly T[], value: string, option: string): T {
  const found = choices.find((choice) => choice === value)
  if (found === undefined) throw new InputError(`${option} ${value}: choose one of ${choices.join(', ')}`)
  return found
}

function whole(value: string, option: string, max: number): number {
  const number = Number(value)
  if (!/^\d+$/.test(value) || number > max)
    throw new InputError(`${option} ${value}: a whole number up to ${max}`)
  return number
}

/** Ports on which the emulated network serves something else. */
const TAKEN_PORTS: ReadonlySet<number> = new Set([0, 53, 67, 123, 443, 5228, 5353])

function freePort(value: string): number {
  const port = whole(value, '--port', 0xffff)
  if (TAKEN_PORTS.has(port))
    throw new InputError(`--port ${value}: the emulated network uses it for something else`)
  return port
}

export function parseOptions(args: readonly string[]): EmulateOptions {
  const { values } = parse(args)
  if (values.scenario === undefined || values.out === undefined) {
    throw new InputError(`--scenario and --out are needed\n${USAGE}`)
  }
  const scenario = oneOf(SCENARIOS, values.scenario, '--scenario')
  const isClean = scenario === 'clean-day'
  const isFixed = values.fixed === true || scenario === 'fixed-day'
  const variant = oneOf(VARIANTS, values.variant ?? 'Q', '--variant')
  const home = variant === 'Q' || variant === 'M' ? 'telenor' : 'china-telecom'
  const renamed = values['renamed-host']
  if (renamed !== undefined && !/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(renamed)) {
    throw new InputError(`--renamed-host ${renamed}: a host name in lower case`)
  }
  return {
    scenario,
    out: values.out,
    seed: whole(values.seed ?? String(DEFAULT_SEED), '--seed', 0xffff_ffff),
    variant: isClean || isFixed ? null : variant,
    operator: oneOf(['telenor', 'china-telecom'] as const, values.operator ?? home, '--operator'),
    server: oneOf(['by-sim', 'refuses', 'accepts'] as const, values.server ?? 'by-sim', '--server'),
    registrationName: renamed ?? REGISTRATION_HOST,
    registrationPort: values.port === undefined ? registrationPort(variant) : freePort(values.port),
    phone: isClean ? 'clean-phone' : isFixed ? 'nokia-7-plus-fixed' : 'nokia-7-plus',
  }
}

function parse(args: readonly string[]): { values: ParsedValues } {
  try {
    return parseArgs({
      args: [...args],
      options: {
        scenario: { type: 'string' },
        out: { type: 'string' },
        seed: { type: 'string' },
        variant: { type: 'string' },
        operator: { type: 'string' },
        server: { type: 'string' },
        fixed: { type: 'boolean' },
        'renamed-host': { type: 'string' },
        port: { type: 'string' },
      },
    }) as { values: ParsedValues }
  } catch (error) {
    throw new InputError(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`, {
      cause: error,
    })
  }
}

interface ParsedValues {
  readonly scenario?: string
  readonly out?: string
  readonly seed?: string
  readonly variant?: string
  readonly operator?: string
  readonly server?: string
  readonly fixed?: boolean
  readonly 'renamed-host'?: string
  readonly port?: string
}
