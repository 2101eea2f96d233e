import { isDigestForm } from '../assess/only-digests.ts'
import { onTheWay } from '../assess/on-the-way.ts'
import { readersOf } from '../assess/readers.ts'
import { recipientName } from '../assess/recipient-name.ts'
import type { Finding, Observation, Transmission } from '../assess/types.ts'
import { describeSteps } from '../decode/describe-chain.ts'
import type { DismissalTally } from '../pipeline/observations/dismissal-book.ts'
import type { ScanResult } from '../pipeline/scan-result.ts'
import { valuesBySureness } from './values-by-sureness.ts'
import { grouped } from '../core/grouped.ts'
import { titleOf } from '../detect/title-of.ts'
import { findingTitle } from './finding-title.ts'
import { captureTexts } from './capture-texts.ts'
import { profileDoubt } from './device-name.ts'
import { deviceSays, namesAsked, protectionText, recordedTexts } from './entries.ts'
import { maskIn } from './masking/mask.ts'
import { Masker } from './masking/masker.ts'
import { keysTexts } from './keys-texts.ts'
import { opaqueLines } from './opaque.ts'
import { receivedLines } from './received.ts'
import {
  appsText,
  bytes,
  clearText,
  fragmentsTwiceText,
  placesText,
  observationsOf,
  plural,
  isLogged,
  protocolText,
  profileText,
  receiptText,
  requestWords,
  recipientOf,
  timeRange,
  transmissionsOf,
  whoText,
  transmissionsText,
} from './phrases.ts'
import { painter } from './writing/paint.ts'
import type { Paint } from './writing/paint.ts'
import { printable } from './writing/printable.ts'
import { unreadTexts } from './unread.ts'
import { valueMasks } from './masking/value-masks.ts'
import type { ValueMasks } from './masking/value-masks.ts'
import { verdictOf } from './verdict.ts'
import { whenLines } from './writing/when.ts'
import { fold, reportWidth, wrap } from './writing/wrap.ts'

/** How the report for the terminal is set. */
export interface TerminalOptions {
  readonly isRevealed: boolean
  readonly hasColour: boolean
  /** Columns of the terminal; text is wrapped to at most 100 of them. */
  readonly columns: number
}

const severityColours = { low: '36', medium: '33', high: '31', critical: '1;97;41' } as const

/**
 * The report for a person, in the order of their questions: what is the matter; who got what, protected how; how
 * sure is that; what could not be read. Every captured text passes `printable`.
 */
export function renderTerminal(result: ScanResult, options: TerminalOptions): string {
  const width = reportWidth(options.columns)
  const paint = painter(options.hasColour)
  const bold = (text: string): string => paint('1', text)
  const dim = (text: string): string => paint('2', text)
  const masker = new Masker(result, options.isRevealed)
  const lines: string[] = []
  lines.push(...verdictLines(result, width, paint), '')
  const doubt = profileDoubt(result)
  if (doubt !== '') lines.push(...wrap(bold(doubt), width, ''), '')
  if (result.findings.length > 0) {
    const masks = valueMasks(result, options.isRevealed)
    lines.push(bold('WHO GOT WHAT'))
    for (const finding of result.findings.slice(0, 20))
      lines.push(...findingLines(finding, result, masks, masker, width, paint), '')
    if (result.findings.length > 20)
      lines.push(`  … and ${plural(result.findings.length - 20, 'more finding')}: see --json`, '')
  }
  const when = whenLines(result, width, dim)
  if (when.length > 0) lines.push(bold('WHEN AND WHY'), ...when, '')
  const sure = sureLines(result, options, width)
  if (sure.length > 0) lines.push(bold('HOW SURE'), ...sure, '')
  const received = receivedLines(result, width, (name) => masker.hideName(name))
  if (received.length > 0) lines.push(bold('WHAT ANSWERS HOLD'), ...received, '')
  const said = deviceSays(result)
  if (said.length > 0) {
    lines.push(bold('WHAT THE DEVICE ITSELF SAYS'))
    lines.push(...said.flatMap((line) => wrap(`  ${line}`, width, '    ')), '')
  }
  const asked = namesAsked(result)
  if (asked.length > 0)
    lines.push(bold('WHAT WAS ASKED FOR'), ...asked.flatMap((line) => wrap(`  ${line}`, width, '    ')), '')
  const opaque = opaqueLines(result, width, options.isRevealed)
  if (opaque.length > 0) lines.push(bold('WHAT RESISTS (looks encrypted)'), ...opaque, '')
  lines.push(bold('WHAT COULD NOT BE READ'))
  lines.push(...unreadLines(result, width), '')
  lines.push(dim('COVERAGE'))
  lines.push(...coverageLines(result, width, masker).map(dim))
  // Lines are broken at spaces only, so a value that names a device is whole in one of them; names that people gave, in
  // which it may be printed with spaces, were masked before.
  return `${lines.flatMap((line) => fold(masker.hide(line), width)).join('\n')}\n`
}

