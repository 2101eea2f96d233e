/**
 * Longest suffix wins: `zzhc.vnet.cn` before `vnet.cn`. A suffix covers itself and its subdomains. A pattern is a suffix
 * with `*` for characters inside one label (`metrics*.data.example.com`); of two equally long, the plain one wins, then
 * the pattern with more letters. Keys come from our own data files, so their number is known and small.
 */
export class SuffixTable<Value> {
  private readonly exact: Readonly<Record<string, Value>>
  private readonly patterns: readonly Pattern<Value>[]

  /** `patterns`: what has a `*`. */
  constructor(exact: Readonly<Record<string, Value>>, patterns: Readonly<Record<string, Value>>) {
    this.exact = exact
    this.patterns = Object.entries(patterns).map(([suffix, value]) => ({
      suffix,
      labels: suffix.split('.').reverse().map(labelMatcher),
      value,
    }))
  }

  find(host: string): SuffixMatch<Value> | null {
    const pattern = this.findPattern(host)
    const patternLabels = pattern === null ? 0 : pattern.labels.length
    let rest = host
    let labels = countLabels(host)
    while (labels >= patternLabels && rest !== '') {
      if (Object.hasOwn(this.exact, rest)) {
        const front = host.slice(0, Math.max(0, host.length - rest.length - 1))
        return { matched: rest, front, value: this.exact[rest] as Value }
      }
      const dot = rest.indexOf('.')
      if (dot < 0) break
      rest = rest.slice(dot + 1)
      labels--
    }
    if (pattern === null) return null
    const all = host.split('.')
    return {
      matched: pattern.suffix,
      front: all.slice(0, all.length - patternLabels).join('.'),
      value: pattern.value,
    }
  }

  private findPattern(host: string): Pattern<Value> | null {
    if (this.patterns.length === 0) return null
    const labels = host.split('.').reverse()
    let best: Pattern<Value> | null = null
    for (const pattern of this.patterns) {
      if (pattern.labels.length > labels.length) continue
      if (best !== null) {
        if (pattern.labels.length < best.labels.length) continue
        if (pattern.labels.length === best.labels.length && pattern.suffix.length <= best.suffix.length)
          continue
      }
      if (pattern.labels.every((matches, index) => matches(labels[index] as string))) best = pattern
    }
    return best
  }
}

/** The longest suffix that a host ends in. */
export interface SuffixMatch<Value> {
  /** The suffix or pattern that matched. */
  readonly matched: string
  /** What stands before it, without the dot; '' where the host is the suffix itself. */
  readonly front: string
  readonly value: Value
}

interface Pattern<Value> {
  readonly suffix: string
  readonly labels: readonly ((label: string) => boolean)[]
  readonly value: Value
}

/** Matcher of one label. At most one `*`, which our data test checks, so no backtracking is possible. */
function labelMatcher(pattern: string): (label: string) => boolean {
  const star = pattern.indexOf('*')
  if (star < 0) return (label) => label === pattern
  const head = pattern.slice(0, star)
  const tail = pattern.slice(star + 1)
  return (label) =>
    label.length >= head.length + tail.length && label.startsWith(head) && label.endsWith(tail)
}

function countLabels(host: string): number {
  let count = 1
  for (let index = host.indexOf('.'); index >= 0; index = host.indexOf('.', index + 1)) count++
  return count
}
