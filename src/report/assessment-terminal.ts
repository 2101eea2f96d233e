import { daysText } from '../assess/law/periods.ts'
import type {
  AuthorityRole,
  EngagedProvision,
  FindingAssessment,
  LegalAssessment,
  RecipientPlace,
} from '../assess/law/types.ts'
import { recipientName } from '../assess/recipient-name.ts'
import type { ScanResult } from '../pipeline/scan-result.ts'
import type { Finding } from '../assess/types.ts'
import { countryInSentence, countryName } from '../core/country-name.ts'
import { findingTitle, inWords } from './finding-title.ts'
import { Masker } from './masking/masker.ts'
import { plural } from './phrases.ts'
import { painter } from './writing/paint.ts'
import type { Paint } from './writing/paint.ts'
import { printable } from './writing/printable.ts'
import { verdictOf } from './verdict.ts'
import { whenOfFindingsLines } from './writing/when-of-findings.ts'
import { fold, reportWidth, wrap } from './writing/wrap.ts'

/** How the assessment is shown: as `TerminalOptions`. */
interface AssessmentOptions {
  readonly isRevealed: boolean
  readonly hasColour: boolean
  readonly columns: number
}

/** Findings that are shown, as in the report of a scan: each takes two pages. */
const findingsMax = 20

/**
 * The legal assessment for a person: for each finding the provisions that it raises questions under, why, what the
 * controller would have to answer, and what speaks against; then when and why it was sent, who is in charge, and what to know before relying on it.
 */
export function renderAssessment(
  assessment: LegalAssessment,
  result: ScanResult,
  options: AssessmentOptions,
): string {
  const width = reportWidth(options.columns)
  const paint = painter(options.hasColour)
  const hosts = new Map(result.recipients.map((one) => [one.id, recipientName(one)]))
  const lines: string[] = []
  const raised = assessment.findings.filter(({ engaged }) => engaged.some(isQuestion))
  const provisions = new Set(
    raised.flatMap(({ engaged }) => engaged.filter(isQuestion).map(({ provision }) => provision.id)),
  )
  const user = countryInSentence(assessment.setting.userCountry)
  // No finding is no acquittal: how much could be read is said with it.
  const verdict =
    result.findings.length === 0
      ? `Without a finding no question is raised. ${verdictOf(result).sentence}`
      : raised.length === 0
        ? unraised(result, user)
        : `${plural(raised.length, 'finding raises', 'findings raise')} questions under ${plural(provisions.size, 'provision')} (user in ${user}, law of ${lawDays(assessment)}).`
  lines.push(...wrap(`${paint('1', 'LAW')}  ${verdict}`, width, '     '), '')
  const findings = new Map(result.findings.map((finding) => [finding.id, finding]))
  for (const finding of assessment.findings.slice(0, findingsMax))
    lines.push(
      ...findingLines(
        finding,
        findings.get(finding.finding),
        hosts.get(finding.recipient) ?? '?',
        width,
        paint,
      ),
      '',
    )
  if (assessment.findings.length > findingsMax)
    lines.push(`  … and ${plural(assessment.findings.length - findingsMax, 'more finding')}: see --json`, '')
  const when = whenOfFindingsLines(result, width, (text) => paint('2', text))
  if (when.length > 0) lines.push(paint('1', 'WHEN AND WHY'), ...when, '')
  lines.push(paint('1', 'WHO IS IN CHARGE'))
  for (const role of assessment.authorities) lines.push(...authorityLines(role, width))
  if (assessment.authorities.length === 0)
    lines.push(...wrap('  No authority of this country is in the data.', width, '    '))
  if (assessment.clocks.length > 0) {
    lines.push('', paint('1', 'IF IT IS A BREACH'))
    for (const { law, citation, what, hours, wholeHours, due, isOver } of assessment.clocks)
      lines.push(
        ...wrap(
          `  ${due}${isOver ? ' (over, as hours run through weekends and holidays)' : ''}: ${what}, ${hours} hours after ${wholeHours ? 'the hour of ' : ''}${assessment.setting.awareAt} (${law} ${citation}${wholeHours ? '; Regulation (EEC, Euratom) No 1182/71, Article 3(1): that hour is not counted' : ''})`,
          width,
          '    ',
        ),
      )
  }
  if (assessment.clocks.length === 0 && assessment.setting.awareAt !== '')
    lines.push(
      '',
      paint('1', 'IF IT IS A BREACH'),
      ...wrap(
        '  None of the provisions above sets a time for a notification, as far as the data goes.',
        width,
        '    ',
      ),
    )
  lines.push('', paint('1', 'BEFORE RELYING ON THIS'))
  for (const reservation of assessment.reservations) lines.push(...wrap(`  ${reservation}`, width, '    '))
  const masker = new Masker(result, options.isRevealed)
  return `${lines.flatMap((line) => fold(masker.hide(line), width)).join('\n')}\n`
}

/** Where no finding raises a question: what was not read is not acquitted. */
function unraised({ findings }: ScanResult, user: string): string {
  return findings.every(({ transmissions }) => transmissions === 0)
    ? `Only names of recipients were seen, and not what was sent: no provision is named for that. What the law of ${user} asks of it stays open.`
    : `No finding raises a question under the law that is known here for ${user}.`
}

function lawDays({ captureDay, lastDay }: LegalAssessment): string {
  return captureDay === null || lastDay === null ? '' : daysText({ first: captureDay, last: lastDay })
}