function verdictLines(result: ScanResult, width: number, paint: Paint): string[] {
  const { label, severity, sentence } = verdictOf(result)
  if (severity !== null) {
    const badge = paint(severityColours[severity], ` ${label} `)
    return wrap(`${badge} ${sentence}`, width, '  ')
  }
  const colour = label === 'NOTHING FOUND' ? '32' : '33'
  return wrap(`${paint(colour, label)}  ${sentence}`, width, ' '.repeat(label.length + 2))
}

function findingLines(
  finding: Finding,
  result: ScanResult,
  masks: ValueMasks,
  masker: Masker,
  width: number,
  paint: Paint,
): string[] {
  const recipient = recipientOf(result, finding)
  const transmissions = transmissionsOf(result, finding)
  const observations = observationsOf(result, finding)
  const lines: string[] = []
  const name = recipientName(recipient)
  lines.push(
    ...wrap(
      `  ${paint('1', printable(name))}  ${paint(severityColours[finding.severity], ` ${finding.severity} `)}  ${printable(findingTitle(finding))}`,
      width,
      '    ',
    ),
  )
  lines.push(...wrap(`    ${whoText(recipient)}`, width, '      '))
  const apps = appsText(result, recipient, transmissions)
  if (apps !== '') lines.push(...wrap(`    ${apps}`, width, '      '))
  for (const way of [tunnelsText(transmissions), codeText(transmissions)])
    if (way !== '') lines.push(...wrap(`    ${printable(way)}`, width, '      '))
  const byIdentifier = Map.groupBy(observations, (observation) => observation.identifier)
  const sures = finding.identifiers.flatMap((identifier) =>
    valuesBySureness(identifier, byIdentifier.get(identifier) ?? []).map((sure) => ({ identifier, ...sure })),
  )
  for (const { identifier, values, confidence, seen, firsts } of sures) {
    const masked = masks.each(identifier, values.slice(0, valuesShownMax)).map(printable)
    const forms = firsts.slice(0, valuesShownMax).map((one) => formText(one, seen))
    const isOneForm = new Set(forms).size < 2
    const shown = isOneForm
      ? paint('1', masked.join(', '))
      : masked.map((value, at) => `${paint('1', value)}${forms[at] ?? ''}`).join(', ')
    const left = values.length - valuesShownMax
    const rest = left > 0 ? ` and ${plural(left, 'more value')}` : ''
    const ways = firsts
      .slice(0, valuesShownMax)
      .map((observation) => wayOf(observation, transmissions, masker))
    const written = isOneForm ? (forms[0] ?? '') : ''
    lines.push(
      ...wrap(
        `    • ${titleOf(identifier)} ${shown}${rest}${written}${confidence === 'certain' ? '' : ` (${confidence})`}`,
        width,
        '      ',
      ),
    )
    lines.push(
      ...wrap(
        paint(
          '2',
          `      ${printable(waysTogether(ways))} · ${placesText(result, seen, (name) => masker.hideName(name))}`,
        ),
        width,
        '        ',
      ),
    )
  }
  if (transmissions.length > 0) {
    const sent = `${transmissionsText(finding)}, ${timeRange(finding)}`
    lines.push(
      ...wrap(
        `    ${sent}, ${printable(waysText(transmissions))}, ${protectedText(result, transmissions, readersOf(recipient, transmissions))}`,
        width,
        '      ',
      ),
    )
    lines.push(...wrap(`    ${receiptText(recipient, transmissions)}`, width, '      '))
  } else {
    lines.push(...wrap(`    ${timeRange(finding)}`, width, '      '))
  }
  return lines
}

/** Through which tunnels packets of it came; '' for none. */
function tunnelsText(transmissions: readonly Transmission[]): string {
  const inside = transmissions.filter(({ summary }) => summary.tunnels !== undefined)
  const tunnels = [...new Set(inside.flatMap(({ summary }) => summary.tunnels ?? []))]
  return tunnels.length === 0
    ? ''
    : `seen inside a tunnel: ${tunnels.join(', ')}${partText(inside.length, transmissions)}`
}

/** The code that sent most of it, where the recorder saw that; '' where it saw none. */
function codeText(transmissions: readonly Transmission[]): string {
  const counts = new Map<string, number>()
  for (const { summary } of transmissions) {
    const code = summary.code?.slice(0, 3).join(' < ')
    if (code !== undefined) counts.set(code, (counts.get(code) ?? 0) + 1)
  }
  let [most, count] = ['', 0]
  for (const [code, times] of counts) if (times > count) [most, count] = [code, times]
  return count === 0 ? '' : `sent by the code: ${most}${partText(count, transmissions)}`
}

