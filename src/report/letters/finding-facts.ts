import { hasParent } from '../../assess/has-parent.ts'
import { hasSeat } from '../../assess/has-seat.ts'
import { isOnDevice } from '../../assess/is-local.ts'
import { mayBeUnsent, sentApart } from '../../assess/may-be-unsent.ts'
import { onTheWay } from '../../assess/on-the-way.ts'
import { isPublicSeal, isSealedByProgram } from '../../assess/sealed-by-program.ts'
import { ownersAsOf } from '../../assess/owner-source.ts'
import { recipientName } from '../../assess/recipient-name.ts'
import type { Finding } from '../../assess/types.ts'
import type { Organisation } from '../../attribute/types.ts'
import { formatInstant } from '../../core/time.ts'
import { observationsOf, recipientOf, transmissionsOf } from '../phrases.ts'
import { countryName } from '../../core/country-name.ts'
import { dayIn, momentIn } from './date-words.ts'
import { deviceName } from '../device-name.ts'
import { utc, zonedDay, zonedSeconds, zoneName } from '../../core/zoned-time.ts'
import { fill } from './texts.ts'
import type { LetterTexts } from './texts.ts'
import type { Given, LetterBlock } from './letter-block.ts'
import { heading, paragraphs, zoneOf } from './letter-block.ts'
import { isInside } from './called-out.ts'
import { findingsMax, listed, shortName, summary } from './shortened.ts'
import { sayer, titleOf } from './told-names.ts'
import { isPartUndated } from './undated.ts'
import { whenTexts } from './when-text.ts'

/** What was found, in sentences that end in the id of their finding. */
export function facts(given: Given): LetterBlock[] {
  const { result, texts, options } = given
  if (result.findings.length === 0) return paragraphs([texts.nothingFound])
  const isSummary = options.kind === 'summary'
  const toldMax = isSummary ? summary.findings : findingsMax
  const { findings } = result
  const told = findings.slice(0, toldMax)
  // On its one page a summary has room for when and why in the place of the lines.
  const isWhenTold = told.some((finding) => whenTexts(given, finding).length > 0)
  const linesEnd = toldMax + (isSummary ? (isWhenTold ? 0 : summary.lines) : findingsMax)
  const items = [
    ...told.flatMap((finding) => sentencesOf(given, finding)),
    ...findings.slice(toldMax, linesEnd).map((finding) => lineOf(given, finding)),
    ...restLine(findings.slice(linesEnd), texts),
  ]
  return [heading(texts.headings.facts), { kind: 'list', items }]
}

/** A finding that is told in full: what was sent, where to, whose that is, how it travelled, whether it was refused, and when and why. */
function sentencesOf(given: Given, finding: Finding): string[] {
  const { result, texts } = given
  const recipient = recipientOf(result, finding)
  const isLocalOnly = isInside(result, finding)
  const sentences = [sentText(given, finding)]
  if (isLocalOnly)
    sentences.push(
      fill(isOnDevice(recipient) ? texts.onDevice : texts.local, {
        finding: finding.id,
        host: shortName(recipientName(recipient), given),
      }),
    )
  const { organisation } = recipient
  if (organisation !== null) sentences.push(organisationText(given, finding, organisation))
  const all = transmissionsOf(result, finding)
  const counts = {
    finding: finding.id,
    all: all.length,
    open: all.filter((one) => onTheWay(one) === 'clear').length,
    untold: all.filter((one) => onTheWay(one) === 'untold').length,
    perhaps: sentApart(all).perhaps.length,
    refused: all.filter(({ receipt }) => receipt?.accepted === false).length,
  }
  const isOnce = finding.transmissions === 1
  if (counts.perhaps > 0 && counts.perhaps < counts.all) sentences.push(fill(texts.perhapsSentSome, counts))
  const observations = observationsOf(result, finding)
  const isPublic = observations.some(isPublicSeal)
  // Who has a published key could read them on the way.
  if (!isPublic || !all.every(({ summary: { isSealedByProgram: isSealed } }) => isSealed === true))
    sentences.push(...wayTexts(counts, isOnce, isLocalOnly ? localWays(texts) : texts, texts))
  if (observations.some(isSealedByProgram))
    sentences.push(fill(isPublic ? texts.sealedPublicly : texts.sealedByProgram, counts))
  if (counts.refused > 0)
    sentences.push(fill(counts.refused < counts.all ? texts.refusedSome : texts.refused, counts))
  sentences.push(...whenTexts(given, finding))
  return sentences
}

