import { isSealedByProgram } from '../assess/sealed-by-program.ts'
import { isEncrypted } from '../core/protection.ts'
import type { GateOutcome, GatePolicy, GateRow } from '../assess/gate.ts'
import type { ScanResult } from '../pipeline/scan-result.ts'
import { unseenContents } from './entries.ts'
import { framesOf } from './frames-of.ts'
import { junitXml } from './junit-xml.ts'
import type { JunitCase } from './junit-xml.ts'
import { mask } from './masking/mask.ts'
import { isLittleShare, lostFrames, sealedBytes, unsearchedText } from './mostly-unsearched.ts'
import {
  bytes,
  inRecording,
  ofFile,
  perhapsText,
  plural,
  readPartText,
  readShareText,
  readText,
} from './phrases.ts'
import { printable } from './writing/printable.ts'
import { holdsUnread, holdsUnreadFile, isAllRead, unreadTexts } from './unread.ts'

/** What the report of a gate is about. */
export interface GateReport {
  readonly result: ScanResult
  readonly outcome: GateOutcome
  readonly policy: GatePolicy
  readonly build: string
  readonly today: string
  /** How names that people gave are shown: it is made for logs that others read. */
  readonly hideName: (name: string) => string
}

const isBad = ({ status }: GateRow): boolean => status === 'forbidden' || status === 'expired'

/**
 * A summary in Markdown, as code hosting shows it beside a run: the answer, a row for each identifier and recipient,
 * allowances that nothing used or that are over, and what could not be read.
 */
export function gateSummary(report: GateReport): string {
  const { outcome, policy, build, today, result } = report
  const count = (status: GateRow['status']): number =>
    outcome.rows.filter((row) => row.status === status).length
  const lines = [
    // Who reads the first line only must not take it for all of the traffic.
    `## varde gate: ${outcome.passes ? `passed, in ${passedPart(result)}` : 'failed'}`,
    '',
    `${build === '' ? 'Any build' : `Build ${cell(build)}`}, judged on ${today}: ${count('forbidden')} forbidden, ${count('expired')} expired, ${count('allowed')} allowed, ${count('known')} known from the baseline.`,
    '',
  ]
  const note = otherBuildNote(report)
  if (note !== '') lines.push(cell(note), '')
  if (!outcome.isReadable) lines.push(`**${unreadable(report)}**`, '')
  if (outcome.rows.length > 0) {
    lines.push(
      '| recipient | identifier | sent | first packet | status | reason | until |',
      '|---|---|---|---|---|---|---|',
    )
    for (const row of [...outcome.rows.filter(isBad), ...outcome.rows.filter((each) => !isBad(each))]) {
      const allowance = policy.allow[row.allowance]
      const sent =
        row.identifier === 'contact'
          ? 'contacted'
          : `${row.transmissions}×, ${row.isEncrypted ? 'encrypted' : 'in clear text'}${perhapsText(row)}`
      lines.push(
        `| ${cell(row.recipient)} | ${cell(row.identifier)} | ${sent} | ${cell(firstPlace(report, row))} | ${row.status} | ${cell(allowance?.reason ?? (policy.allow[row.narrower] === undefined ? '' : uncoveredText(row, report)))} | ${allowance?.until ?? ''} |`,
      )
    }
    lines.push('')
  }
  const listed = (title: string, indexes: readonly number[]): void => {
    for (const index of indexes) {
      const allowance = policy.allow[index]
      if (allowance !== undefined)
        lines.push(
          `- ${title}: ${cell(allowance.recipient)} (${allowance.identifiers.map(cell).join(', ')}), until ${allowance.until}: ${cell(allowance.reason)}`,
        )
    }
  }
  listed('allowance that nothing used', outcome.unused)
  listed('allowance that is over', outcome.expired)
  listed('allowance for other builds only', outcome.elsewhere)
  for (const key of outcome.gone) lines.push(`- in the baseline and not seen: ${cell(key)}`)
  const unread = unreadTexts(result)
  lines.push(
    ...(lines.at(-1) === '' ? [] : ['']),
    `${readText(result)}${unread.length === 0 ? '' : ' Not read:'}`,
    '',
  )
  lines.push(...unread.map((text) => `- ${cell(text)}`))
  return `${lines.map(printable).join('\n').trimEnd()}\n`
}