/** Of how many it is so, where it is not of all. */
function partText(count: number, { length }: readonly Transmission[]): string {
  return count === length ? '' : ` (${grouped(count)} of ${plural(length, 'transmission')})`
}

/** How a value is written, behind it; '' where it stands as it is. Of digests all that `seen` has of it. */
function formText({ writtenAs, normal }: Observation, seen: readonly Observation[]): string {
  if (writtenAs === '') return ''
  const others = isDigestForm(writtenAs) ? seen.filter((other) => other.normal === normal) : []
  const forms = new Set([writtenAs, ...others.map((other) => other.writtenAs)])
  return ` as ${printable([...forms].filter(isDigestForm).join(', ') || writtenAs)}`
}

/** The steps that lead to a value, for people. */
function wayOf(observation: Observation, transmissions: readonly Transmission[], masker: Masker): string[] {
  const { exchange } = observation
  const protocol = transmissions.find((transmission) => transmission.exchange === exchange)?.summary.protocol
  return describeSteps(masker.hideChain(observation, [observation]), protocolText(protocol ?? ''))
}

/** Ways that part at their last step are told once, with where each of them ends. */
function waysTogether(ways: readonly (readonly string[])[]): string {
  const byLead = Map.groupBy(ways, (way) => way.slice(0, -1).join(' → '))
  return [...byLead]
    .map(([lead, same]) => {
      const ends = [...new Set(same.map((way) => way.at(-1) ?? ''))].join(', ')
      return lead === '' ? ends : `${lead} → ${ends}`
    })
    .join('; ')
}

/** By which protocols and methods something was sent, and to which ports; logs of a device do not say all ports. */
function waysText(transmissions: readonly Transmission[]): string {
  const requests = new Set(transmissions.map(({ summary }) => requestWords(summary)))
  const ports = new Set(transmissions.map(({ summary }) => summary.port))
  ports.delete(0)
  const to = ports.size === 0 ? '' : ` to ${ports.size === 1 ? 'port' : 'ports'} ${someOf([...ports])}`
  return `${someOf([...requests])}${to}`
}

