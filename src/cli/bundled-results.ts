import type { ArchiveMember } from '../case/bundle/archive.ts'
import type { ArchiveSource } from '../case/bundle/reading.ts'
import type { Manifest } from '../case/manifest.ts'
import { countOf, fieldsOf, listOf, shortTextOf } from '../core/json-value.ts'
import { parseJsonBytes } from '../core/parse-json-bytes.ts'
import { shellWord } from '../core/shell-word.ts'
import { count } from '../correlate/words.ts'
import { titleOf } from '../detect/title-of.ts'

/** Findings that are named of each result. */
const findingsMax = 10

/**
 * What the results of a bundle say, in a line for each finding, and how to read the rest: who is given a bundle has nothing
 * else. `shown` masks names of hosts.
 */
export function bundledResults(
  source: ArchiveSource,
  path: string,
  { parts }: Manifest,
  members: ReadonlyMap<string, ArchiveMember>,
  shown: (name: string) => string,
): string[] {
  const results = parts.flatMap(({ name }) => {
    const member = members.get(name)
    return name.endsWith('/scan.json') && member !== undefined ? [member] : []
  })
  const lines = results.flatMap(({ name, start, bytes }) => [
    `what ${name} says`,
    ...resultLines(source.read(start, bytes), shown).map((line) => `  ${line}`),
  ])
  const word = shellWord(path)
  return [
    ...lines,
    `to read it: varde report ${word} -o report.html (also assess, letter); ${word} stays the evidence`,
  ]
}

/** The findings of the document of a scan. A program of anybody may have made it: what is not of its form is left out. */
export function resultLines(bytes: Uint8Array, shown: (name: string) => string): string[] {
  const document = documentOf(bytes)
  const hosts = new Map<string, string>()
  for (const recipient of listOf(document['recipients']).map(fieldsOf)) {
    const [first] = listOf(recipient['addresses']).map(fieldsOf)
    const host = shortTextOf(recipient['host']) || shortTextOf(first?.['address'])
    hosts.set(shortTextOf(recipient['id']), host)
  }
  const observations = new Map(
    listOf(document['observations'])
      .map(fieldsOf)
      .map((observation) => [shortTextOf(observation['id']), observation]),
  )
  const findings = listOf(document['findings']).map(fieldsOf)
  const told = findings.slice(0, findingsMax).map((finding) => {
    const host = hosts.get(shortTextOf(finding['recipient'])) ?? ''
    const seen = listOf(finding['observations']).map((id) => fieldsOf(observations.get(shortTextOf(id))))
    const kinds = listOf(finding['identifiers']).map((kind) => titleIn(seen, shortTextOf(kind)))
    const sent = countOf(finding['transmissions'])
    const what = kinds.length === 0 ? 'its name was seen' : `${kinds.join(', ')} in ${count(sent, 'message')}`
    return `${shortTextOf(finding['severity'])}  ${shown(host)}: ${what} (${shortTextOf(finding['id'])})`
  })
  const more = findings.length - told.length
  return [
    count(findings.length, 'finding'),
    ...told,
    ...(more > 0 ? [`and ${count(more, 'more finding')}`] : []),
  ]
}

/** The title of a kind of identifiers, as surely as what was observed of it says. */
function titleIn(observations: readonly Readonly<Record<string, unknown>>[], kind: string): string {
  const own = observations.filter(({ identifier }) => identifier === kind)
  const isPossible = own.length > 0 && own.every(({ confidence }) => confidence === 'possible')
  return `${titleOf(kind)}${isPossible ? ' (possible)' : ''}`
}

function documentOf({ buffer, byteOffset, length }: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    return fieldsOf(parseJsonBytes(Buffer.from(buffer, byteOffset, length)))
  } catch {
    return {}
  }
}
