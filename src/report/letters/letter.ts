import { dueAfter, isOverOn, offsetOf } from '../../assess/law/due.ts'
import type { Authority, DueClock, LegalAssessment } from '../../assess/law/types.ts'
import { recipientName } from '../../assess/recipient-name.ts'
import type { Finding, Recipient } from '../../assess/types.ts'
import type { ScanResult } from '../../pipeline/scan-result.ts'
import { isLittleShare, isMostlyLost, isOnlyAnswers } from '../mostly-unsearched.ts'
import { readingOf } from '../verdict.ts'
import { Masker } from '../masking/masker.ts'
import { valueMasks } from '../masking/value-masks.ts'
import { recipientOf } from '../phrases.ts'
import { countryName } from '../../core/country-name.ts'
import { dayIn, momentIn } from './date-words.ts'
import { de } from './de.ts'
import { utc, zonedDay, zonedSeconds, zoneName } from '../../core/zoned-time.ts'
import { en } from './en.ts'
import { fi } from './fi.ts'
import { nb } from './nb.ts'
import { fill, underLaw } from './texts.ts'
import type { LetterKind, LetterLanguage, LetterTexts } from './texts.ts'
import type { Given, Letter, LetterBlock, LetterOptions } from './letter-block.ts'
import { heading, paragraphs, zoneOf } from './letter-block.ts'
import { counterText } from './counter-text.ts'
import { mayBeAnothers } from './called-out.ts'
import { findingsMax } from './shortened.ts'
import { table } from './transmission-table.ts'
import { facts } from './finding-facts.ts'
import { isForOthers, provisions, raisesQuestions, titleOf } from './cited-provisions.ts'
import { method } from './method.ts'
import { isPartUndated } from './undated.ts'

/** The sentences of all letters, by language. */
export const letterTexts: Readonly<Record<LetterLanguage, LetterTexts>> = { en, nb, fi, de }

/** Of the breach of which the texts tell: Article 33(1) of the GDPR, an act of the Union. */
const gdprClock = { hours: 72, wholeHours: true } as const

/**
 * A letter made of findings and their legal assessment. What it states stands in the findings; what it does not know it
 * asks, or leaves a place in square brackets for.
 */
export function writeLetter(
  whole: ScanResult,
  wholeAssessment: LegalAssessment,
  options: LetterOptions,
): Letter {
  const own = whole.findings.filter((finding) => !mayBeAnothers(whole, finding))
  const ids = new Set(own.map(({ id }) => id))
  const result = { ...whole, findings: own }
  const assessment = {
    ...wholeAssessment,
    findings: wholeAssessment.findings.filter(({ finding }) => ids.has(finding)),
  }
  const isGdpr = actedKinds.has(options.kind) ? isGdprToday(assessment) : isUnderGdpr(assessment)
  const texts = underLaw(letterTexts[options.language], isGdpr)
  const blocks: LetterBlock[] = [{ kind: 'title', text: texts.titles[options.kind] }]
  const { kind } = options
  const masker = new Masker(result, options.isRevealed)
  const hide = (text: string): string => masker.hide(text)
  if (kind !== 'summary') blocks.push(...addresses(texts, result, assessment, options))
  blocks.push(
    ...bodies[kind]({
      result,
      assessment,
      options,
      texts,
      hide,
      hideName: (name) => masker.hideName(name),
      masks: valueMasks(result, options.isRevealed),
    }),
  )
  if (kind !== 'summary' && kind !== 'breach-memo')
    blocks.push({ kind: 'paragraph', text: texts.greetings }, { kind: 'paragraph', text: texts.writer })
  blocks.push({ kind: 'paragraph', text: texts.notAdvice })
  return { kind, language: options.language, blocks: blocks.map((block) => hidden(block, hide)) }
}

/**
 * Whether the GDPR was in force there on a day of the findings: its articles and times are those of no other law. What a
 * capture could show of it does not matter: also of what was not read it asks for answers.
 */
function isUnderGdpr({ findings }: LegalAssessment): boolean {
  return findings.some(({ laws }) => laws.includes('GDPR'))
}

/** Letters by which the user exercises a right: that is done on their day, and by its law. */
const actedKinds: ReadonlySet<LetterKind> = new Set(['access-request', 'complaint'])

/** Whether the GDPR is what gives the user rights there on the day of the letter. */
function isGdprToday({ rightsToday }: LegalAssessment): boolean {
  return rightsToday.some(({ law }) => law === 'GDPR')
}

/** Hosts, names and sentences can repeat what names the device: it is hidden in all of them. */
function hidden(block: LetterBlock, hide: (text: string) => string): LetterBlock {
  if ('text' in block) return { ...block, text: hide(block.text) }
  if ('items' in block) return { ...block, items: block.items.map(hide) }
  return { ...block, rows: block.rows.map((row) => row.map(hide)) }
}

