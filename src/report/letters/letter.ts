import type { LegalAssessment } from '../../assess/law/types.ts'
import { onlyDigests } from '../../assess/only-digests.ts'
import { heaviestFirst } from '../../assess/severity.ts'
import { sureIdentifiers } from '../../assess/sure-identifiers.ts'
import type { Finding, Observation, Recipient } from '../../assess/types.ts'
import { hasSeat } from '../../assess/has-seat.ts'
import { isLocal, isOnDevice } from '../../assess/is-local.ts'
import { onTheWay } from '../../assess/on-the-way.ts'
import type { Organisation } from '../../attribute/types.ts'
import { LookUp } from '../../core/look-up.ts'
import { formatInstant } from '../../core/time.ts'
import { identifiers } from '../../detect/identifiers.gen.ts'
import type { ScanResult } from '../../pipeline/scan.ts'
import { fileNames } from '../file-names.ts'
import { Masker } from '../masker.ts'
import { ValueMasks } from '../value-masks.ts'
import { captureName, observationsOf, recipientOf, transmissionsOf } from '../phrases.ts'
import { countryName } from '../../core/country-name.ts'
import { dayIn, momentIn } from './date-words.ts'
import { de } from './de.ts'
import { deviceName } from '../device-name.ts'
import { utc, zonedDay, zonedSeconds, zoneName } from '../zoned-time.ts'
import { en } from './en.ts'
import { fi } from './fi.ts'
import { nb } from './nb.ts'
import { fill, underLaw } from './texts.ts'
import type { LetterKind, LetterLanguage, LetterTexts } from './texts.ts'

/** The sentences of all letters, by language. */
export const letterTexts: Readonly<Record<LetterLanguage, LetterTexts>> = { en, nb, fi, de }

/** A piece of a letter. Sentences that state facts end in the ids of the findings that they rest on. */
export type LetterBlock =
  | { readonly kind: 'title' | 'heading' | 'paragraph'; readonly text: string }
  | { readonly kind: 'list' | 'numbered'; readonly items: readonly string[] }
  | {
      readonly kind: 'table'
      readonly caption: string
      readonly columns: readonly string[]
      readonly rows: readonly (readonly string[])[]
    }

/** A letter as blocks: written as text or as a page by `letterText` and `letterHtml`. */
export interface Letter {
  readonly kind: LetterKind
  readonly language: LetterLanguage
  readonly blocks: readonly LetterBlock[]
}

/** What the user says of a letter. */
export interface LetterOptions {
  readonly kind: LetterKind
  readonly language: LetterLanguage
  readonly version: string
  readonly isRevealed: boolean
  /** Day by which an answer is asked for, '' for a place to fill in. */
  readonly deadline: string
  /** Time zone of the people concerned, in which times are told; UTC where it is absent. */
  readonly timeZone?: string
  /** When the controller became aware (ISO 8601), '' where it is not known. */
  readonly awareAt: string
}

/** Rows of the table of transmissions; more are counted. */
const rowsMax = 15
/** Findings whose facts stand in a letter, and as many again in a line each; runs of ids that are listed. */
const findingsMax = 25
const idRunsMax = 8
/** What a summary names, so that it stays one page; the rest is counted. */
const summary = { findings: 2, lines: 2, identifiers: 5, captures: 1, characters: 40 } as const
/** How the table calls the way of a message. */
const ways = { clear: 'plaintext', encrypted: 'encrypted', untold: 'untold' } as const
/** Of the breach of which the texts tell. */
const hoursToNotify = 72

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
  const texts = underLaw(letterTexts[options.language], isUnderGdpr(assessment))
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
      masks: new ValueMasks(result.observations, options.isRevealed),
    }),
  )
  if (kind !== 'summary' && kind !== 'breach-memo')
    blocks.push({ kind: 'paragraph', text: texts.greetings }, { kind: 'paragraph', text: texts.writer })
  blocks.push({ kind: 'paragraph', text: texts.notAdvice })
  return { kind, language: options.language, blocks: blocks.map((block) => hidden(block, hide)) }
}

