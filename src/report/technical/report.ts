import type { ScanResult } from '../../pipeline/scan-result.ts'
import { chainsSection } from './chains.ts'
import { coverageSection } from './coverage.ts'
import { findingsSection, verdictSection } from './findings.ts'
import type { Html } from './html.ts'
import { mapSection } from './map.ts'
import { matrixSection } from './matrix.ts'
import { capturesBlock, dataSection, methodSection } from './method.ts'
import { Page } from './page.ts'
import type { TechnicalOptions } from './page.ts'
import { recipientsSection } from './recipients.ts'
import { isolateRightToLeft } from '../writing/right-to-left.ts'
import { speakMasks } from '../masking/spoken-masks.ts'
import { style } from './style.ts'
import { transmissionsSection } from './transmissions.ts'
import { whenSection } from './when.ts'

interface Section {
  readonly id: string
  readonly title: string
  readonly content: (page: Page) => Html
}

/** In the order in which a reader who doubts would ask. */
const sections: readonly [Section, ...Section[]] = [
  { id: 'verdict', title: 'Verdict', content: verdictSection },
  { id: 'findings', title: 'Findings', content: findingsSection },
  { id: 'matrix', title: 'Who got what', content: matrixSection },
  { id: 'recipients', title: 'Recipients', content: recipientsSection },
  { id: 'countries', title: 'Where it went', content: mapSection },
  { id: 'when', title: 'When and why', content: whenSection },
  { id: 'transmissions', title: 'Transmissions', content: transmissionsSection },
  { id: 'evidence', title: 'How it was written, and where to see it', content: chainsSection },
  { id: 'coverage', title: 'Coverage: what was read, and what was not', content: coverageSection },
  { id: 'data', title: 'Data sets', content: dataSection },
  { id: 'method', title: 'Method and limits', content: methodSection },
]

/**
 * The technical report: one HTML page with all that the facts say, for whoever has to check it. It needs nothing from
 * outside and holds no script; all text is made inert; values are masked unless they are revealed. The same facts give
 * the same bytes.
 */
export function technicalReport(result: ScanResult, options: TechnicalOptions): string {
  const page = new Page(result, options)
  const { html } = page
  const written = ({ id, title, content }: Section): Html => page.section(id, title, content(page))
  // The answer stands on the first screen, however many captures it is about.
  const [first, ...others] = sections
  const whole = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>Technical report: what the phone tells strangers</title>
${style}
</head>
<body>
<header>
<h1>Technical report: what the phone tells strangers</h1>
</header>
<main>
${written(first)}${capturesBlock(page)}<nav aria-label="Sections"><ol>
${sections.map(
  ({ id, title }) => html`<li><a href="#${id}">${title}</a></li>
`,
)}</ol></nav>
${others.map(written)}</main>
<footer><p>Made by varde ${options.version}. The same captures, options and data sets give the same page.</p></footer>
</body>
</html>
`
  return speakMasks(isolateRightToLeft(whole.markup), 'en')
}
