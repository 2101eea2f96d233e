import { fileURLToPath } from 'node:url'
import type { Recipient } from '../../src/assess/types.ts'
import type { Instant } from '../../src/core/time.ts'
import type { ScanResult } from '../../src/pipeline/scan-result.ts'
import { Exported } from '../../src/report/exports/exporter.ts'
import { exporters } from '../../src/report/exporters.gen.ts'
import { profileOf, scannedSample } from './scan-capture.ts'

const sample = fileURLToPath(new URL('../../samples/nokia-7-plus', import.meta.url))

/** A scan of the sample, for tests of exports. */
export function scanSample(): Promise<ScanResult> {
  return scannedSample(`${sample}.pcapng`, profileOf(`${sample}.profile.yaml`))
}

/** A scan as the exporter of that name writes it, with values revealed. */
export function written(name: string, of: ScanResult): string {
  const exporter = exporters.find((candidate) => candidate.name === name)
  if (exporter === undefined) throw new Error(`no exporter ${name}`)
  return exporter.render(new Exported(of, '0.1.0', true))
}

/** A scan that found nothing. */
export function nothingIn(result: ScanResult): ScanResult {
  return { ...result, findings: [], observations: [], transmissions: [] }
}

/** A scan with `text` wherever a capture can put one. */
export function withText(result: ScanResult, text: string): ScanResult {
  return {
    ...result,
    captures: result.captures.map((capture) => ({ ...capture, path: `/tmp/${text}` })),
    recipients: result.recipients.map((recipient) => ({ ...recipient, host: text, protocols: [text] })),
    findings: result.findings.map((finding) => ({ ...finding, title: text, reasons: [text] })),
    observations: result.observations
      .slice(0, 3)
      .map((observation) => ({ ...observation, value: text, normal: text })),
  }
}

/** A scan of a capture whose clock said that it was `at` all the time. */
export function withTime(result: ScanResult, at: Instant): ScanResult {
  return {
    ...result,
    findings: result.findings.map((finding) => ({ ...finding, first: at, last: at })),
    observations: result.observations.slice(0, 3).map((observation) => ({ ...observation, at })),
  }
}

/** A scan of which nothing shows that anything was sent. */
export function withGivenUp(result: ScanResult): ScanResult {
  return {
    ...result,
    transmissions: result.transmissions.map((one) => ({
      ...one,
      summary: { ...one.summary, mayBeUnsent: true },
    })),
  }
}

/** A scan with one recipient for each of `hosts` and `addresses`, and a finding about each. */
export function withRecipients(
  result: ScanResult,
  hosts: readonly string[],
  addresses: readonly string[] = [],
): ScanResult {
  const [finding] = result.findings
  const recipient = result.recipients.find(({ id }) => id === finding?.recipient)
  const [address] = recipient?.addresses ?? []
  if (recipient === undefined || finding === undefined || address === undefined) throw new Error('no sample')
  const recipients: Recipient[] = [
    ...hosts.map((host, index) => ({ ...recipient, id: `h${index}`, host })),
    ...addresses.map((bare, index) => ({
      ...recipient,
      id: `a${index}`,
      host: '',
      addresses: [{ ...address, address: bare }],
    })),
  ]
  return { ...result, recipients, findings: recipients.map(({ id }) => ({ ...finding, recipient: id })) }
}

const starts = [
  '=',
  '+',
  '-',
  '@',
  '\t=',
  '\r\n=',
  ' =',
  ';=',
  '"=',
  '",=',
  "'=",
  '|=',
  '\uff1d',
  '\u200b=',
  '\u0000=',
]
const bodies = [
  '1+1',
  'HYPERLINK("http://example.com","x")',
  "cmd|' /C calc'!A0",
  'SUM(A1:A9)',
  '<script>alert(1)</script>',
  '</failure><failure/>',
  ']]>&#0;&lt;',
  "x' OR '1'='1",
  '"}],"x":[{"',
  '\\"\\u0000',
  '\n0.0.0.0 bank.example',
  '||bank.example^',
  '\nbank.example CNAME .',
  '} } table inet x {',
  '{{7*7}}${7*7}',
  '%0d%0aX: y',
  '\u202emoc.elpmaxe',
  '\ud800',
  '中文,Ærlig;ß',
  'a'.repeat(300),
]

/** 300 texts that some program takes for more than text. */
export const attacks: readonly string[] = starts.flatMap((start) => bodies.map((body) => start + body))
