import type { Finding, Observation, Recipient, Transmission } from '../../assess/types.ts'
import type { ScanResult } from '../../pipeline/scan-result.ts'
import { fileNames } from '../file-names.ts'
import { grouped } from '../../core/grouped.ts'
import { Masker } from '../masking/masker.ts'
import { valueMasks } from '../masking/value-masks.ts'
import type { ValueMasks } from '../masking/value-masks.ts'
import { htmlWriter } from './html.ts'
import type { Html, HtmlValue, HtmlWriter } from './html.ts'
import type { World } from './world.ts'
import { exchangeKey } from '../../assess/exchange-key.ts'
import { recipientName } from '../../assess/recipient-name.ts'
import { ownOfFinding } from '../masking/own-of-finding.ts'

/** What the technical report is told beside the result. */
export interface TechnicalOptions {
  /** Version of varde that made the facts. */
  readonly version: string
  readonly isRevealed: boolean
  /** Captured bytes of frames, by the number of the capture and that of the frame; shown where values are revealed. */
  readonly frames?: readonly ReadonlyMap<number, Uint8Array>[]
  /** Time zone of the people concerned, where a case says it. */
  readonly timeZone?: string
  /** The map to draw countries on; without it they are only listed. */
  readonly world?: World
}

/** What the sections of a report share: the facts, the writer that hides values, and look-ups made once. */
export class Page {
  readonly result: ScanResult
  readonly options: TechnicalOptions
  readonly masker: Masker
  /** How values are told. */
  readonly masks: ValueMasks
  readonly html: HtmlWriter
  /** Names of the captures' files, by the numbers of the captures. */
  readonly files: readonly string[]
  private readonly recipients: ReadonlyMap<string, Recipient>
  private readonly observations: ReadonlyMap<string, Observation>
  private readonly byExchange: ReadonlyMap<string, readonly Observation[]>
  private readonly byTransmission: ReadonlyMap<string, Transmission>

  constructor(result: ScanResult, options: TechnicalOptions) {
    this.result = result
    this.options = options
    this.masker = new Masker(result, options.isRevealed)
    this.files = fileNames(result.captures).map((name) => this.masker.hideName(name))
    this.masks = valueMasks(result, options.isRevealed)
    this.html = htmlWriter((text) => this.masker.hide(text))
    this.recipients = new Map(result.recipients.map((recipient) => [recipient.id, recipient]))
    this.observations = new Map(result.observations.map((observation) => [observation.id, observation]))
    this.byExchange = Map.groupBy(result.observations, exchangeKey)
    this.byTransmission = new Map(result.transmissions.map((one) => [exchangeKey(one), one]))
  }

  /** How a recipient is called: its name, else its address. */
  name(recipient: string): string {
    const one = this.recipients.get(recipient)
    return one === undefined ? '?' : recipientName(one)
  }

  /** All that was observed in the same exchange. */
  siblings(place: { readonly capture: number; readonly exchange: number }): readonly Observation[] {
    return this.byExchange.get(exchangeKey(place)) ?? []
  }

  transmission(place: { readonly capture: number; readonly exchange: number }): Transmission | undefined {
    return this.byTransmission.get(exchangeKey(place))
  }

  /** A sentence about a finding, with its own values hidden. */
  ofFinding(text: string, finding: Finding): string {
    return this.masker.hide(text, ownOfFinding(finding, this.observations))
  }

  /** A section with its heading. */
  section(id: string, title: string, content: HtmlValue): Html {
    return this.html`<section id="${id}" aria-labelledby="${id}-heading">
<h2 id="${id}-heading">${title}</h2>
${content}
</section>
`
  }

  /** A table whose columns and rows are named for whoever hears it; the first cell of a row is its name. */
  table(caption: HtmlValue, columns: readonly HtmlValue[], rows: readonly (readonly HtmlValue[])[]): Html {
    const { html } = this
    return html`<div class="wide" role="group" aria-label="Table" tabindex="0"><table>
<caption>${caption}</caption>
<thead><tr>${columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead>
<tbody>
${rows.map(
  ([first = '', ...others]) =>
    html`<tr><th scope="row">${first}</th>${others.map((cell) => this.cell(cell))}</tr>
`,
)}</tbody>
</table></div>
`
  }

  /** Numbers stay in one piece. */
  private cell(value: HtmlValue): Html {
    const { html } = this
    return typeof value === 'number'
      ? html`<td class="number">${grouped(value)}</td>`
      : html`<td>${value}</td>`
  }

  /** A list of points; '' where there is none. */
  list(items: readonly HtmlValue[]): HtmlValue {
    const { html } = this
    if (items.length === 0) return ''
    return html`<ul>
${items.map(
  (item) => html`<li>${item}</li>
`,
)}</ul>
`
  }

  /** Says how many were left out; '' where all are there. */
  leftOut(shown: number, all: number, what: string): HtmlValue {
    if (all <= shown) return ''
    return this
      .html`<p>… and ${String(all - shown)} more ${what}: <code>varde scan --json</code> lists all.</p>
`
  }
}