/**
 * Says so where the capture itself states builds, and none of them is the one that is judged: then another one may have been
 * captured, or it goes by another name. No failure, since makers name a build in several ways. '' where nothing is said.
 */
function otherBuildNote({ result, build, hideName }: GateReport): string {
  const plain = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
  const wanted = plain(build)
  const stated = result.observations.filter(
    ({ identifier, direction, confidence }) =>
      identifier === 'build' && direction === 'sent' && confidence === 'certain',
  )
  const isMeant = (value: string): boolean => plain(value).includes(wanted) || wanted.includes(plain(value))
  const [first] = stated
  if (wanted === '' || first === undefined || stated.some(({ value }) => isMeant(value))) return ''
  const frame = first.spans[0]?.frame
  return `Note: the capture itself states another build, ${mask(first.value)}${frame === undefined ? '' : ` (packet ${frame}${ofFile(result, first.capture, hideName)})`}: was ${build} captured?`
}

/** What the gate fails for although nothing is forbidden: too little could be read. '' where enough was. */
export function unreadableText(report: GateReport): string {
  return report.outcome.isReadable ? '' : unreadable(report)
}

/** JUnit XML: a case for each identifier and recipient, and one for whether enough could be read. */
export function gateJunit(report: GateReport): string {
  const { outcome, policy } = report
  const cases = outcome.rows.map((row): JunitCase => {
    const allowance = policy.allow[row.allowance]
    const named = { group: `varde.gate.${row.recipient}`, name: `${row.identifier} to ${row.recipient}` }
    if (row.status === 'known') return { ...named, skipped: 'known from the baseline' }
    if (!isBad(row)) return named
    const why =
      allowance === undefined
        ? uncoveredText(row, report)
        : `the allowance (${allowance.reason}) ended on ${allowance.until}`
    const how = row.isEncrypted ? 'encrypted' : 'in clear text'
    return {
      ...named,
      failure: {
        type: row.status,
        message: `${row.identifier} to ${row.recipient}: ${why}`,
        text:
          row.identifier === 'contact'
            ? 'contacted'
            : `${plural(row.transmissions, 'transmission')}, ${how}${perhapsText(row)}, first in packet ${firstPlace(report, row)}`,
      },
    }
  })
  const read = { group: 'varde.gate', name: 'enough could be read' }
  const failure = unreadableText(report)
  const unread = unreadTexts(report.result)
  return junitXml(
    'varde gate',
    [
      ...cases,
      failure === ''
        ? read
        : { ...read, failure: { type: 'unread', message: failure, text: unread.join('\n') } },
    ],
    unread,
  )
}

/** Why no allowance covers what was sent: what is missing may be TLS, and no allowance. */
function uncoveredText(row: GateRow, { policy: { allow }, build }: GateReport): string {
  const named = allow[row.narrower]
  if (named === undefined) return 'no allowance names it'
  // One for this build does not cover it only where it is for what is encrypted.
  const isForBuild = named.builds.length === 0 || named.builds.includes(build)
  const limits = [
    named.onlyEncrypted && !row.isEncrypted ? 'for encrypted only, and it went in clear text' : '',
    isForBuild ? '' : `for other builds only (${named.builds.join(', ')})`,
  ].filter((text) => text !== '')
  return `an allowance (${named.reason}) names it ${limits.join('; and ')}`
}