function findingLines(
  finding: FindingAssessment,
  about: Finding | undefined,
  host: string,
  width: number,
  paint: Paint,
): string[] {
  const lines = wrap(
    `  ${paint('1', printable(host))}  ${finding.finding}: ${printable(about === undefined ? '' : findingTitle(about))}`,
    width,
    '    ',
  )
  if (finding.engaged.length === 0) {
    lines.push(...wrap('    No content was readable, or no provision of this place fits.', width, '      '))
    return lines
  }
  lines.push(paint('2', '    facts'))
  for (const { name, sentence } of finding.facts)
    if (!toldByPlaces.has(name))
      lines.push(
        ...wrap(`      · ${printable(inWords(sentence, about?.identifiers ?? []))}`, width, '        '),
      )
  for (const place of finding.places) lines.push(...wrap(`      · ${placeText(place)}`, width, '        '))
  for (const [title, entries] of [
    ['raises questions under', finding.engaged.filter(isQuestion)],
    ['rights and procedure', finding.engaged.filter((entry) => !isQuestion(entry))],
  ] as const) {
    if (entries.length > 0) lines.push(paint('2', `    ${title}`))
    for (const entry of entries)
      lines.push(...provisionLines(entry, about?.transmissions ?? 0, width, paint, about?.identifiers ?? []))
  }
  if (finding.sinceThen.length > 0) {
    lines.push(paint('2', '    in force since then'))
    for (const entry of finding.sinceThen) lines.push(...provisionLines(entry, 0, width, paint, null))
  }
  return lines
}

/** What was sent raises a question under it: it is more than rights and procedure. */
function isQuestion({ provision }: EngagedProvision): boolean {
  return !provision.isProcedure
}

/** A provision with all that belongs to it; without `identifiers`, which its sentences name in words, its name alone. */
function provisionLines(
  entry: EngagedProvision,
  transmissions: number,
  width: number,
  paint: Paint,
  identifiers: readonly string[] | null,
): string[] {
  const { provision, against, isReplaced, isAhead, part } = entry
  const notes = [
    part === undefined ? '' : partText(part, transmissions),
    provision.isPointer ? 'pointer only' : '',
    isReplaced ? 'no longer in force today' : '',
    isAhead ? 'not yet in force today' : '',
    provision.isVerified ? '' : 'not verified',
  ].filter((note) => note !== '')
  const lines = wrap(
    `      ${paint('1', `${provision.law} ${provision.citation}`)}: ${provision.title}${notes.length === 0 ? '' : ` (${notes.join(', ')})`}`,
    width,
    '        ',
  )
  if (identifiers === null) return lines
  lines.push(...wrap(`        ${provision.because}`, width, '          '))
  for (const question of provision.asks) lines.push(...wrap(`        ? ${question}`, width, '          '))
  for (const { sentence } of against)
    lines.push(...wrap(`        − ${printable(inWords(sentence, identifiers))}`, width, '          '))
  for (const missing of provision.missing)
    lines.push(...wrap(`        missing: ${missing}`, width, '          '))
  return lines
}

/** What of a finding a provision is about: `for 4 of 5 transmissions, 2019-01-20 to 2019-04-20`. */
function partText(part: NonNullable<EngagedProvision['part']>, all: number): string {
  const counted = part.transmissions === 0 ? '' : `${part.transmissions} of ${plural(all, 'transmission')}, `
  return `for ${counted}${daysText(part)}`
}

/** Facts that the lines of places behind them say, too. */
const toldByPlaces: ReadonlySet<string> = new Set([
  'third-country',
  'operator-abroad',
  'parent-abroad',
  'adequacy',
  'adequacy-unsure',
  'no-adequacy',
  'bridge-unsure',
])

function placeText(place: RecipientPlace): string {
  const when = place.days === undefined ? '' : ` (${daysText(place.days)})`
  return `${placeNames[place.role]}${when}: ${countryName(place.country, 'en')} (${printable(place.source)}${place.isVerified ? '' : '; not verified'}) · ${coverText(place)}`
}

const placeNames: Readonly<Record<RecipientPlace['role'], string>> = {
  server: 'server',
  operator: 'operator',
  parent: 'parent’s seat',
}

function coverText({
  isThirdCountry,
  hasAdequacyList,
  adequacy,
  isAdequacyUnsure,
  bridge,
}: RecipientPlace): string {
  const by = bridge === null ? '' : ` (${bridge.name}${bridge.isVerified ? '' : '; not verified'})`
  if (!isThirdCountry) return bridge === null ? 'not a third country' : `not a third country then${by}`
  if (adequacy === null) {
    const none = hasAdequacyList
      ? 'no adequacy decision on that day'
      : 'list of adequate countries not in the data'
    return `third country, ${none}${bridge === null ? '' : `; it may have counted as none${by}`}`
  }
  const limit = adequacy.limit === '' ? '' : `: ${adequacy.limit}`
  const unsure = isAdequacyUnsure ? '; whether it covers this recipient is not known' : ''
  return `third country, ${adequacy.number}${limit}${adequacy.isVerified ? '' : ' (not verified)'}${unsure}`
}

/** A language's English name, by its code. */
function languageName(code: string): string {
  return new Intl.DisplayNames('en', { type: 'language', fallback: 'code' }).of(code) ?? code
}

function authorityLines({ role, authority, reason }: AuthorityRole, width: number): string[] {
  const name =
    authority.name === authority.english ? authority.name : `${authority.name} (${authority.english})`
  const address = authority.host === '' ? '' : `, https://${authority.host}`
  return wrap(
    `  ${role}: ${name}, ${countryName(authority.country, 'en')}${address}, in ${authority.languages.map(languageName).join(', ')}${authority.isVerified ? '' : ' (not verified)'}: ${reason}`,
    width,
    '    ',
  )
}
