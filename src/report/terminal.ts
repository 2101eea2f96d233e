import { secondsBetween, formatInstant } from '../core/time.ts'
import type { App, Finding, Observation, Recipient, Transmission } from '../assess/types.ts'
import { weightOf } from '../assess/severity.ts'
import { describeChain } from '../decode/describe-chain.ts'
import { identifiers } from '../detect/identifiers.gen.ts'
import type { ScanResult } from '../pipeline/scan.ts'
import {
  deviceSays,
  entriesText,
  entryUnread,
  holdsEntries,
  nothingToRead,
  placeWord,
  protectionText,
  recordedTexts,
  unseenContent,
} from './entries.ts'
import { grouped } from './grouped.ts'
import { framesOf } from './json.ts'
import { mask, maskIn } from './mask.ts'
import { Masker } from './masker.ts'
import { printable } from './printable.ts'
import { whenLines } from './when.ts'
import { fold, wrap } from './wrap.ts'

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
  const width = Math.max(60, Math.min(100, options.columns))
  const paint = (code: string, text: string): string =>
    options.hasColour ? `\u001b[${code}m${text}\u001b[0m` : text
  const bold = (text: string): string => paint('1', text)
  const dim = (text: string): string => paint('2', text)
  const lines: string[] = []
  lines.push(...verdictLines(result, width, paint), '')
  if (result.findings.length > 0) {
    lines.push(bold('WHO GOT WHAT'))
    for (const finding of result.findings.slice(0, 20))
      lines.push(...findingLines(finding, result, options, width, paint), '')
    if (result.findings.length > 20)
      lines.push(`  … and ${result.findings.length - 20} more findings: see --json`, '')
    const when = whenLines(result, width, dim)
    if (when.length > 0) lines.push(bold('WHEN AND WHY'), ...when, '')
    lines.push(bold('HOW SURE'))
    lines.push(...sureLines(result, options, width), '')
  } else {
    const when = whenLines(result, width, dim)
    if (when.length > 0) lines.push(bold('WHEN AND WHY'), ...when, '')
  }
  const said = deviceSays(result)
  if (said.length > 0) {
    lines.push(bold('WHAT THE DEVICE ITSELF SAYS'))
    lines.push(...said.flatMap((line) => wrap(`  ${line}`, width, '    ')), '')
  }
  lines.push(bold('WHAT COULD NOT BE READ'))
  lines.push(...unreadLines(result, width), '')
  lines.push(dim('COVERAGE'))
  lines.push(...coverageLines(result, width).map(dim))
  // Lines are broken at spaces only, so a value that names a device is whole in one of them.
  const masker = new Masker(result, options.isRevealed)
  return `${lines.flatMap((line) => fold(masker.hide(line), width)).join('\n')}\n`
}

function verdictLines(
  result: ScanResult,
  width: number,
  paint: (code: string, text: string) => string,
): string[] {
  const worst = result.findings[0]
  if (worst === undefined && result.coverage.summary.read === 0) {
    const sentence = `${nothingToRead(result)}, so nothing can be said of what the phone sent.`
    return wrap(`${paint('33', 'NOTHING TO READ')}  ${sentence}`, width, '                 ')
  }
  if (worst === undefined) {
    const sentence = `Nothing that identifies the phone or its owner was found in the ${percent(result.coverage.summary.read, result.coverage.summary.payload)} of the traffic that could be read.${unseenContent(result)}`
    return wrap(`${paint('32', 'NOTHING FOUND')}  ${sentence}`, width, '               ')
  }
  const recipient = recipientOf(result, worst)
  const label = paint(severityColours[worst.severity], ` ${worst.severity.toUpperCase()} `)
  const who = recipientText(recipient)
  const what = worst.identifiers.length === 0 ? null : titles(worst.identifiers)
  const isClear = transmissionsOf(result, worst).some(
    (transmission) => transmission.protection === 'plaintext',
  )
  const times = worst.transmissions === 1 ? 'once' : `${worst.transmissions} times`
  const sentence =
    what === null
      ? `This phone contacted ${who}. ${worst.title}.`
      : `This phone sent its ${what} to ${who}, ${isClear ? 'not encrypted' : 'encrypted'}, ${times}.`
  const more = result.findings.length - 1
  return wrap(
    `${label} ${sentence}${more > 0 ? ` There ${more === 1 ? 'is 1 more finding' : `are ${more} more findings`}.` : ''}`,
    width,
    '  ',
  )
}

