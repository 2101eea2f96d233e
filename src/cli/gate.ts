import { appendFileSync } from 'node:fs'
import type { Command } from 'commander'
import { gate, policyOf } from '../assess/gate.ts'
import type { GatePolicy } from '../assess/gate.ts'
import { guarded, writeWhole } from '../case/folder/durable.ts'
import { isRegularFile } from '../pipeline/reading/open-file.ts'
import { isDay } from '../core/day.ts'
import { InputError } from '../core/errors.ts'
import { writtenText } from '../core/written-text.ts'
import { yamlFault } from '../core/yaml-fault.ts'
import { allKinds, kindNamed, kindsBeside } from '../detect/kind-named.ts'
import { trafficBytes } from '../core/traffic-bytes.ts'
import { Exported } from '../report/exports/exporter.ts'
import { sarifOf } from '../report/exports/sarif.ts'
import { failingOf, gateJunit, gateSummary, readForGate, unreadableText } from '../report/gate.ts'
import { refuseVainPassphrase, scanGiven, withoutCases } from './case-inputs.ts'
import type { CaseInputs } from './case-inputs.ts'
import { keepFiles } from './kept-files.ts'
import type { PlannedFile } from './kept-files.ts'
import { writeOut } from './output.ts'
import { readBytes, readText } from './read-text.ts'
import { addScanOptions } from './scan-files.ts'
import type { ScanFilesFlags } from './scan-files.ts'
import { version } from './version.ts'
import { refuseScanResult } from '../pipeline/reading/refuse-result.ts'

interface GateFlags extends ScanFilesFlags {
  readonly policy: string
  readonly build: string
  readonly baseline?: string
  readonly writeBaseline?: string
  readonly sarif?: string
  readonly junit?: string
  readonly summary?: string
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
    .option(
      '--summary <file>',
      'append the summary (Markdown) to this file, as code hosting shows it: "$GITHUB_STEP_SUMMARY"',
    )
    .option('--sarif <file>', 'write what fails as SARIF')
    .option('--junit <file>', 'write a case for each identifier and recipient as JUnit XML')
    .option('--today <day>', 'the day to judge by (YYYY-MM-DD)')
    .addHelpText(
      'after',
      `\nIdentifiers of a policy (or as reports call them; "*" for all, "contact" for a known sender seen by name alone):\n  ${allKinds()}`,
    )
    .action(async (files: string[], flags: GateFlags) => {
      refuseVainPassphrase(files, flags)
      const given = await withoutCases(files, flags)
      keepFiles(plannedFiles(flags), [...files, ...readFiles(given)])
      const policy = await readPolicy(flags.policy)
      const today = dayOf(flags.today)
      if (flags.build === '' && policy.allow.some(({ builds }) => builds.length > 0))
        throw new InputError(
          'the policy has allowances for certain builds: say with --build which one was captured.',
        )
      const baseline = flags.baseline === undefined ? new Set<string>() : readBaseline(flags.baseline)
      const result = await scanGiven(given, true)
      const { read, isLittle } = readForGate(result, policy)
      const traffic = trafficBytes(result.coverage)
      const masked = new Exported(result, version, false)
      const hide = (host: string): string => masked.hide(host)
      const setting = { build: flags.build, today, baseline, traffic, read, isLittle, hide }
      const outcome = gate(result, policy, setting)
      const hideName = (name: string): string => masked.hideName(name)
      const report = { result, outcome, policy, build: flags.build, today, hideName }
      if (flags.sarif !== undefined)
        writeWhole(
          flags.sarif,
          sarifOf(new Exported(failingOf(result, outcome), version, false), unreadableText(report)),
          0o644,
        )
      if (flags.junit !== undefined) writeWhole(flags.junit, gateJunit(report), 0o644)
      if (flags.writeBaseline !== undefined) {
        // What an allowance covers stays out: it is to fail again when its last day is over.
        const kept = outcome.rows.filter(({ status }) => status !== 'allowed')
        const keys = [...new Set(kept.map(({ key }) => key))].sort()
        writeWhole(
          flags.writeBaseline,
          `${JSON.stringify({ schema: 'varde/baseline@1', keys }, null, 2)}\n`,
          0o644,
        )
      }
      const summary = gateSummary(report)
      if (flags.summary !== undefined) append(flags.summary, summary)
      await writeOut(summary)
      if (!outcome.passes) setExit(1)
    })
}

