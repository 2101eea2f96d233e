import type { JoinedFile } from '../../pipeline/reading/joined-files.ts'
import type { CaptureSummary, ScanResult } from '../../pipeline/scan-result.ts'
import { hasValues } from '../../device/has-values.ts'
import { unseenContents } from '../entries.ts'
import { isAllRead } from '../unread.ts'
import { fileNames } from '../file-names.ts'
import { namedFilesMax } from '../recording-files.ts'
import { trafficBytes } from '../../core/traffic-bytes.ts'
import { captureName, readShareText } from '../phrases.ts'
import { wrongClock } from './undated.ts'
import { fill } from './texts.ts'
import type { LetterTexts } from './texts.ts'
import type { Given, LetterBlock } from './letter-block.ts'
import { heading } from './letter-block.ts'
import { cut, listed, summary } from './shortened.ts'

/** How it was found and by what, and what that does not show. */
export function method(given: Given): LetterBlock[] {
  const { result, texts, options } = given
  const isSummary = options.kind === 'summary'
  const told = toldCaptures(given)
  const most = isSummary ? summary.captures : told.length
  const [first] = result.findings
  const of = (items: readonly string[]): string => listed(items, most, texts)
  return [
    heading(texts.headings.method),
    {
      kind: 'paragraph',
      text: [
        fill(texts.method, {
          version: options.version,
          captures: of(told.map(({ name }) => name)),
          hash: of(told.map(({ sha256 }) => sha256 ?? '?')),
        }),
        fill(texts.derived, { evidence: evidenceText(given) }),
        ...(first === undefined ? [] : [fill(texts.findingIds, { finding: first.id })]),
      ].join(' '),
    },
    ...(isSummary ? [] : result.captures.flatMap((_, index) => recordingBlocks(given, index, told))),
    heading(texts.headings.limits),
    { kind: 'list', items: limitsOf(given) },
  ]
}

/** What a letter says it was made of. */
interface ToldFile {
  readonly name: string
  readonly sha256: string | null
}

/** The captures by name and digest. A summary has no room for lists: there the files of a recording stand for it, as others do. */
function toldCaptures({ result: { captures }, options, hideName }: Given): ToldFile[] {
  const names = fileNames(captures)
  if (options.kind !== 'summary')
    return captures.map((capture, index) => ({
      ...capture,
      name: hideName(captureName(capture, names[index] ?? '', options.isRevealed)),
    }))
  return captures.flatMap((capture, index): ToldFile[] => {
    const files = filesOf(capture)
    if (files.length === 0) {
      const name = hideName(captureName(capture, names[index] ?? '', options.isRevealed))
      return [{ ...capture, name: cut(name, summary.characters) }]
    }
    const own = fileNames(files)
    return files.map((file, at) => ({
      ...file,
      name: cut(hideName(captureName(file, own[at] ?? '', options.isRevealed)), summary.characters),
    }))
  })
}

/** The files of a recording; none where there is one only, of which it is said what is said of every capture. */
function filesOf({ files = [] }: CaptureSummary): readonly JoinedFile[] {
  return files.length > 1 ? files : []
}

/**
 * The files of a recording one by one, for whoever holds them against the letter: its own digest is that of no file that anybody
 * has in hand. Nothing of a capture in one file.
 */
function recordingBlocks(given: Given, index: number, told: readonly ToldFile[]): LetterBlock[] {
  const { result, texts, options, hideName } = given
  const capture = result.captures[index]
  const files = capture === undefined ? [] : filesOf(capture)
  if (files.length === 0) return []
  const names = fileNames(files)
  const numbers = new Intl.NumberFormat(options.language)
  const items = files.slice(0, namedFilesMax).map((file, at) =>
    fill(texts.recordingFile, {
      file: hideName(captureName(file, names[at] ?? '', options.isRevealed)),
      hash: file.sha256 ?? '?',
      bytes: numbers.format(file.fileBytes),
    }),
  )
  const left = files.length - items.length
  const last = items.at(-1) ?? ''
  return [
    { kind: 'paragraph', text: fill(texts.recording, { capture: told[index]?.name ?? '' }) },
    {
      kind: 'list',
      items: left === 0 ? items : [...items.slice(0, -1), fill(texts.more, { named: last, count: left })],
    },
  ]
}