function findingLines(
  finding: Finding,
  result: ScanResult,
  options: TerminalOptions,
  width: number,
  paint: (code: string, text: string) => string,
): string[] {
  const recipient = recipientOf(result, finding)
  const transmissions = transmissionsOf(result, finding)
  const observations = observationsOf(result, finding)
  const lines: string[] = []
  const name = recipient.host === '' ? (recipient.addresses[0]?.address ?? '?') : recipient.host
  lines.push(
    ...wrap(
      `  ${paint('1', printable(name))}  ${paint(severityColours[finding.severity], ` ${finding.severity} `)}  ${printable(finding.title)}`,
      width,
      '    ',
    ),
  )
  lines.push(...wrap(`    ${whoText(recipient)}`, width, '      '))
  const apps = appsText(result, recipient, transmissions)
  if (apps !== '') lines.push(...wrap(`    ${apps}`, width, '      '))
  const tunnels = [...new Set(transmissions.flatMap((transmission) => transmission.summary.tunnels ?? []))]
  if (tunnels.length > 0)
    lines.push(...wrap(`    seen inside a tunnel: ${tunnels.join(', ')}`, width, '      '))
  const byIdentifier = Map.groupBy(observations, (observation) => observation.identifier)
  for (const identifier of finding.identifiers) {
    const seen = byIdentifier.get(identifier) ?? []
    const values = [...new Set(seen.map((observation) => observation.normal))]
    const shown = values.slice(0, 3).map((value) => printable(options.isRevealed ? value : mask(value)))
    const rest = values.length > 3 ? ` and ${plural(values.length - 3, 'more value')}` : ''
    const first = seen[0] as Observation
    const protocol =
      transmissions.find((transmission) => transmission.exchange === first.exchange)?.summary.protocol ?? ''
    const chain = describeChain(first.chain, protocol.toUpperCase())
    const written = first.writtenAs === '' ? '' : ` as ${first.writtenAs}`
    lines.push(
      ...wrap(
        `    • ${titleOf(identifier)} ${paint('1', shown.join(', '))}${rest}${written}${first.confidence === 'certain' ? '' : ` (${first.confidence})`}`,
        width,
        '      ',
      ),
    )
    lines.push(
      ...wrap(
        paint(
          '2',
          `      ${printable(options.isRevealed ? chain : maskIn(chain, [first.value, first.normal]))} · ${placeWord(result, first.capture)} ${frameList(seen)}`,
        ),
        width,
        '        ',
      ),
    )
  }
  if (transmissions.length > 0) {
    const first = transmissions[0] as Transmission
    const how =
      first.protection === 'plaintext'
        ? 'not encrypted: anyone on the way can read it'
        : protectionText(first.protection)
    const request = [first.summary.protocol.toUpperCase(), first.summary.method]
      .filter((word) => word !== '')
      .join(' ')
    lines.push(
      ...wrap(
        `    ${plural(transmissions.length, 'transmission')}, ${timeRange(finding)}, ${request} to port ${first.summary.port}, ${how}`,
        width,
        '      ',
      ),
    )
    lines.push(...wrap(`    ${receiptText(transmissions)}`, width, '      '))
  } else {
    lines.push(...wrap(`    ${timeRange(finding)}`, width, '      '))
  }
  return lines
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
    const name = recipient.host === '' ? (recipient.addresses[0]?.address ?? '?') : recipient.host
    lines.push(...wrap(`  ${printable(name)}: ${finding.confidence}`, width, '    '))
    for (const reason of finding.reasons.slice(0, 5))
      lines.push(...wrap(`    + ${printable(hide(reason, finding))}`, width, '      '))
    for (const against of finding.counterEvidence.slice(0, 5)) {
      lines.push(...wrap(`    − ${printable(hide(against, finding))}`, width, '      '))
    }
  }
  if (result.dismissals.length > 0) {
    const total = result.dismissals.reduce((sum, dismissal) => sum + dismissal.count, 0)
    lines.push(
      ...wrap(
        `  ${plural(total, 'value')} looked like an identifier and ${total === 1 ? 'is' : 'are'} none (placeholders, decoys): ${[...new Set(result.dismissals.map((dismissal) => printable(maskIn(dismissal.reason, [dismissal.value]))))].slice(0, 3).join('; ')}`,
        width,
        '    ',
      ),
    )
  }
  return lines
}