/** What a gate writes anew for each build. */
const earlier = {
  sarif: { name: 'SARIF file', beginning: /^\s*\{[^]{0,400}?"\$schema"\s*:\s*"[^"]*sarif/i },
  junit: { name: 'JUnit file', beginning: /^\s*(<\?xml[^>]*>\s*)?<testsuites?\b/ },
  writeBaseline: { name: 'baseline', beginning: /^\s*\{\s*"schema"\s*:\s*"varde\/baseline@1"/ },
  // Behind what other steps of a build wrote: text, but no JSON, XML or secrets of TLS. A last character may be cut.
  summary: {
    name: 'Markdown or text',
    beginning:
      /^(?!\s*(?:\{\s*["}]|\[\s*[[{"\d\]]|<\?xml|(?:CLIENT|SERVER|EXPORTER)_|RSA ))[\t\n\r\f\x20-\x7e\x80-\ufffc\uffff]*\ufffd*$/,
    ending: /(?:^|[/\\])[^./\\]+$|\.(?:md|mdx|markdown|txt|text)$/i,
  },
} as const

function plannedFiles({ sarif, junit, writeBaseline, summary }: GateFlags): PlannedFile[] {
  const planned = [
    { option: '--sarif', path: sarif, earlier: earlier.sarif },
    { option: '--junit', path: junit, earlier: earlier.junit },
    { option: '--write-baseline', path: writeBaseline, earlier: earlier.writeBaseline },
    {
      option: '--summary',
      path: summary,
      // A pipe or terminal takes whatever comes.
      ...(summary !== undefined && isRegularFile(summary) ? { earlier: earlier.summary } : {}),
    },
  ]
  return planned.flatMap((file) => (file.path === undefined ? [] : [{ ...file, path: file.path }]))
}

/** Every file that the gate reads, by its name. */
function readFiles({ files, flags }: CaseInputs<GateFlags>): string[] {
  const { policy, baseline, profile, keys, passphraseFile } = flags
  return [
    ...files,
    ...keys,
    ...[policy, baseline, profile, passphraseFile].filter((path) => path !== undefined),
  ]
}

function dayOf(given: string | undefined): string {
  const today = given ?? new Date().toISOString().slice(0, 10)
  if (!isDay(today)) throw new InputError(`--today ${today}: give a day of the calendar as YYYY-MM-DD.`)
  return today
}

function append(path: string, text: string): void {
  guarded(`${path} cannot be written`, () => appendFileSync(path, text))
}

/** A policy that somebody wrote is no longer than this. */
const policyBytesMax = 16_777_216

async function readPolicy(path: string): Promise<GatePolicy> {
  refuseScanResult(path, 'policy')
  const text = writtenText(readBytes(path, policyBytesMax, `--policy ${path}`), `--policy ${path}`)
  const { parse } = await import('yaml')
  try {
    return policyOf(parse(text), { kindNamed, kindsBeside })
  } catch (cause) {
    throw new InputError(`policy ${path}: ${yamlFault(cause)}.`, { cause })
  }
}

function readBaseline(path: string): ReadonlySet<string> {
  const text = readText(path, `--baseline ${path}`)
  try {
    // Text that is JSON may be null.
    const { schema, keys } = (JSON.parse(text) ?? {}) as { schema?: unknown; keys?: unknown }
    if (schema === 'varde/baseline@1' && Array.isArray(keys)) return new Set(keys.map(String))
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause
  }
  throw new InputError(`baseline ${path}: it is none of varde (make one with --write-baseline).`)
}