/** All that what was seen rests on: by the capture alone nobody finds again what followed an event, or is known by a profile. */
function evidenceText(given: Given): string {
  const { result, texts, options } = given
  const { correlation, profile, keys } = result
  const { evidence } = texts
  const named = [
    evidence.capture,
    ...(correlation.events.some((one) => one.given > 0) ? [`${evidence.events}${filesText(given)}`] : []),
    ...(profile !== null && hasValues(profile) ? [evidence.profile] : []),
    ...(keys === null ? [] : [evidence.keys]),
  ]
  return new Intl.ListFormat(options.language, { type: 'conjunction' }).format(named)
}

/** Files of events in brackets, by name and digest, which are the same in every language; '' where none is known. */
function filesText({ result: { eventFiles = [] }, texts, options, hideName }: Given): string {
  if (eventFiles.length === 0) return ''
  const isSummary = options.kind === 'summary'
  const names = fileNames(eventFiles)
  const files = eventFiles.map((file, index) => {
    const name = hideName(captureName(file, names[index] ?? '', options.isRevealed))
    return `${isSummary ? cut(name, summary.characters) : name}, SHA-256: ${file.sha256}`
  })
  return ` (${listed(files, isSummary ? summary.captures : files.length, texts)})`
}

/** What the findings do not show: of what was seen only, so that no limit stands there of what is not in question. */
function limitsOf(given: Given): string[] {
  const { result, texts, options } = given
  const sealed = result.opaque.reduce((sum, { count }) => sum + count, 0)
  const tokens = result.coverage.searched.tokenValues
  // In one item, for the summary to stay one page.
  const read = [
    ...shareRead(result, texts),
    ...missing(result, texts),
    ...(sealed === 0 ? [] : [fill(texts.sealed, { count: String(sealed) })]),
    ...(tokens === 0 ? [] : [fill(texts.tokens, { count: String(tokens) })]),
  ]
  const isRead = result.findings.some(({ identifiers }) => identifiers.length > 0)
  const hasCell = result.findings.some((finding) => finding.identifiers.includes('cell-id'))
  return [
    ...(read.length === 0 ? [] : [read.join(' ')]),
    ...wrongClock(given),
    ...texts.limits,
    // A summary is one page.
    ...(options.kind !== 'summary' && isRead ? [texts.unsearchedContent] : []),
    ...(hasCell ? [texts.cellIsArea] : []),
  ]
}

/** How much of the traffic could be read, as every report says it; nothing where there was none. */
function shareRead(result: ScanResult, texts: LetterTexts): string[] {
  const share = readShareText(result)
  if (trafficBytes(result.coverage) === 0) return []
  const words: Readonly<Record<string, string>> = { '<1 %': texts.smallShare, '>99 %': texts.largeShare }
  if (share !== '100 %') return [fill(texts.shareRead, { share: words[share] ?? share })]
  // Of what looks encrypted or random nobody read what it says, what was left out nobody saw, and behind a limit nobody looked.
  return isAllRead(result) ? [texts.readAll] : []
}

/** What is known to have been sent and is not in the capture, and what is in it and was not understood. */
function missing(result: ScanResult, texts: LetterTexts): string[] {
  const { file, frameBytes, missing: lost } = result.coverage
  const sized = (text: string, bytes: number): string[] =>
    bytes === 0 ? [] : [fill(text, { size: sizeText(bytes) })]
  const dropped = lost.droppedFrames ?? 0
  const left = unseenContents(result)
  return [
    ...sized(texts.missing, lost.gapBytes + lost.cutBytes),
    ...sized(
      texts.notUnderstood,
      file.unread + frameBytes.unsupported + frameBytes.malformed + frameBytes.fragmentsLost,
    ),
    ...(dropped === 0 ? [] : [fill(texts.lostFrames, { count: dropped })]),
    ...(left === 0 ? [] : [fill(texts.notRecorded, { count: left })]),
  ]
}

function sizeText(count: number): string {
  const [unit, size] = count < 10_000 ? ['B', 1] : count < 10_000_000 ? ['kB', 1_000] : ['MB', 1_000_000]
  return `${Math.round(count / size)} ${unit}`
}