function unreadLines(result: ScanResult, width: number): string[] {
  const { summary, missing, frames } = result.coverage
  const lines: string[] = []
  const say = (text: string): void => {
    lines.push(...wrap(`  ${text}`, width, '    '))
  }
  const { undecryptable } = result.coverage.frameBytes
  const inFlows = summary.undecryptable - undecryptable
  if (inFlows > 0) {
    const named = result.hellos.length
    say(
      `${percent(inFlows, summary.payload)} of the payload (${bytes(inFlows)}) is encrypted: varde saw to whom (${plural(named, 'server name')}), not what.`,
    )
  }
  if (undecryptable > 0) {
    const kinds = Object.entries(frames.undecryptable).map(
      ([what, count]) => `${plural(count, 'frame')} of ${what}`,
    )
    say(
      `${percent(undecryptable, summary.payload)} (${kinds.join(', ')}, ${bytes(undecryptable)}) is encrypted below TCP and UDP: not even to whom it goes can be seen.`,
    )
  }
  const { decryption } = result.coverage
  if (result.keys !== null && decryption.hellosWithoutKey > 0)
    say(`${plural(decryption.hellosWithoutKey, 'connection')} had no key among the secrets given.`)
  if (decryption.wrongKeys > 0)
    say(
      `${plural(decryption.wrongKeys, 'connection')} could not be opened with the key given for ${decryption.wrongKeys === 1 ? 'it' : 'them'}: the key is wrong, or the bytes are damaged.`,
    )
  for (const [reason, count] of Object.entries(summary.skipped)) {
    if (count > 0) say(`${bytes(count)} not searched: ${reason}.`)
  }
  const hidden = result.recipients.filter((recipient) => recipient.hasEch).length
  if (hidden > 0) say(`${plural(hidden, 'server')} may hide the real name (ECH offered).`)
  const blind = result.recipients.filter((recipient) => recipient.hasHiddenDns)
  if (blind.length > 0)
    say(
      `DNS goes to ${blind
        .map((recipient) =>
          printable(recipient.host === '' ? (recipient.addresses[0]?.address ?? '?') : recipient.host),
        )
        .slice(0, 3)
        .join(', ')} encrypted (DNS over TLS or QUIC): varde is blind to the names asked for.`,
    )
  if (missing.gapBytes > 0)
    say(`${bytes(missing.gapBytes)} are missing from the capture (${plural(missing.gaps, 'gap')}).`)
  if (missing.cutBytes > 0) say(`${bytes(missing.cutBytes)} were cut off by the snapshot length.`)
  if (missing.droppedFrames !== null && missing.droppedFrames > 0) {
    say(`The capturing program lost ${plural(missing.droppedFrames, 'frame')}.`)
  }
  for (const [what, count] of Object.entries(frames.unsupported))
    say(`${plural(count, 'frame')} of ${what}: not read.`)
  if (frames.malformed > 0) say(`${plural(frames.malformed, 'frame')} with headers that make no sense.`)
  for (const line of entryUnread(result)) say(line)
  const odd = result.anomalies.filter(({ tally }) => tally.code.kind !== 'gap')
  for (const { tally } of odd.slice(0, 8)) say(`${tally.count}× ${tally.code.sentence} (${tally.code.code})`)
  if (odd.length > 8) say(`… and ${odd.length - 8} more kinds of oddities: see --json.`)
  if (result.untraceable.length > 0) {
    say(
      `${plural(result.untraceable.length, 'value')} of the profile (${[...new Set(result.untraceable)].join(', ')}) can not be told from chance, being short: looked for under key names only.`,
    )
  }
  if (lines.length === 0) say('Nothing: every byte of payload was read.')
  return lines
}

/** A phone asks one or two; the rest is in the JSON. */
const resolversShown = 5

