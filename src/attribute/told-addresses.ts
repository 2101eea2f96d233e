import { plainName } from './plain-name.ts'

/** A record of an answer of DNS. */
export interface AnswerRecord {
  /** Whose it is; '' where a log does not say. */
  readonly name: string
  readonly type: number
  readonly value: string
  readonly ttlSeconds: number
}

/** That `name` is at an address, by way of the aliases `cnames`. */
export interface ToldAddress {
  readonly name: string
  readonly cnames: readonly string[]
  readonly address: string
  readonly ttlSeconds: number
}

const addressTypes: ReadonlySet<number> = new Set([1, 28])
/** Type of the record that tells an alias (RFC 1035, 3.2.2). */
export const cnameType = 5
/** CNAME, and SVCB and HTTPS, whose target the addresses belong to (RFC 9460). */
const aliasTypes: ReadonlySet<number> = new Set([cnameType, 64, 65])

/**
 * What an answer to the question for `asked` says of addresses. Those of the name and of its aliases are its own; what else
 * comes along (servers of names, of mail, of a service) has a name that nobody asked for, and is known by that.
 */
export function toldAddresses(asked: string, records: readonly AnswerRecord[]): ToldAddress[] {
  const aliases = new Map<string, AnswerRecord[]>()
  for (const record of records) {
    if (!aliasTypes.has(record.type)) continue
    const owner = plainName(record.name)
    const known = aliases.get(owner)
    if (known === undefined) aliases.set(owner, [record])
    else known.push(record)
  }
  const cnames: string[] = []
  const reached = new Set(['', plainName(asked)])
  for (const name of reached) {
    for (const { type, value } of aliases.get(name) ?? []) {
      const alias = plainName(value)
      if (reached.has(alias)) continue
      reached.add(alias)
      if (type === cnameType) cnames.push(value)
    }
  }
  return records
    .filter(({ type }) => addressTypes.has(type))
    .map(({ name, value, ttlSeconds }) =>
      reached.has(plainName(name))
        ? { name: asked, cnames, address: value, ttlSeconds }
        : { name, cnames: [], address: value, ttlSeconds },
    )
}