/** Whether the GDPR was in force there on the day: its articles and times are those of no other law. */
function isUnderGdpr({ findings }: LegalAssessment): boolean {
  return findings.some(({ engaged }) => engaged.some(({ provision }) => provision.law === 'GDPR'))
}

/** Of names that were called out by radio where others are heard, too: nobody is charged with these. */
function mayBeAnothers(result: ScanResult, finding: Finding): boolean {
  const { calls = 0, own = 0 } = result.callers ?? {}
  return own < calls && isCalledOut(result, finding)
}

/** Whether all of it was called out by radio, to whoever is near: no network took it anywhere. */
function isCalledOut(result: ScanResult, finding: Finding): boolean {
  return (
    transmissionsOf(result, finding).every(({ summary }) => summary.protocol === 'probe-request') &&
    finding.transmissions > 0
  )
}

/** Hosts, names and sentences can repeat what names the device: it is hidden in all of them. */
function hidden(block: LetterBlock, hide: (text: string) => string): LetterBlock {
  if ('text' in block) return { ...block, text: hide(block.text) }
  if ('items' in block) return { ...block, items: block.items.map(hide) }
  return { ...block, rows: block.rows.map((row) => row.map(hide)) }
}

interface Given {
  readonly result: ScanResult
  readonly assessment: LegalAssessment
  readonly options: LetterOptions
  readonly texts: LetterTexts
  /** Hides what names the device: before a text is cut, since a piece of a value would not be known. */
  readonly hide: (text: string) => string
  /** How values are told. */
  readonly masks: ValueMasks
}

const bodies: Readonly<Record<LetterKind, (given: Given) => LetterBlock[]>> = {
  summary: (given) => {
    const { texts, result } = given
    if (result.findings.length === 0) return [...paragraphs([texts.nothingFound]), ...method(given)]
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
      ...paragraphs([controllerText(given), texts.concern]),
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
        ],
      },
      ...paragraphs([texts.share]),
      ...method(given),
    ]
  },
  'access-request': (whole) => {
    // Nobody is told what others got.
    const given = { ...whole, result: { ...whole.result, findings: findingsOfFirst(whole.result) } }
    const { texts, result } = given
    const first = dayIn(given.options.language, firstDay(result.findings, zoneOf(given.options)))
    return [
      heading(texts.headings.requests),
      { kind: 'numbered', items: texts.accessAsk.map((ask) => fill(ask, { since: first })) },
      ...paragraphs([texts.accessTerm, texts.accessIdentity]),
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
      ...paragraphs([texts.replyPromise]),
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
    const { texts, options, assessment } = given
    const isTimed = isUnderGdpr(assessment) || assessment.clocks.some(({ hours }) => hours === hoursToNotify)
    const told = isTimed ? texts.breachClock : texts.breachAware
    const clock = options.awareAt === '' ? texts.breachUnknown : fill(told, clockTimes(options))
    return [
      ...paragraphs([clock]),
      ...facts(given),
      { kind: 'numbered', items: texts.breachItems },
      ...against(given),
      ...provisions(given),
      ...method(given),
    ]
  },
}

function heading(text: string): LetterBlock {
  return { kind: 'heading', text }
}

function paragraphs(texts: readonly string[]): LetterBlock[] {
  return texts.map((text) => ({ kind: 'paragraph', text }))
}