/** What the phone sent where, how often and when; or that only the name was seen. */
function sentText(given: Given, finding: Finding): string {
  const { result, texts, options } = given
  const zone = zoneOf(options)
  const isSummary = options.kind === 'summary'
  const name = deviceName(result, transmissionsOf(result, finding))
  const device = given.hideName(name) || (isSummary ? texts.phone : texts.device)
  const say = sayer(observationsOf(result, finding), texts)
  const titles = finding.identifiers.map((identifier) => say(identifier, titleOf(identifier, texts)))
  const named = listed(titles, isSummary ? summary.identifiers : titles.length, texts)
  const isAtOnce = formatInstant(finding.first, 0) === formatInstant(finding.last, 0)
  const isOnce = finding.transmissions === 1
  const dated = isOnce ? texts.sentOnce : isAtOnce ? texts.sentAtOnce : texts.sent
  const undated = isOnce ? texts.sentOnceUndated : texts.sentUndated
  const perhaps = isOnce ? texts.perhapsSentOnce : texts.perhapsSent
  const isPerhaps = transmissionsOf(result, finding).every(mayBeUnsent)
  const sent = isPerhaps ? perhaps : isPartUndated(finding, given) ? undated : dated
  return fill(finding.transmissions === 0 ? texts.nameSeen : sent, {
    finding: finding.id,
    first: momentIn(options.language, zonedSeconds(finding.first, zone)),
    last: momentIn(options.language, zonedSeconds(finding.last, zone)),
    zone: zoneName(zone),
    count: countText(finding),
    device: shortName(device, given),
    host: shortName(recipientName(recipientOf(result, finding)), given),
    identifiers: named === '' ? '?' : named,
  })
}

/** Who the recipient is, as surely as that is known, and by which source. */
function organisationText(given: Given, finding: Finding, organisation: Organisation): string {
  const { texts, options } = given
  const plain = options.kind === 'summary' ? texts.recipientPlain : texts.recipient
  return fill(isUnsourced(organisation) ? texts.recipientUnsure : plain, {
    finding: finding.id,
    organisation: shortName(organisation.name, given),
    seat: seatText(given, finding, organisation),
    source: sourceText(organisation.source, texts),
  })
}

/** A finding for which there is no room but for a line. */
function lineOf(given: Given, finding: Finding): string {
  const { result, texts } = given
  const name = shortName(recipientName(recipientOf(result, finding)), given)
  const host = isInside(result, finding) ? fill(texts.localHost, { host: name }) : name
  const count = finding.transmissions
  const what = count === 1 ? texts.summaryWhatOnce : texts.summaryWhat
  return fill(count === 0 ? texts.nameSeen : what, { finding: finding.id, host, count: countText(finding) })
}

function countText({ transmissions, isAtLeast }: Finding): string {
  return isAtLeast === true ? `≥ ${transmissions}` : String(transmissions)
}

/** The findings for which there is not even a line are counted. */
function restLine(rest: readonly Finding[], texts: LetterTexts): string[] {
  if (rest.length === 0) return []
  const ids = rest.map(({ id }) => id)
  const findings = ids.length > 2 ? `${ids[0] ?? ''} … ${ids.at(-1) ?? ''}` : ids.join(', ')
  return [fill(ids.length === 1 ? texts.summaryMoreOnce : texts.summaryMore, { count: ids.length, findings })]
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

/** How the messages of a finding travelled, as far as what was recorded says. */
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

/** How sources begin that are no public information, or that show a host and not who operates it. */
const namingNobody = ['memory', 'own captures', 'a block list'] as const

function namesSomebody(source: string): boolean {
  return !namingNobody.some((begin) => source.startsWith(begin))
}

/** Whether no public source names it, or memory comes before those that do; what is only possible is not told as if it were known. */
function isUnsourced({ source, confidence }: Organisation): boolean {
  const isNamed = source.split('; ').some(namesSomebody)
  return confidence === 'possible' || source.startsWith('memory') || !isNamed
}

/** Where the organisation and its parent are seated, as the end of a sentence; '' where that is not known. */
function seatText(
  { result, texts, options: { language } }: Given,
  finding: Finding,
  organisation: Organisation,
): string {
  const { seat, isSeatVerified, parent, country } = organisation
  const hadParent = hasParent(organisation, zonedDay(finding.last, utc))
  const day = ownersAsOf(result.dataSets)
  const unread = isSeatVerified ? '' : ` ${texts.notVerified}`
  const isAlone = parent === ''
  const own = seat === '' && isAlone && hasSeat(organisation) ? country : seat
  return [
    own === ''
      ? ''
      : `${fill(texts.ownSeat, { country: countryName(own, language) })}${seat === '' ? '' : unread}`,
    hadParent && hasSeat(organisation)
      ? fill(texts.parentSeat, {
          asOf: day === '' ? '' : fill(texts.asOf, { day: dayIn(language, day) }),
          country: countryName(country, language),
        })
      : '',
  ].join('')
}

/** Credits of sources that name an organisation: proper names as they are, the rest in the language of the letter. */
function sourceText(source: string, { sources }: LetterTexts): string {
  return source
    .split('; ')
    .filter(namesSomebody)
    .map((one) => sources[one] ?? one)
    .join('; ')
}
