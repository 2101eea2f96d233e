import type { AddressFacts } from '../../attribute/types.ts'
import type { Finding, Recipient } from '../../assess/types.ts'
import { addressText, bytes, organisationText, plural, protocolText, proxyText } from '../phrases.ts'
import type { Html, HtmlValue } from './html.ts'
import type { Page } from './page.ts'
import { agreementOf, agreementTexts } from './places.ts'
import { shown } from './shown.ts'

const nameEvidenceTexts: Readonly<Record<Recipient['nameEvidence'], string>> = {
  host: 'named in the request',
  sni: 'named in the TLS or QUIC hello',
  'dns-answer': 'named by a DNS answer',
  certificate: 'named by its certificate',
  'device-log': 'named by a log of the device',
  'dns-question': 'named by a question of DNS',
  'file-name-record': 'named by the capture file',
  none: 'no name known',
}

const stateTexts = {
  controls: 'controlled by the state',
  stake: 'the state has a stake',
  'none-known': 'no state control known',
} as const

/** Recipients with organisation, network and countries; those with findings first. */
export function recipientsSection(page: Page): Html {
  const { html, result } = page
  if (result.recipients.length === 0)
    return html`<p>None was seen.</p>
`
  const rank = new Map(
    result.findings.map(({ recipient }, index) => [recipient, index] as const).toReversed(),
  )
  const found = Map.groupBy(result.findings, ({ recipient }) => recipient)
  const order = (recipient: Recipient): number => rank.get(recipient.id) ?? result.findings.length
  const all = result.recipients.toSorted((left, right) => order(left) - order(right))
  const list = all.slice(0, shown.recipients)
  return html`${page.table(
    `${plural(all.length, 'recipient')}${result.findings.length === 0 ? '' : '; those with findings first'}`,
    ['Recipient', 'Organisation', 'Addresses: network, and country as the sources say', 'Traffic'],
    list.map((recipient) => [
      html`${page.name(recipient.id)}${findingsBadge(page, found.get(recipient.id) ?? [])}<br><small>${nameEvidenceTexts[recipient.nameEvidence]}</small>`,
      organisationCell(page, recipient),
      addressesCell(page, recipient),
      html`${plural(recipient.flows, 'flow')}, ${bytes(recipient.bytesToServer)} out, ${bytes(recipient.bytesToClient)} in${smallLine(page, carriersText(recipient))}`,
    ]),
  )}${page.leftOut(list.length, all.length, 'recipients')}<p class="note">The country of a server, the country of the organisation and that of its owner are three things. A country of an address is where sources say it is used; they can be wrong, and those that disagree are named. Their dates stand under Data sets.</p>
`
}

/** What it spoke, and where: `HTTP, TLS, ports 80, 443`. */
function carriersText({ protocols, ports }: Recipient): string {
  const named = protocols.map(protocolText).join(', ')
  const at = ports.slice(0, 6).join(', ')
  return ports.length === 0 ? named : `${named}, ${ports.length === 1 ? 'port' : 'ports'} ${at}`
}

/** A line below the first of a cell; '' where there is nothing to say. */
function smallLine({ html }: Page, text: string): HtmlValue {
  return text === '' ? '' : html`<br><small>${text}</small>`
}

/** Which findings are about a recipient. */
function findingsBadge(page: Page, findings: readonly Finding[]): HtmlValue {
  if (findings.length === 0) return ''
  const ids = findings.slice(0, 3).map(({ id }) => id)
  const rest = findings.length - ids.length
  return page.html` <span class="badge plain">${ids.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}</span>`
}

function organisationCell(page: Page, recipient: Recipient): Html {
  const { html } = page
  const { organisation, ambiguity } = recipient
  const doubt = ambiguity === '' ? '' : html`<br><small>${ambiguity}</small>`
  if (organisation === null) return html`not known${doubt}`
  const shared = organisation.isSharedInfrastructure ? '; shared infrastructure: says where, not who' : ''
  const use = organisation.use === '' ? '' : `; host for: ${organisation.use}`
  return html`${organisationText(organisation)}; ${stateTexts[organisation.state]}${shared}${use}<br><small>${organisation.confidence}; source: ${organisation.source}</small>${doubt}`
}

function addressesCell(page: Page, recipient: Recipient): HtmlValue {
  const { html } = page
  const { addresses } = recipient
  const through = proxyText(recipient)
  if (addresses.length === 0) return through === '' ? 'no address seen' : through
  const list = addresses.slice(0, shown.addresses)
  const rest = addresses.length - list.length
  return html`<ul class="plain">
${list.map(
  (facts) => html`<li>${networkText(facts)}${smallLine(page, countryText(facts))}</li>
`,
)}${
  rest > 0
    ? html`<li>and ${plural(rest, 'more address', 'more addresses')}</li>
`
    : ''
}${
  through === ''
    ? ''
    : html`<li>${through}</li>
`
}</ul>`
}

function networkText(facts: AddressFacts): string {
  const networks = facts.networks.map(({ asn, name }) => `AS${asn} ${name}`)
  return `${addressText(facts)}${networks.length === 0 ? '' : `, ${networks.join(' or ')}`}`
}

/** The countries of an address by source, and in words whether they agree. */
function countryText(facts: AddressFacts): string {
  const by = Map.groupBy(facts.countries, ({ country }) => country)
  if (by.size === 0) return facts.scope === 'public' ? 'no source names a country' : ''
  const named = [...by].map(
    ([country, claims]) => `${country} (${claims.map(({ source }) => source).join('; ')})`,
  )
  return `${agreementTexts[agreementOf(facts)]}: ${named.join(', ')}${facts.ambiguity === '' ? '' : `. ${facts.ambiguity}`}`
}