function addresses(
  texts: LetterTexts,
  result: ScanResult,
  assessment: LegalAssessment,
  { kind, language }: LetterOptions,
): LetterBlock[] {
  const authority = assessment.authorities.find(({ role }) => role === 'complaint')?.authority
  const { maker, today } = assessment.setting
  const recipient = result.recipients.find(({ id }) => id === result.findings[0]?.recipient)
  const controller = maker === '' ? texts.controllerUnknown : maker
  const to = {
    summary: '',
    complaint: authority === undefined ? '' : `${authority.name}, ${authority.host}`,
    'access-request':
      recipient?.organisation === null || recipient === undefined ? controller : recipient.organisation.name,
    'right-of-reply': controller,
    'controller-notice': controller,
    'breach-memo': controller,
  }[kind]
  return paragraphs([
    `${texts.to}: ${to}`,
    ...(kind === 'breach-memo' ? [] : [`${texts.from}: ${texts.writer}`]),
    `${texts.day}: ${dayIn(language, today)}`,
  ])
}

/** Whom a request for access would go to: organisations that got identifiers, else their hosts, in order of findings. */
export function addresseesOf(result: ScanResult): string[] {
  return [...new Set(result.findings.map((finding) => addresseeOf(result, finding)))]
}

function addresseeOf(result: ScanResult, finding: Finding): string {
  const recipient = recipientOf(result, finding)
  return recipient.organisation?.name ?? hostOf(recipient)
}

function findingsOfFirst(result: ScanResult): Finding[] {
  const [first] = addresseesOf(result)
  return result.findings.filter((finding) => addresseeOf(result, finding) === first)
}

function controllerText({ texts, assessment }: Given): string {
  const { maker } = assessment.setting
  return fill(texts.controller, { maker: maker === '' ? texts.controllerUnknown : maker })
}

function facts({ result, texts, options, hide }: Given): LetterBlock[] {
  const zone = zoneOf(options)
  if (result.findings.length === 0) return paragraphs([texts.nothingFound])
  const isSummary = options.kind === 'summary'
  const device = deviceName(result) || (isSummary ? texts.phone : texts.device)
  const told = result.findings.slice(0, isSummary ? summary.findings : findingsMax)
  const short = (text: string): string => (isSummary ? cut(hide(text), summary.characters) : text)
  const items = told.flatMap((finding) => {
    const recipient = recipientOf(result, finding)
    const host = short(hostOf(recipient))
    const say = sayer(observationsOf(result, finding), texts)
    const titles = finding.identifiers.map((identifier) => say(identifier, titleOf(identifier, texts)))
    const named = listed(titles, isSummary ? summary.identifiers : titles.length, texts)
    const isOnce = finding.transmissions === 1
    const isAtOnce = formatInstant(finding.first, 0) === formatInstant(finding.last, 0)
    const sent = isOnce ? texts.sentOnce : isAtOnce ? texts.sentAtOnce : texts.sent
    const sentences = [
      fill(finding.transmissions === 0 ? texts.nameSeen : sent, {
        finding: finding.id,
        first: momentIn(options.language, zonedSeconds(finding.first, zone)),
        last: momentIn(options.language, zonedSeconds(finding.last, zone)),
        zone: zoneName(zone),
        count: finding.transmissions,
        device: short(device),
        host,
        identifiers: named === '' ? '?' : named,
      }),
    ]
    const isLocalOnly = isInside(result, finding)
    if (isLocalOnly)
      sentences.push(
        fill(isOnDevice(recipient) ? texts.onDevice : texts.local, { finding: finding.id, host }),
      )
    const { organisation } = recipient
    if (organisation !== null)
      sentences.push(
        fill(
          isUnsourced(organisation)
            ? texts.recipientUnsure
            : isSummary
              ? texts.recipientPlain
              : texts.recipient,
          {
            finding: finding.id,
            organisation: short(organisation.name),
            seat: seatText(organisation, options.language, texts),
            source: sourceText(organisation.source, texts),
          },
        ),
      )
    const all = transmissionsOf(result, finding)
    const counts = {
      finding: finding.id,
      all: all.length,
      open: all.filter((one) => onTheWay(one) === 'clear').length,
      untold: all.filter((one) => onTheWay(one) === 'untold').length,
      refused: all.filter(({ receipt }) => receipt?.accepted === false).length,
    }
    sentences.push(...wayTexts(counts, isOnce, isLocalOnly ? localWays(texts) : texts, texts))
    if (counts.refused > 0)
      sentences.push(fill(counts.refused < counts.all ? texts.refusedSome : texts.refused, counts))
    return sentences
  })
  const rest = result.findings.slice(told.length)
  const lines = isSummary ? summary.lines : findingsMax
  for (const finding of rest.slice(0, lines)) {
    const name = short(hostOf(recipientOf(result, finding)))
    const host = isInside(result, finding) ? fill(texts.localHost, { host: name }) : name
    const count = finding.transmissions
    const what = count === 1 ? texts.summaryWhatOnce : texts.summaryWhat
    items.push(fill(count === 0 ? texts.nameSeen : what, { finding: finding.id, host, count }))
  }
  const ids = rest.slice(lines).map(({ id }) => id)
  if (ids.length > 0) {
    const findings = ids.length > 2 ? `${ids[0] ?? ''} … ${ids.at(-1) ?? ''}` : ids.join(', ')
    items.push(
      fill(ids.length === 1 ? texts.summaryMoreOnce : texts.summaryMore, { count: ids.length, findings }),
    )
  }
  return [heading(texts.headings.facts), { kind: 'list', items }]
}