const bodies: Readonly<Record<LetterKind, (given: Given) => LetterBlock[]>> = {
  summary: (given) => {
    const { texts, result } = given
    if (result.findings.length === 0) return [...paragraphs(nothing(given)), ...method(given)]
    return [
      ...facts(given),
      ...paragraphs([texts.summaryDo, texts.summaryNot]),
      ...authorities(given),
      ...method(given),
    ]
  },
  complaint: (given) => {
    const { texts, assessment } = given
    return [
      ...paragraphs([controllerText(given), raisesQuestions(given) ? texts.concern : texts.concernAlone]),
      ...facts(given),
      ...table(given),
      ...provisions(given),
      ...against(given),
      heading(texts.headings.requests),
      {
        kind: 'numbered',
        items: [
          ...texts.complaintAsk,
          ...(assessment.authorities.some(({ role }) => role === 'lead') ? [texts.lead] : []),
          ...(isForOthers(given) ? [texts.passOn] : []),
        ],
      },
      ...paragraphs([texts.share]),
      ...method(given),
    ]
  },
  'access-request': (whole) => {
    // Nobody is told what others got.
    const given = { ...whole, result: { ...whole.result, findings: findingsOfFirst(whole.result) } }
    const { texts } = given
    const first = dayIn(given.options.language, firstDay(given))
    return [
      heading(texts.headings.requests),
      { kind: 'numbered', items: texts.accessAsk.map((ask) => fill(ask, { since: first })) },
      ...paragraphs([
        ...(hasIdentifiers(given.result) ? [] : [texts.accessUnseen]),
        ...rightsNamed(given),
        texts.accessTerm,
        texts.accessIdentity,
      ]),
      ...facts(given),
      ...table(given),
      ...against(given),
      ...method(given),
    ]
  },
  'right-of-reply': (given) => {
    const { texts } = given
    return [
      ...paragraphs([fill(texts.replyIntro, { deadline: deadlineOf(given) })]),
      ...facts(given),
      ...against(given),
      heading(texts.headings.questions),
      { kind: 'numbered', items: texts.replyAsk },
      ...paragraphs([fill(texts.replyPromise, { heading: texts.headings.method })]),
      ...method(given),
    ]
  },
  'controller-notice': (given) => {
    const { texts } = given
    return [
      ...paragraphs([fill(texts.noticeIntro, { deadline: deadlineOf(given) })]),
      ...facts(given),
      ...table(given),
      ...against(given),
      heading(texts.headings.questions),
      { kind: 'numbered', items: texts.noticeAsk },
      ...method(given),
    ]
  },
  'breach-memo': (given) => {
    const { texts } = given
    return [
      ...paragraphs([clockText(given)]),
      ...facts(given),
      { kind: 'numbered', items: texts.breachItems },
      ...against(given),
      ...provisions(given),
      ...method(given),
    ]
  },
}

/** The law by which the user asks, where the texts cite none by themselves. */
function rightsNamed({ assessment, texts, options }: Given): string[] {
  if (isGdprToday(assessment)) return []
  const law = assessment.rightsToday.map((right) => titleOf(right, texts, options.language)).join('; ')
  return law === '' ? [] : [fill(texts.accessLaw, { law })]
}

/** What is said without a finding: an all-clear only as far as something was read of what the phone sent. */
function nothing({ result, texts }: Given): string[] {
  const reading = readingOf(result)
  if (reading === 'nothing') return [texts.nothingRead]
  if (reading === 'enough') return [texts.nothingFound]
  if (isOnlyAnswers(result)) return [texts.nothingFound, texts.onlyAnswers]
  return [
    texts.nothingFound,
    isLittleShare(result) || isMostlyLost(result) ? texts.littleRead : texts.littleSearched,
  ]
}

function addresses(
  texts: LetterTexts,
  result: ScanResult,
  assessment: LegalAssessment,
  { kind, language }: LetterOptions,
): LetterBlock[] {
  const authority = assessment.authorities.find(({ role }) => role === 'complaint')?.authority
  const { maker, today } = assessment.setting
  const [first] = result.findings
  const controller = maker === '' ? texts.controllerUnknown : maker
  const to = {
    summary: '',
    complaint: authority === undefined ? '' : addressed(texts, authority),
    // It tells what this one got: whoever made the phone need not have it.
    'access-request': first === undefined ? controller : requested(texts, recipientOf(result, first)),
    'right-of-reply': controller,
    'controller-notice': controller,
    'breach-memo': controller,
  }[kind]
  return paragraphs([
    `${texts.to}: ${to}`,
    ...(kind === 'breach-memo' ? [] : [`${texts.from}: ${texts.writer}`]),
    ...(kind === 'complaint' || kind === 'access-request' ? [texts.onBehalf] : []),
    `${texts.day}: ${dayIn(language, today)}`,
  ])
}

/** An authority as letters write to it: where each part of the country has one, the writer fills it in. */
function addressed(texts: LetterTexts, { name, host }: Authority): string {
  return host === '' ? texts.authorityOfPart : `${name}, ${host}`
}

