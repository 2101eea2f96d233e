import { InputError } from '../core/errors.ts'
import { parseJson } from '../core/parse-json.ts'

/** What the case is about, as its owner says. */
export interface CaseFacts {
  readonly name: string
  readonly device: string
  readonly timeZone: string
  /** Where the phone was used, and the maker with its main establishment (countries ISO 3166-1 alpha-2); absent where not said. */
  readonly userCountry?: string
  readonly maker?: string
  readonly makerCountry?: string
}

/** Facts that a case need not have. */
export const legalFacts = ['userCountry', 'maker', 'makerCountry'] as const

/** What case.yaml says of the folder itself. */
export interface CaseMarks {
  /** Of the folder's form; those from before it was numbered are 1. */
  readonly format: number
  readonly isEncrypted: boolean
}

/** The form of folders that this version makes. Older ones are read as they are. */
const caseFormat = 2

/** Names of the files that say so: in an encrypted case the facts stand apart, encrypted. */
export const marksName = 'case.yaml'
/** The file of a case with what its makers say of it: device, legal setting. */
export const factsName = 'facts.yaml'

// JSON texts are YAML texts, and cannot break out of their line.
const lines = (fields: object): string =>
  Object.entries(fields)
    .map(([name, value]) => `${name}: ${JSON.stringify(value)}\n`)
    .join('')

/** Facts as YAML. */
export function factsText(facts: CaseFacts): string {
  const { name, device, timeZone } = facts
  const legal = legalFacts.flatMap((fact) => (facts[fact] === undefined ? [] : [[fact, facts[fact]]]))
  return lines({ name, device, timeZone, ...(Object.fromEntries(legal) as Partial<CaseFacts>) })
}

/** The text of case.yaml; `facts` are null where they stand apart. */
export function marksText(isEncrypted: boolean, facts: CaseFacts | null): string {
  const about = isEncrypted
    ? '# A case of varde, encrypted: give its passphrase to read it. Acts on it are in ledger.jsonl.\n'
    : '# A case of varde. Readable by hand; acts on it are in ledger.jsonl.\n'
  const marks = isEncrypted ? { format: caseFormat, encrypted: true } : { format: caseFormat }
  return `${about}${lines(marks)}${facts === null ? '' : factsText(facts)}`
}

/** Reads the marks of `folder`. Throws an InputError for a folder of a newer varde. */
export function marksOf(text: string, folder: string): CaseMarks {
  const format = Number(/^format: (\d+)$/m.exec(text)?.[1] ?? 1)
  if (format > caseFormat)
    throw new InputError(
      `${folder} was made by a newer varde (form ${format}, this one knows ${caseFormat}): update varde.`,
    )
  return { format, isEncrypted: /^encrypted: true$/m.test(text) }
}

/** Facts that a text states, each in its line, as they are written there; those that it does not state are absent. Total. */
export function statedFacts(text: string): Partial<Readonly<Record<string, string>>> {
  const stated: Record<string, string> = {}
  for (const name of ['name', 'device', 'timeZone', ...legalFacts]) {
    const line = new RegExp(`^${name}: (.*)$`, 'm').exec(text)?.[1]
    if (line === undefined) continue
    const value = line.startsWith('"') ? parseJson(line) : line
    stated[name] = typeof value === 'string' ? value : line
  }
  return stated
}

/** Reads facts. */
export function parseFacts(text: string): CaseFacts {
  const stated = statedFacts(text)
  const legal = legalFacts.flatMap((fact) => ((stated[fact] ?? '') === '' ? [] : [[fact, stated[fact]]]))
  return {
    name: stated['name'] ?? '',
    device: stated['device'] ?? '',
    timeZone: stated['timeZone'] ?? '',
    ...(Object.fromEntries(legal) as Partial<CaseFacts>),
  }
}