interface WayCounts {
  readonly finding: string
  readonly all: number
  readonly open: number
  readonly untold: number
}

/** How it is said that messages were not encrypted. */
type ClearTexts = Pick<LetterTexts, 'clear' | 'clearOnce' | 'clearSome'>

/** The same of a recipient without an address of the Internet: nobody is said to have been on the way. */
function localWays({ clearLocal, clearLocalOnce, clearSomeLocal }: LetterTexts): ClearTexts {
  return { clear: clearLocal, clearOnce: clearLocalOnce, clearSome: clearSomeLocal }
}

/** How the messages of a finding travelled: of those that a log of the device tells of, that is not known. */
function wayTexts(
  { finding, all, open, untold }: WayCounts,
  isOnce: boolean,
  clearTexts: ClearTexts,
  texts: LetterTexts,
): string[] {
  const told = all - untold
  const sentences: string[] = []
  if (told > 0) {
    const isOne = isOnce || (untold > 0 && told === 1)
    const clear = isOne ? clearTexts.clearOnce : open < told ? clearTexts.clearSome : clearTexts.clear
    const sealed = isOne ? texts.encryptedOnce : texts.encrypted
    sentences.push(fill(open > 0 ? clear : sealed, { finding, open, all: told }))
  }
  if (untold > 0) {
    const whole = isOnce ? texts.untoldOnce : texts.untold
    sentences.push(fill(told > 0 ? texts.untoldSome : whole, { finding, untold, all }))
  }
  return sentences
}

/** Whether it went to the phone's own network or its operator's only: to no stranger on the Internet. */
function isInside(result: ScanResult, finding: Finding): boolean {
  return isLocal(recipientOf(result, finding)) && !isCalledOut(result, finding)
}

/** Memory is no public information, and what is only possible is not told as if it were known. */
function isUnsourced({ source, confidence }: Organisation): boolean {
  return confidence === 'possible' || source.startsWith('memory')
}

/** Where the organisation or its parent is seated, as the end of a sentence; '' where that is not known. */
function seatText(organisation: Organisation, language: LetterLanguage, texts: LetterTexts): string {
  if (!hasSeat(organisation)) return ''
  const country = countryName(organisation.country, language)
  return fill(organisation.parent === '' ? texts.ownSeat : texts.parentSeat, { country })
}

/** Credits of sources: proper names as they are, the rest in the language of the letter. */
function sourceText(source: string, { sources }: LetterTexts): string {
  return source
    .split('; ')
    .map((one) => sources[one] ?? one)
    .join('; ')
}

/** The first `most` of a list; the others are counted. */
function listed(items: readonly string[], most: number, texts: LetterTexts): string {
  const named = items.slice(0, most).join(', ')
  const count = items.length - most
  return count > 0 ? fill(texts.more, { named, count }) : named
}

