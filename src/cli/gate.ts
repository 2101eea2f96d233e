import { existsSync, readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { gate, policyOf } from '../assess/gate.ts'
import type { GateOutcome, GatePolicy } from '../assess/gate.ts'
import { writeWhole } from '../case/durable.ts'
import { InputError } from '../core/errors.ts'
import type { ScanResult } from '../pipeline/scan.ts'
import { Exported } from '../report/exports/exporter.ts'
import { exporter as junit } from '../report/exports/junit.ts'
import { exporter as sarif } from '../report/exports/sarif.ts'
import { printable } from '../report/printable.ts'
import { writeAll } from './output.ts'
import { addScanOptions, scanFiles } from './scan-files.ts'
import type { ScanFilesFlags } from './scan-files.ts'
import { version } from './version.ts'

interface GateFlags extends ScanFilesFlags {
  readonly policy: string
  readonly build: string
  readonly baseline?: string
  readonly writeBaseline?: string
  readonly sarif?: string
  readonly junit?: string
  readonly today?: string
}

/** Adds `varde gate`: for the CI of a maker. */
export function addGate(program: Command, setExit: (code: number) => void): void {
  const command = program
    .command('gate')
    .description('Hold what a build sends against a policy: which identifiers may go where, why, until when.')
  addScanOptions(command)
    .requiredOption(
      '--policy <file>',
      'the policy (YAML): allow: [{recipient, identifiers, reason, until, …}]',
    )
    .option('--build <name>', 'the build that was captured', '')
    .option('--baseline <file>', 'what is known and does not fail (JSON, as --write-baseline makes it)')
    .option('--write-baseline <file>', 'write what was found as the baseline')
    .option('--sarif <file>', 'write what fails as SARIF')
    .option('--junit <file>', 'write what fails as JUnit XML')
    .option('--today <day>', 'the day to judge by (YYYY-MM-DD)')
    .action(async (files: string[], flags: GateFlags) => {
      const policy = await readPolicy(flags.policy)
      const today = flags.today ?? new Date().toISOString().slice(0, 10)
      if (!/^\d{4}-\d{2}-\d{2}$/.test(today))
        throw new InputError(`--today ${today}: give a day as YYYY-MM-DD.`)
      const baseline = flags.baseline === undefined ? new Set<string>() : readBaseline(flags.baseline)
      const result = await scanFiles(files, flags, true)
      const outcome = gate(result, policy, { build: flags.build, today, baseline })
      const failing = failingOf(result, outcome)
      if (flags.sarif !== undefined)
        writeWhole(flags.sarif, sarif.render(new Exported(failing, version, false)), 0o644)
      if (flags.junit !== undefined)
        writeWhole(flags.junit, junit.render(new Exported(failing, version, false)), 0o644)
      if (flags.writeBaseline !== undefined) {
        const keys = [...new Set(outcome.rows.map(({ key }) => key))].sort()
        writeWhole(
          flags.writeBaseline,
          `${JSON.stringify({ schema: 'varde/baseline@1', keys }, null, 2)}\n`,
          0o644,
        )
      }
      await writeAll(process.stdout, summaryOf(outcome, policy))
      if (!outcome.passes) setExit(1)
    })
}

async function readPolicy(path: string): Promise<GatePolicy> {
  const text = readText(path, '--policy')
  const { parse } = await import('yaml')
  try {
    return policyOf(parse(text))
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.split('\n')[0] : String(cause)
    throw new InputError(`policy ${path}: ${why ?? ''}.`, { cause })
  }
}

function readBaseline(path: string): ReadonlySet<string> {
  const text = readText(path, '--baseline')
  try {
    const { schema, keys } = JSON.parse(text) as { schema?: unknown; keys?: unknown }
    if (schema === 'varde/baseline@1' && Array.isArray(keys)) return new Set(keys.map(String))
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause
  }
  throw new InputError(`baseline ${path}: it is none of varde (make one with --write-baseline).`)
}

function readText(path: string, option: string): string {
  if (!existsSync(path)) throw new InputError(`${option} ${path}: there is no such file.`)
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new InputError(`${option} ${path}: it cannot be read.`, { cause })
  }
}

/** The result with the findings that fail only. */
function failingOf(result: ScanResult, outcome: GateOutcome): ScanResult {
  const failing = new Set(
    outcome.rows
      .filter(({ status }) => status === 'forbidden' || status === 'expired')
      .map(({ finding }) => finding),
  )
  return { ...result, findings: result.findings.filter(({ id }) => failing.has(id)) }
}

/** A summary in Markdown, as code hosting shows it beside a run. */
function summaryOf(outcome: GateOutcome, policy: GatePolicy): string {
  const bad = outcome.rows.filter(({ status }) => status === 'forbidden' || status === 'expired')
  const lines = [`## varde gate: ${outcome.passes ? 'passed' : 'failed'}`, '']
  lines.push(
    `${bad.length} not allowed, ${outcome.rows.filter(({ status }) => status === 'allowed').length} allowed, ${outcome.rows.filter(({ status }) => status === 'known').length} known from the baseline.`,
    '',
  )
  if (outcome.rows.length > 0) {
    lines.push('| recipient | identifier | status | reason |', '|---|---|---|---|')
    for (const { recipient, identifier, status, allowance } of outcome.rows)
      lines.push(
        `| ${cell(recipient)} | ${cell(identifier)} | ${status} | ${cell(policy.allow[allowance]?.reason ?? '')} |`,
      )
    lines.push('')
  }
  const listed = (title: string, indexes: readonly number[]): void => {
    for (const index of indexes) {
      const { recipient, identifiers, until } = policy.allow[index] ?? {
        recipient: '',
        identifiers: [],
        until: '',
      }
      lines.push(`- ${title}: ${cell(recipient)} (${identifiers.map(cell).join(', ')}), until ${until}`)
    }
  }
  listed('allowance that nothing used', outcome.unused)
  listed('allowance that is over', outcome.expired)
  for (const key of outcome.gone) lines.push(`- in the baseline and gone: ${cell(key)}`)
  return `${lines.map(printable).join('\n').trimEnd()}\n`
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;')
}