/** The scan with what fails only: findings with the identifiers of theirs that are not allowed. */
export function failingOf(result: ScanResult, outcome: GateOutcome): ScanResult {
  const failing = new Map<string, Set<string>>()
  for (const row of outcome.rows.filter(isBad))
    failing.set(row.finding, (failing.get(row.finding) ?? new Set<string>()).add(row.identifier))
  return {
    ...result,
    findings: result.findings.flatMap((finding) => {
      const identifiers = failing.get(finding.id)
      if (identifiers === undefined) return []
      return [{ ...finding, identifiers: finding.identifiers.filter((name) => identifiers.has(name)) }]
    }),
  }
}

/** What of the traffic was read for a gate: bytes that do not look encrypted, and whether next to nothing of it is known. */
export function readForGate(result: ScanResult, policy: GatePolicy): { read: number; isLittle: boolean } {
  return {
    read: Math.max(0, result.coverage.summary.read - sealedBytes(result)),
    // How much is asked for the policy may say itself.
    isLittle: unsearchedText(result) !== '' || (policy.leastRead === 0 && isLittleShare(result)),
  }
}

/** In what it passed: what looks encrypted, or was left out, is named where one reads first. */
function passedPart(result: ScanResult): string {
  const share = readShareText(result)
  const count = result.opaque.reduce((sum, payload) => sum + payload.count, 0)
  const unseen = unseenContents(result)
  const sealed =
    count === 0 ? '' : `; ${plural(count, 'payload')} in it ${count === 1 ? 'looks' : 'look'} encrypted`
  const leftOut =
    unseen === 0
      ? ''
      : `; ${plural(unseen, 'content')} of messages ${unseen === 1 ? 'was' : 'were'} not recorded`
  const isPart = holdsUnread(result)
  const unreadPart = holdsUnreadFile(result)
    ? 'a part of the file was not read'
    : 'not all of it was looked into'
  const notRead = isPart ? `; ${unreadPart}` : ''
  const { lost } = lostFrames(result)
  const lostPart = lost === 0 ? '' : `; the capturing program lost ${plural(lost, 'frame')}`
  const isWhole = share === '100 %' && !isAllRead(result)
  return `${isWhole ? 'the traffic' : readPartText(share)}${sealed}${leftOut}${lostPart}${notRead}`
}

function unreadable({ result, policy }: GateReport): string {
  const { read } = result.coverage.summary
  if (read === 0) return 'Nothing could be read, so nothing has passed.'
  const unsearched = unsearchedText(result)
  if (unsearched !== '') return `${unsearched} So nothing has passed.`
  const sealed = sealedBytes(result)
  if (policy.leastRead === 0)
    return `Only ${readShareText(result)} of the traffic could be read, too little to say that something has passed.`
  const looks = sealed === 0 ? '' : `, and ${bytes(sealed)} of that look encrypted`
  return `Only ${readShareText(result)} of the traffic could be read${looks}; the policy asks for ${policy.leastRead} %.`
}

/** The first packet that shows it, and of which file where several were read. */
function firstPlace({ result, hideName }: GateReport, row: GateRow): string {
  const finding = result.findings.find(({ id }) => id === row.finding)
  const ids = new Set(finding?.observations)
  const shown = result.observations.filter(
    (one) =>
      one.identifier === row.identifier &&
      (isEncrypted(one.protection) || isSealedByProgram(one)) === row.isEncrypted &&
      ids.has(one.id),
  )
  const [first] = shown
  if (first === undefined) return ''
  const frames = shown.filter(({ capture }) => capture === first.capture).flatMap(framesOf)
  const frame = frames.reduce((least, one) => Math.min(least, one), Infinity)
  const file = ofFile(result, first.capture, hideName)
  return `${frame}${file}${inRecording(result, first.capture, [frame], hideName)}`
}

/** Text that is no markup of a table or of a page. */
function cell(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[|`*_[\]\\]/g, '\\$&')
    .replaceAll(/\s+/g, ' ')
}
