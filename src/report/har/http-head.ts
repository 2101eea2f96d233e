/** A head in the form of HTTP/1, taken apart: bytes, one character each. */
export interface HttpHead {
  /** Method and target of a request, '' of a response. */
  readonly method: string
  readonly target: string
  readonly version: string
  readonly reason: string
  readonly fields: readonly (readonly [name: string, value: string])[]
}

/** Takes a head apart. Total: a line that is no field becomes one with an empty value, so that nothing is left out. */
export function httpHead(head: Buffer, trailer: Buffer): HttpHead {
  const [first = '', ...lines] = linesOf(head)
  const isResponse = /^HTTP\/[\d.]+ /.test(first)
  const [one = '', two = '', ...rest] = first.split(' ')
  const version = isResponse ? one : (rest.at(-1) ?? '')
  return {
    method: isResponse ? '' : one,
    target: isResponse ? '' : [two, ...rest.slice(0, -1)].join(' '),
    version: version === '' ? 'HTTP/1.1' : version,
    reason: isResponse ? rest.join(' ') : '',
    fields: fieldsOf([...lines, ...linesOf(trailer)]),
  }
}

function linesOf(part: Buffer): string[] {
  return part.length === 0 ? [] : part.toString('latin1').split(/\r?\n/)
}

function fieldsOf(lines: readonly string[]): [string, string][] {
  const fields: [string, string][] = []
  for (const line of lines) {
    if (line === '') continue
    const last = fields.at(-1)
    // Folded (RFC 9112 section 5.2): goes on with the field before.
    if (last !== undefined && /^[ \t]/.test(line)) last[1] += ` ${line.trim()}`
    else {
      const colon = line.indexOf(':')
      if (colon <= 0) fields.push([line.trim(), ''])
      else fields.push([line.slice(0, colon).trim(), line.slice(colon + 1).trim()])
    }
  }
  return fields.filter(([name]) => name !== '')
}