/** Who has to answer a request for access: of a host of which nobody is known, its operator, whom the writer fills in. */
function requested(texts: LetterTexts, recipient: Recipient): string {
  return knownOperator(recipient) ?? fill(texts.operatorUnknown, { host: recipientName(recipient) })
}

/** The name of who operates it; null where that is not known, or no more than possible. */
function knownOperator({ organisation }: Recipient): string | null {
  return organisation === null || organisation.confidence === 'possible' ? null : organisation.name
}

/** Whom a request for access would go to: organisations that got identifiers, else their hosts, in order of findings. */
export function addresseesOf(result: ScanResult): string[] {
  return [...new Set(result.findings.map((finding) => addresseeOf(result, finding)))]
}

function addresseeOf(result: ScanResult, finding: Finding): string {
  const recipient = recipientOf(result, finding)
  return knownOperator(recipient) ?? recipientName(recipient)
}

/** Whether the first addressee is known to have got an identifier: of a name alone the writer has to give them. */
export function isFirstSentIdentifiers(result: ScanResult): boolean {
  return hasIdentifiers({ findings: findingsOfFirst(result) })
}

function hasIdentifiers({ findings }: Pick<ScanResult, 'findings'>): boolean {
  return findings.some(({ identifiers }) => identifiers.length > 0)
}

function findingsOfFirst(result: ScanResult): Finding[] {
  const [first] = addresseesOf(result)
  return result.findings.filter((finding) => addresseeOf(result, finding) === first)
}

function controllerText({ texts, assessment }: Given): string {
  const { maker } = assessment.setting
  return fill(texts.controller, { maker: maker === '' ? texts.controllerUnknown : maker })
}

function against({ result, texts }: Given): LetterBlock[] {
  const items = result.findings
    .slice(0, findingsMax)
    .flatMap((finding) =>
      finding.counterEvidence.map((evidence) => `${counterText(evidence, texts)} (${finding.id})`),
    )
  return items.length === 0 ? [] : [heading(texts.headings.against), { kind: 'list', items }]
}

function authorities({ assessment, texts, options }: Given): LetterBlock[] {
  return assessment.authorities.map(({ authority, role }) => ({
    kind: 'paragraph',
    text: fill(texts.authority, {
      authority: addressed(texts, authority),
      country: countryName(authority.country, options.language),
      reason: texts.roles[role],
    }),
  }))
}

/** The first day of the findings of which it is known when they were. */
function firstDay(given: Given): string {
  const dated = given.result.findings.filter((finding) => !isPartUndated(finding, given))
  const days = dated.map(({ first }) => zonedDay(first, zoneOf(given.options))).sort()
  return days[0] ?? '[…]'
}

function deadlineOf({ options }: Given): string {
  return options.deadline === '' ? '[…]' : dayIn(options.language, options.deadline)
}

/** The zone in which the hours are told: that of the people concerned, or else the one in which the time was given. */
function clockZone(options: LetterOptions): string {
  const zone = zoneOf(options)
  return zone === utc ? offsetOf(options.awareAt) : zone
}

/** The time within which the breach of the texts is to be notified; null where the law that counts has none in the data. */
function notifyClock(assessment: LegalAssessment): Pick<DueClock, 'hours' | 'wholeHours'> | null {
  if (isUnderGdpr(assessment)) return gdprClock
  return assessment.clocks.find(({ hours }) => hours === gdprClock.hours) ?? null
}

/** Since when the controller has been aware, by when it would have to notify, and whether the day on which that ends is over. */
function clockText({ options, texts, assessment }: Given): string {
  const { awareAt } = options
  if (awareAt === '') return texts.breachUnknown
  const aware = minuteText(Date.parse(awareAt), options)
  const clock = notifyClock(assessment)
  if (clock === null) return fill(texts.breachAware, { aware })
  const { today, timeZone } = assessment.setting
  const due = dueAfter(awareAt, clock)
  const told = fill(texts.breachClock, { aware, until: minuteText(Date.parse(due), options) })
  const zones = [clockZone(options), ...(timeZone === undefined ? [] : [timeZone])]
  return isOverOn(today, due, zones) ? `${told} ${texts.breachOver}` : told
}

/** A moment (milliseconds since 1970) to the minute, in the zone in which the hours are told. */
function minuteText(ms: number, options: LetterOptions): string {
  const zone = clockZone(options)
  // Its seconds cut out: `2019-02-11 06:44:19+01:00`.
  const shown = zonedSeconds({ sec: Math.floor(ms / 1_000), nsec: 0 }, zone).replace(
    /(?<= \d\d:\d\d):\d\d/,
    '',
  )
  const moment = momentIn(options.language, shown)
  if (zone === utc) return `${moment} UTC`
  // An offset stands behind the time already.
  return /^[+-]/.test(zone) ? moment : `${moment} (${zoneName(zone)})`
}
