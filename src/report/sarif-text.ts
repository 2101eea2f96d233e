import { printableJson } from './writing/printable.ts'

/** A run of SARIF without its tool: what the rules are, and what else stands in it. */
export interface SarifRun {
  readonly rules: readonly object[]
  /** Of varde; '' where it is not said. */
  readonly version: string
  /** Results, and what is told of the run itself. */
  readonly content: { readonly results: readonly object[]; readonly [name: string]: unknown }
}

/** SARIF 2.1.0 (OASIS) of one run of varde. */
export function sarifText({ rules, version, content }: SarifRun): string {
  const driver = { name: 'varde', ...(version === '' ? {} : { version }), rules }
  const document = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [{ tool: { driver }, ...content }],
  }
  return `${printableJson(JSON.stringify(document, null, 2))}\n`
}
