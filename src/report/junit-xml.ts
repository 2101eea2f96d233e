import { printable } from './writing/printable.ts'

/** One case of a suite: passed, unless it failed or was skipped. */
export interface JunitCase {
  readonly group: string
  readonly name: string
  readonly failure?: { readonly type: string; readonly message: string; readonly text: string }
  /** Why it was not judged. */
  readonly skipped?: string
}

/** JUnit XML with one suite and its output, as build servers read it. Whatever the texts hold, it is well-formed. */
export function junitXml(suite: string, cases: readonly JunitCase[], output: readonly string[]): string {
  const failures = cases.filter(({ failure }) => failure !== undefined).length
  const skipped = cases.filter((each) => each.skipped !== undefined).length
  const lines = cases.map(({ group, name, failure, skipped: reason }) => {
    const head = `  <testcase classname="${escaped(group)}" name="${escaped(name)}"`
    if (failure !== undefined)
      return `${head}>\n    <failure message="${escaped(failure.message)}" type="${escaped(failure.type)}">${escaped(failure.text)}</failure>\n  </testcase>`
    if (reason !== undefined) return `${head}>\n    <skipped message="${escaped(reason)}"/>\n  </testcase>`
    return `${head}/>`
  })
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuite name="${escaped(suite)}" tests="${cases.length}" failures="${failures}" skipped="${skipped}">\n${lines.join('\n')}\n  <system-out>${escaped(output.join('\n'))}</system-out>\n</testsuite>\n`
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
    .toWellFormed()
    .split('\n')
    .map(printable)
    .join('\n')
    .replaceAll(/[&<>"']/g, (character) => entities[character] ?? '')
}