function someOf(all: readonly (string | number)[]): string {
  const rest = all.length - waysShownMax
  if (rest > 0) return `${all.slice(0, waysShownMax).join(', ')} and ${grouped(rest)} more`
  return all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} and ${all.at(-1) ?? ''}`
}

/** Of more methods and ports, as many are told by name. */
const waysShownMax = 3
/** Of more values of one kind, as many are shown. */
const valuesShownMax = 3

/** Who could read what was sent: all of it, or how much. */
function protectedText(result: ScanResult, transmissions: readonly Transmission[], readers: string): string {
  if (transmissions.every(isLogged)) return 'whether encrypted is not in it'
  const closed = transmissions.filter((one) => onTheWay(one) === 'encrypted')
  const open = transmissions.filter((one) => onTheWay(one) === 'clear').length
  const untold = transmissions.length - closed.length - open
  const rest = untold === 0 ? '' : `; of ${grouped(untold)} what was recorded does not say whether encrypted`
  const [first] = closed
  if (untold === transmissions.length) return 'what was recorded does not say whether it was encrypted'
  if (first === undefined) return `${clearText(readers, 'it')}${rest}`
  const sealed = protectionText(result, first)
  if (open === 0) return `${sealed}${rest}`
  const some = `${grouped(open)} of them ${clearText(readers, open === 1 ? 'it' : 'them')}`
  if (untold > 0) return `${some}; ${grouped(closed.length)} ${sealed}${rest}`
  return `${some}; the rest ${sealed}`
}

function sureLines(result: ScanResult, options: TerminalOptions, width: number): string[] {
  const lines: string[] = []
  const hide = (text: string, finding: Finding): string =>
    options.isRevealed
      ? text
      : maskIn(
          text,
          observationsOf(result, finding)
            .slice(0, 500)
            .flatMap((observation) => [observation.value, observation.normal]),
        )
  for (const finding of result.findings.slice(0, 20)) {
    const recipient = recipientOf(result, finding)
    const name = recipientName(recipient)
    lines.push(...wrap(`  ${printable(name)}: ${finding.confidence}`, width, '    '))
    for (const reason of finding.reasons.slice(0, 5))
      lines.push(...wrap(`    + ${printable(hide(reason, finding))}`, width, '      '))
    for (const against of finding.counterEvidence.slice(0, 5)) {
      lines.push(...wrap(`    − ${printable(hide(against, finding))}`, width, '      '))
    }
  }
  const [values, messages] = [
    result.dismissals.filter(({ identifier }) => identifier !== ''),
    result.dismissals.filter(({ identifier }) => identifier === ''),
  ]
  if (values.length > 0) {
    const texts = values.map(({ reason, value }) => maskIn(reason, [value]))
    lines.push(...dismissalLines(values, 'value', 'an identifier', '(placeholders, decoys)', texts, width))
  }
  if (messages.length > 0) {
    const texts = messages.map(({ reason }) => reason)
    lines.push(...dismissalLines(messages, 'message', 'one of a known sender', '(decoys)', texts, width))
  }
  return lines
}

/** What was taken for nothing after a closer look, with why. */
function dismissalLines(
  dismissals: readonly DismissalTally[],
  noun: string,
  what: string,
  kinds: string,
  texts: readonly string[],
  width: number,
): string[] {
  const total = dismissals.reduce((sum, { count }) => sum + count, 0)
  const reasons = [...new Set(texts.map(printable))].slice(0, 3).join('; ')
  return wrap(
    `  ${plural(total, noun)} looked like ${what} and ${total === 1 ? 'is' : 'are'} none ${kinds}: ${reasons}`,
    width,
    '    ',
  )
}

function unreadLines(result: ScanResult, width: number): string[] {
  return unreadTexts(result).flatMap((text) => wrap(`  ${printable(text)}`, width, '    '))
}

/** A phone asks one or two; the rest is in the JSON. */
const resolversShown = 5

function coverageLines(result: ScanResult, width: number, masker: Masker): string[] {
  const { coverage } = result
  const { summary } = coverage
  const holds = coverage.equations.filter((equation) => equation.left === equation.right).length
  const skipped = Object.values(summary.skipped).reduce((total, count) => total + count, 0)
  const earlier =
    summary.earlier === undefined ? '' : ` + earlier than the first seen ${bytes(summary.earlier)}`
  const balance = `  payload ${bytes(summary.payload)} = read ${bytes(summary.read)} + encrypted ${bytes(summary.undecryptable)} + seen twice ${bytes(summary.duplicate)}${earlier} + not searched ${bytes(skipped)}`
  const state =
    holds === coverage.equations.length
      ? `every captured byte is accounted for (${holds} of ${coverage.equations.length} sums hold)`
      : `THE SUMS DO NOT HOLD (${holds} of ${coverage.equations.length}): please report this as a bug`
  const found = `  ${plural(coverage.flows.tcp + coverage.flows.udp, 'flow')} (${coverage.flows.ipv6} over IPv6), ${plural(result.exchanges, 'readable request')}, ${plural(result.recipients.length, 'recipient')}; ${profileText(result.profile, printable(masker.hideName(result.profile?.name ?? '')))}`
  const twice = fragmentsTwiceText(result)
  const dates = printable(result.dataSets.map((set) => `${set.name} ${set.builtOn}`).join(', '))
  return [
    ...captureTexts(result.captures).flatMap((text) => wrap(`  ${masker.hideName(text)}`, width, '    ')),
    ...recordedTexts(result).flatMap((line) => wrap(`  ${line}`, width, '    ')),
    ...wrap(masker.hide(found), width, '    '),
    ...keysTexts(result).flatMap((text) => wrap(`  ${printable(masker.hideName(text))}`, width, '    ')),
    ...result.resolvers.slice(0, resolversShown).flatMap((resolver) => {
      const host = resolver.host === '' ? 'a resolver without a name' : printable(resolver.host)
      return wrap(
        `  asked ${host} for names over HTTPS (DoH): ${plural(resolver.questions, 'question')}`,
        width,
        '    ',
      )
    }),
    ...tunnelLines(result, width),
    ...wrap(balance, width, '    '),
    ...(twice === '' ? [] : wrap(`  ${twice}`, width, '    ')),
    ...wrap(`  ${state}`, width, '    '),
    ...(dates === '' ? [] : wrap(`  attribution data as of: ${dates}`, width, '    ')),
  ]
}

/** Which tunnels were opened: who the packets in them go to is what the tunnel's sender says. */
function tunnelLines(result: ScanResult, width: number): string[] {
  if (result.tunnels.length === 0) return []
  const shown = result.tunnels.slice(0, 4).map(({ kind, source, target, port, packets }) => {
    const end = target.includes(':') && port > 0 ? `[${target}]` : target
    return `${kind} from ${source} to ${end}${port > 0 ? `:${port}` : ''} (${plural(packets, 'packet')})`
  })
  const more = result.tunnels.length > 4 ? ` and ${result.tunnels.length - 4} more` : ''
  return wrap(`  read inside tunnels: ${shown.join(', ')}${more}`, width, '    ')
}
