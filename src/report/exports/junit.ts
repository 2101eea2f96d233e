import type { Exporter } from './exporter.ts'
import { hostOf } from './exporter.ts'
import { printable } from '../printable.ts'

/** JUnit XML, as build servers read it: a failed case for each finding, one passed case where there is none. */
export const exporter: Exporter = {
  name: 'junit',
  title: 'JUnit XML, for build servers',
  render: (given) => {
    const { findings } = given.result
    const cases = findings.map((finding) => {
      const host = given.hide(hostOf(given.recipient(finding.recipient)))
      const message = given.hide(`${finding.title}: ${finding.identifiers.join(', ')} to ${host}`)
      const text = finding.reasons.map((reason) => given.hide(reason)).join('\n')
      return `  <testcase classname="varde.${escaped(finding.severity)}" name="${escaped(host)}: ${escaped(finding.id)}">\n    <failure message="${escaped(message)}" type="${escaped(finding.severity)}">${escaped(text)}</failure>\n  </testcase>`
    })
    if (cases.length === 0)
      cases.push('  <testcase classname="varde" name="nothing that identifies was found"/>')
    return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuite name="varde" tests="${cases.length}" failures="${findings.length}">\n${cases.join('\n')}\n</testsuite>\n`
  },
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

function escaped(text: string): string {
  return text
    .split('\n')
    .map(printable)
    .join('\n')
    .replaceAll(/[&<>"']/g, (character) => entities[character] ?? '')
}
