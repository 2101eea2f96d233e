import type { ScanResult } from '../../pipeline/scan-result.ts'
import { fileNames } from '../file-names.ts'
import { captureName } from '../phrases.ts'
import { fill } from './texts.ts'
import type { LetterTexts } from './texts.ts'
import type { Given, LetterBlock } from './letter-block.ts'
import { heading } from './letter-block.ts'
import { cut, listed, summary } from './shortened.ts'

/** How it was found and by what, and what that does not show. */
export function method({ result, texts, options, hide }: Given): LetterBlock[] {
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
function shareRead({ coverage, opaque }: ScanResult, texts: LetterTexts): string[] {
  const { payload, duplicate, read } = coverage.summary
  // What was sent again is no content of its own.
  const whole = payload - duplicate
  if (whole === 0) return []
  // Of what looks encrypted nobody read what it says.
  if (read === whole) return opaque.length === 0 ? [texts.readAll] : []
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