function cut(text: string, most: number): string {
  const characters = Array.from(text)
  return characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : text
}

function exchangeOf({ capture, exchange }: Pick<Observation, 'capture' | 'exchange'>): string {
  return `${capture} ${exchange}`
}
const byExchange: LookUp<Observation, string> = new LookUp((observation) => exchangeOf(observation))

function table({ result, texts, options, masks }: Given): LetterBlock[] {
  const { columns } = texts
  const zone = zoneOf(options)
  const rows = result.findings.flatMap((finding) =>
    transmissionsOf(result, finding).map((transmission) => {
      const seen = byExchange
        .allOf(result.observations, exchangeOf(transmission))
        .filter(({ direction }) => direction === 'sent')
      const say = sayer(seen, texts)
      const order = heaviestFirst(new Set(seen.map(({ identifier }) => identifier)))
      const names = order.map((identifier) => say(identifier, shortTitle(identifier, texts)))
      // What is said in one column stands in the same order in the next.
      const ordered = order.flatMap((identifier) => seen.filter((one) => one.identifier === identifier))
      return [
        zonedSeconds(transmission.at, zone),
        hostOf(recipientOf(result, finding)),
        [...new Set(names)].join(', '),
        valuesOf(ordered, masks),
        texts.protection[ways[onTheWay(transmission)]],
        finding.id,
      ]
    }),
  )
  if (rows.length === 0) return []
  const all = rows.length
  const amount = all > rowsMax ? fill(texts.firstRows, { shown: rowsMax, all }) : String(all)
  return [
    heading(texts.headings.table),
    {
      kind: 'table',
      caption: `${texts.headings.table}: ${amount}`,
      columns: [
        fill(columns.time, { zone: zoneName(zone) }),
        columns.host,
        columns.field,
        options.isRevealed ? columns.valueShown : columns.value,
        columns.protection,
        columns.finding,
      ],
      rows: rows.slice(0, rowsMax),
    },
    ...(options.isRevealed
      ? []
      : paragraphs([options.kind === 'access-request' ? texts.maskedRequest : texts.masked])),
  ]
}

function provisions({ assessment, texts, options }: Given): LetterBlock[] {
  const seen = new Map<string, string[]>()
  for (const { finding, engaged } of assessment.findings) {
    for (const { provision } of engaged) {
      const law = provision.law === 'GDPR' ? texts.gdpr : provision.law
      const cited = provision.citedIn[options.language] ?? `${law}, ${citationIn(provision.citation, texts)}`
      const title = `${cited}${provision.isVerified ? '' : ` ${texts.notVerified}`}`
      const findings = seen.get(title)
      if (findings === undefined) seen.set(title, [finding])
      else findings.push(finding)
    }
  }
  if (seen.size === 0) return []
  return [
    heading(texts.headings.provisions),
    { kind: 'list', items: [...seen].map(([title, ids]) => `${title} (${idsText(ids)})`) },
  ]
}

/** Ids of findings as a list; three and more that follow each other are named by the first and the last. */
function idsText(ids: readonly string[]): string {
  const runs: string[][] = []
  for (const id of ids) {
    const run = runs.at(-1)
    if (run !== undefined && numberOf(id) === numberOf(run.at(-1) ?? '') + 1) run.push(id)
    else runs.push([id])
  }
  const named = runs.map((run) => (run.length > 2 ? `${run[0] ?? ''}–${run.at(-1) ?? ''}` : run.join(', ')))
  return named.length > idRunsMax
    ? `${named.slice(0, idRunsMax).join(', ')} … ${ids.at(-1) ?? ''}`
    : named.join(', ')
}

function numberOf(id: string): number {
  return Number(id.slice(1))
}

