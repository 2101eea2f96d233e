import { limits } from '../core/limits.ts'
import { dataFileNames } from './data-formats.ts'
import type { CompiledSuffixes } from './data-formats.ts'
import { isAddressText, normalHost } from './normal-host.ts'
import { readJson } from './organisations.ts'
import type { ReadData } from './types.ts'

/** Rules below a top-level domain that has none. */
const none: ReadonlySet<string> = new Set()
/** Labels of the longest rule of the list, with one to spare; test: no rule has more. */
const ruleLabelsMax = 6

/**
 * The ICANN part of the Public Suffix List. The private part is left out on purpose: it makes each bucket and each blog
 * a domain of its own, but who registered `amazonaws.com` is what a reader of a report can check; that such a host has
 * an unknown tenant is said by the list of organisations. Read on the first look-up; the rules of a top-level domain are
 * taken apart when a name below it comes.
 */
export class PublicSuffixes {
  private readonly readData: ReadData
  private lines: CompiledSuffixes['rules'] | null = null
  private readonly rules: Map<string, ReadonlySet<string>> = new Map()

  constructor(readData: ReadData) {
    this.readData = readData
  }

  /** Registrable domain of a host; '' for an address, a bare suffix, or text that is no host name. */
  domainOf(host: string): string {
    const name = normalHost(host)
    if (name === '' || name.length > limits.attribute.hostCharactersMax || name.includes(':')) return ''
    const top = name.slice(name.lastIndexOf('.') + 1)
    // No top-level domain is a number, or has blanks: what ends in a number is an address, or is meant to be.
    if (/^\d*$|\s/.test(top) || isAddressText(name)) return ''
    const labels = name.split('.')
    const count = labels.length - this.suffixLabels(labels, this.rulesOf(top)) - 1
    return count < 0 || labels[count] === '' ? '' : labels.slice(count).join('.')
  }

  /** Labels of the public suffix: of the exception that holds, else of the longest rule, else one (publicsuffix.org/list). */
  private suffixLabels(labels: readonly string[], rules: ReadonlySet<string>): number {
    let longest = 1
    if (rules.size === 0) return longest
    let below = ''
    for (let count = 2; count <= Math.min(labels.length, ruleLabelsMax); count++) {
      const label = labels[labels.length - count] as string
      const isWild = label !== '' && rules.has(below === '' ? '*' : `*.${below}`)
      below = below === '' ? label : `${label}.${below}`
      if (rules.has(`!${below}`)) return count - 1
      if (isWild || rules.has(below)) longest = count
    }
    return longest
  }

  private rulesOf(top: string): ReadonlySet<string> {
    const known = this.rules.get(top)
    if (known !== undefined) return known
    this.lines ??= (readJson(this.readData, dataFileNames.publicSuffixes) as CompiledSuffixes).rules
    if (!Object.hasOwn(this.lines, top)) return none
    const rules = new Set((this.lines[top] as string).split(' '))
    this.rules.set(top, rules)
    return rules
  }
}
