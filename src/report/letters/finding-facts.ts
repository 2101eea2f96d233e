import { hasSeat } from '../../assess/has-seat.ts'
import { isOnDevice } from '../../assess/is-local.ts'
import { onTheWay } from '../../assess/on-the-way.ts'
import type { Organisation } from '../../attribute/types.ts'
import { formatInstant } from '../../core/time.ts'
import { observationsOf, recipientOf, transmissionsOf } from '../phrases.ts'
import { countryName } from '../../core/country-name.ts'
import { momentIn } from './date-words.ts'
import { deviceName } from '../device-name.ts'
import { zonedSeconds, zoneName } from '../zoned-time.ts'
import { fill } from './texts.ts'
import type { LetterLanguage, LetterTexts } from './texts.ts'
import type { Given, LetterBlock } from './letter-block.ts'
import { heading, paragraphs, zoneOf } from './letter-block.ts'
import { isInside } from './called-out.ts'
import { cut, findingsMax, listed, summary } from './shortened.ts'
import { hostOf, sayer, titleOf } from './told-names.ts'

/** What was found, in sentences that end in the id of their finding. */
export function facts({ result, texts, options, hide }: Given): LetterBlock[] {
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