/** Sentences of findings that speak against them, as `src/assess/findings.ts` and the attribution write them. */
const againstPatterns: Readonly<Record<keyof LetterTexts['speaksAgainst'], RegExp>> = {
  refused: /^the server refused (?<refused>\d+) of (?<all>\d+) transmissions \(/,
  refusedOnce: /^the server refused the transmission \(/,
  unansweredAll: /^no answer was seen$/,
  unanswered: /^no answer was seen to (?<unanswered>\d+) of (?<all>\d+) transmissions$/,
  notListed:
    /^it is not certain who the recipient is: the list of organisations does not have (?<name>[^\s;]+)$/,
  notListedHosted:
    /^it is not certain who the recipient is: the list of organisations does not have (?<name>[^\s;]+); hosted by (?<owner>[^;]+)$/,
  noName:
    /^it is not certain who the recipient is: (?:no name of the server is known|only an address is known, no name|no name was seen for this address)$/,
  tenant: /^it is not certain who the recipient is: unknown tenant of (?<owner>[^;]+)$/,
  tenantNamed:
    /^it is not certain who the recipient is: tenant "(?<tenant>[^"]+)" of (?<owner>[^;]+), whom the list of organisations does not have$/,
  alias:
    /^it is not certain who the recipient is: the phone was told that (?<name>\S+) is (?<alias>\S+), a name that the list of organisations does not have; hosted by (?<owner>[^;]+)$/,
  aliasOwner:
    /^it is not certain who the recipient is: the phone was told that (?<name>\S+) is (?<alias>\S+): the owner of \S+ receives as well, and is not in the list$/,
  formOnly: /^only its form, or only its name, says what the value is/,
  noKey: /^no name beside it says what it is$/,
  nameOnly: /^no content was readable: what was sent/,
  copies: /^what was observed stands in bytes of which the capture holds different copies/,
  phones: /^(?<imeis>\d+) IMEIs were sent, and a phone has two at most/,
  senders: /^it was sent from (?<senders>\d+) addresses of one network \((?<addresses>[^)]+)\)/,
}

/** What speaks against a finding, in the letter's language; what has no sentence there is quoted as English. */
function counterText(evidence: string, { speaksAgainst, quotedEnglish }: LetterTexts): string {
  for (const [name, text] of Object.entries(speaksAgainst)) {
    const found = againstPatterns[name as keyof typeof againstPatterns].exec(evidence)
    if (found !== null) return fill(text, found.groups ?? {})
  }
  return fill(quotedEnglish, { evidence })
}

/** Where in a law, with the language's words for its parts. */
function citationIn(text: string, { citationWords }: LetterTexts): string {
  return text.replaceAll(/\p{L}+/gu, (word) => citationWords[word] ?? word)
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
      authority: `${authority.name}, ${authority.host}`,
      country: countryName(authority.country, options.language),
      reason: texts.roles[role],
    }),
  }))
}

function method({ result, texts, options, hide }: Given): LetterBlock[] {
  const isSummary = options.kind === 'summary'
  const files = fileNames(result.captures)
  const names = result.captures.map((capture, index) => {
    const name = captureName(capture, files[index] ?? '', options.isRevealed)
    return isSummary ? cut(hide(name), summary.characters) : name
  })
  const hashes = result.captures.map(({ sha256 }) => sha256 ?? '?')
  const most = isSummary ? summary.captures : names.length
  const [first] = result.findings
  return [
    heading(texts.headings.method),
    {
      kind: 'paragraph',
      text: [
        fill(texts.method, {
          version: options.version,
          captures: listed(names, most, texts),
          hash: listed(hashes, most, texts),
        }),
        ...(first === undefined ? [] : [fill(texts.findingIds, { finding: first.id })]),
      ].join(' '),
    },
    heading(texts.headings.limits),
    { kind: 'list', items: limitsOf(result, texts) },
  ]
}