function coverageLines(result: ScanResult, width: number): string[] {
  const { coverage } = result
  const { summary } = coverage
  const holds = coverage.equations.filter((equation) => equation.left === equation.right).length
  const skipped = Object.values(summary.skipped).reduce((total, count) => total + count, 0)
  const captures = result.captures
    .map((capture) => {
      const span =
        capture.first === null || capture.last === null
          ? ''
          : `, ${formatInstant(capture.first, 0)} to ${formatInstant(capture.last, 0)} (${duration(secondsBetween(capture.first, capture.last))})`
      return `${printable(capture.path)}: ${capture.format}, ${holdsEntries(capture) ? entriesText(capture.entries) : plural(capture.packets, 'packet')}${span}`
    })
    .map((text) => `  ${text}`)
  const balance = `  payload ${bytes(summary.payload)} = read ${bytes(summary.read)} + encrypted ${bytes(summary.undecryptable)} + seen twice ${bytes(summary.duplicate)} + not searched ${bytes(skipped)}`
  const state =
    holds === coverage.equations.length
      ? `every captured byte is accounted for (${holds} of ${coverage.equations.length} sums hold)`
      : `THE SUMS DO NOT HOLD (${holds} of ${coverage.equations.length}): please report this as a bug`
  const found = `  ${plural(coverage.flows.tcp + coverage.flows.udp, 'flow')} (${coverage.flows.ipv6} over IPv6), ${plural(result.exchanges, 'readable request')}, ${plural(result.recipients.length, 'recipient')}; ${result.profile === null ? 'no profile given: identifiers were recognised by their form only' : `profile “${printable(result.profile.name)}”`}`
  const { keys } = result
  const opened =
    keys === null
      ? ''
      : `  keys: ${plural(keys.secrets, 'secret')} of ${plural(keys.connections, 'connection')}; decrypted ${bytes(coverage.decryption.bytes)} of ${plural(coverage.decryption.connections, 'connection')}`
  const dates = result.dataSets.map((set) => `${set.name} ${set.builtOn}`).join(', ')
  return [
    ...captures.flatMap((line) => wrap(line, width, '    ')),
    ...recordedTexts(result).flatMap((line) => wrap(`  ${line}`, width, '    ')),
    ...wrap(found, width, '    '),
    ...(opened === '' ? [] : wrap(opened, width, '    ')),
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

function recipientOf(result: ScanResult, finding: Finding): Recipient {
  return result.recipients.find((recipient) => recipient.id === finding.recipient) as Recipient
}

function transmissionsOf(result: ScanResult, finding: Finding): Transmission[] {
  return result.transmissions.filter(
    (transmission) =>
      transmission.recipient === finding.recipient &&
      (finding.family === ''
        ? transmission.families.length === 0
        : transmission.families.some((family) => family.family === finding.family)),
  )
}

function observationsOf(result: ScanResult, finding: Finding): Observation[] {
  const ids = new Set(finding.observations)
  return result.observations.filter((observation) => ids.has(observation.id))
}

/** Which apps sent it, as the capture says; '' where it does not. */
function appsText(result: ScanResult, recipient: Recipient, transmissions: readonly Transmission[]): string {
  const sent = new Set(transmissions.flatMap((transmission) => transmission.app ?? []))
  const ids = transmissions.length === 0 ? new Set(recipient.senders) : sent
  const named = result.apps.filter((app) => ids.has(app.id)).map((app) => printable(appText(app)))
  if (named.length === 0) return ''
  const unknown = transmissions.some((transmission) => transmission.app === undefined)
  const more = named.length > 3 ? ` and ${plural(named.length - 3, 'more app')}` : ''
  const rest = unknown ? '; for some of it the capture does not say' : ''
  return `sent by ${named.slice(0, 3).join(', ')}${more}${rest}`
}

/** `Name (com.example.app, uid 10123)`, as far as it is known. */
function appText(app: App): string {
  const details = [
    ...(app.package === null || app.package === app.name ? [] : [app.package]),
    ...(app.uid === null ? [] : [`uid ${app.uid}`]),
    ...(app.pids.length === 0 ? [] : [`process ${app.pids.slice(0, 3).join(', ')}`]),
  ]
  const name = app.name ?? app.package
  if (name === null) return details.join(', ')
  return details.length === 0 ? name : `${name} (${details.join(', ')})`
}

function recipientText(recipient: Recipient): string {
  const { organisation } = recipient
  const name =
    recipient.host === '' ? (recipient.addresses[0]?.address ?? 'an unknown server') : recipient.host
  if (organisation === null || organisation.isSharedInfrastructure) return printable(name)
  const state = organisation.state === 'controls' ? ', state-controlled' : ''
  return `${printable(organisation.name)} (${organisation.country}${state}) at ${printable(name)}`
}

function whoText(recipient: Recipient): string {
  const { organisation } = recipient
  const parts: string[] = []
  if (organisation !== null) {
    const parent = organisation.parent === '' ? '' : `, owned by ${organisation.parent}`
    const state = {
      controls: ', controlled by the state',
      stake: ', the state has a stake',
      'none-known': '',
    }[organisation.state]
    const use = organisation.use === '' ? '' : `; host for: ${organisation.use}`
    parts.push(`${organisation.name}${parent} (${organisation.country})${state}${use}`)
  } else parts.push('organisation not known')
  const address = recipient.addresses[0]
  if (address !== undefined) {
    const network =
      address.networks[0] === undefined
        ? ''
        : `, network AS${address.networks[0].asn} ${address.networks[0].name}`
    const countries = [...new Set(address.countries.map((claim) => claim.country))]
    const where =
      countries.length === 0
        ? ''
        : `, ${countries.join(' or ')}${countries.length > 1 ? ' (sources disagree)' : ''}`
    const scope = address.scope === 'public' ? '' : ` (${address.scope} address)`
    parts.push(`${address.address}${scope}${network}${where}`)
  }
  if (recipient.ambiguity !== '') parts.push(recipient.ambiguity)
  return printable(parts.join(' · '))
}

function receiptText(transmissions: readonly Transmission[]): string {
  const answered = transmissions.filter((transmission) => transmission.receipt !== null)
  if (answered.length === 0) return 'no answer was seen'
  const refused = answered.filter((transmission) => transmission.receipt?.accepted === false).length
  const accepted = answered.filter((transmission) => transmission.receipt?.accepted === true).length
  const statuses = [...new Set(answered.map((transmission) => transmission.receipt?.status ?? 0))].filter(
    (status) => status > 0,
  )
  const status = statuses.length === 0 ? '' : ` with status ${statuses.slice(0, 4).join(', ')}`
  const verdict = [
    ...(refused > 0 ? [`refused the data ${refused}×`] : []),
    ...(accepted > 0 ? [`accepted it ${accepted}×`] : []),
  ].join(', ')
  return `the server answered ${answered.length} of ${transmissions.length}${status}${verdict === '' ? '' : ` and ${verdict}`}: it received them`
}

function titleOf(identifier: string): string {
  return identifiers.find((type) => type.name === identifier)?.title ?? identifier
}

/** The identifiers of a finding for a sentence: those that only describe are left out beside those that name. */
function titles(names: readonly string[]): string {
  const naming = names.filter((name) => weightOf(name) > 1)
  const all = (naming.length > 0 ? naming : names).map(titleOf)
  if (all.length > 6) return `${all.slice(0, 5).join(', ')} and ${all.length - 5} more`
  return all.length === 1 ? (all[0] as string) : `${all.slice(0, -1).join(', ')} and ${all.at(-1) as string}`
}

function frameList(observations: readonly Observation[]): string {
  const frames = [...new Set(observations.flatMap(framesOf))].sort((left, right) => left - right)
  return frames.length <= 4 ? frames.join(', ') : `${frames.slice(0, 3).join(', ')} … ${frames.at(-1) ?? ''}`
}

function timeRange(finding: Finding): string {
  const first = formatInstant(finding.first, 0).replace('T', ' ').replace('Z', '')
  const last = formatInstant(finding.last, 0).replace('T', ' ').replace('Z', '')
  return first === last ? `${first} UTC` : `${first} to ${last} UTC`
}

function plural(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`
}

function percent(part: number, whole: number): string {
  if (whole === 0) return '0 %'
  const share = (part / whole) * 100
  return `${share > 0 && share < 1 ? '<1' : share > 99 && share < 100 ? '>99' : Math.round(share)} %`
}

function bytes(count: number): string {
  if (count < 10_000) return `${grouped(count)} bytes`
  if (count < 10_000_000) return `${(count / 1000).toFixed(0)} kB`
  return `${(count / 1_000_000).toFixed(1)} MB`
}

function duration(seconds: number): string {
  if (seconds < 120) return `${seconds.toFixed(0)} s`
  if (seconds < 7200) return `${(seconds / 60).toFixed(0)} min`
  return `${(seconds / 3600).toFixed(1)} h`
}