/** What the findings do not show: of what was seen only, so that no limit stands there of what is not in question. */
function limitsOf(result: ScanResult, texts: LetterTexts): string[] {
  const sealed = result.opaque.reduce((sum, { count }) => sum + count, 0)
  const hasCell = result.findings.some((finding) => finding.identifiers.includes('cell-id'))
  return [
    ...shareRead(result, texts),
    ...missing(result, texts),
    ...(sealed === 0 ? [] : [fill(texts.sealed, { count: String(sealed) })]),
    ...texts.limits,
    ...(hasCell ? [texts.cellIsArea] : []),
  ]
}

/** How much of what was captured could be read, in whole per cent; nothing where nothing was captured. */
function shareRead({ coverage }: ScanResult, texts: LetterTexts): string[] {
  const { payload, duplicate, read } = coverage.summary
  // What was sent again is no content of its own.
  const whole = payload - duplicate
  if (whole === 0) return []
  if (read === whole) return [texts.readAll]
  const percent = Math.round((100 * read) / whole)
  const share =
    percent === 0 && read > 0 ? '< 1 %' : percent === 100 && read < whole ? '> 99 %' : `${percent} %`
  return [fill(texts.shareRead, { share })]
}

/** What is known to have been sent, and is not in the capture. */
function missing({ coverage }: ScanResult, texts: LetterTexts): string[] {
  const lost = coverage.missing.gapBytes + coverage.missing.cutBytes
  if (lost === 0) return []
  const [unit, size] = lost < 10_000 ? ['B', 1] : lost < 10_000_000 ? ['kB', 1_000] : ['MB', 1_000_000]
  return [fill(texts.missing, { size: `${Math.round(lost / size)} ${unit}` })]
}

function hostOf({ host, addresses: at }: Recipient): string {
  return host === '' ? (at[0]?.address ?? '?') : host
}

function titleOf(identifier: string, texts: LetterTexts): string {
  return (
    texts.identifiers[identifier] ?? identifiers.find(({ name }) => name === identifier)?.title ?? identifier
  )
}

/** Says of kinds of identifiers by their titles what is only possible, and of what no more than a digest was sent. */
function sayer(
  observations: readonly Observation[],
  texts: LetterTexts,
): (identifier: string, title: string) => string {
  const sure = sureIdentifiers(observations)
  const digests = onlyDigests(observations)
  return (identifier, title) => {
    const said = digests.has(identifier) ? fill(texts.asDigest, { title }) : title
    return sure.has(identifier) ? said : fill(texts.possible, { title: said })
  }
}

/** For the table: without the explanation in brackets, which the facts above it have. */
function shortTitle(identifier: string, texts: LetterTexts): string {
  const own = texts.identifiers[identifier]
  return own ?? titleOf(identifier, texts).split(' (')[0] ?? ''
}

function valuesOf(observations: readonly Observation[], masks: ValueMasks): string {
  const shown = observations.map(({ identifier, normal }) => masks.of(identifier, normal))
  return [...new Set(shown)].join(', ')
}

function zoneOf({ timeZone }: LetterOptions): string {
  return timeZone ?? utc
}

function firstDay(findings: readonly Finding[], zone: string): string {
  const days = findings.map(({ first }) => zonedDay(first, zone)).sort()
  return days[0] ?? '[…]'
}

function deadlineOf({ options }: Given): string {
  return options.deadline === '' ? '[…]' : dayIn(options.language, options.deadline)
}

/** When the controller became aware, and the end of the 72 hours, to the minute. */
function clockTimes(options: LetterOptions): { aware: string; until: string } {
  const sec = Math.floor(Date.parse(options.awareAt) / 1_000)
  const minute = (at: number): string => {
    const zone = zoneOf(options)
    // Its seconds cut out: `2019-02-11 06:44:19+01:00`.
    const shown = zonedSeconds({ sec: at, nsec: 0 }, zone).replace(/(?<= \d\d:\d\d):\d\d/, '')
    const moment = momentIn(options.language, shown)
    return zone === utc ? `${moment} UTC` : `${moment} (${zoneName(zone)})`
  }
  return { aware: minute(sec), until: minute(sec + hoursToNotify * 3_600) }
}
