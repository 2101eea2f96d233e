import { jsonOf, pairs } from './carried.ts'
import type { Carried, Carrier, Fields, Load } from './carried.ts'
import { utf8 } from './codecs.ts'
import { boundary, get, multipartType, post } from './http-carriers.ts'

/** Lengths at which programs cut: of lines, of fields, and of columns of databases. */
const lengths = [32, 40, 64, 76, 100, 128, 255, 512, 1_000]
const fieldsMax = 40

const encode = encodeURIComponent

/** How the pieces are sent; null where they do not fit. `fields` are the pieces by name, `load` has what stands around them. */
type Holder = (fields: Fields, load: Load, host: string) => Carried | null

function around({ before, behind }: Load, fields: Fields): Fields {
  return [...before, ...fields, ...behind]
}

function piecesOf(fields: Fields): string[] {
  return fields.map(([, value]) => value)
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}

function xml(host: string, content: string): Carried {
  return post(host, 'text/xml', utf8(`<?xml version="1.0"?><r>${content}</r>`))
}

function json(host: string, value: unknown): Carried {
  return post(host, 'application/json', utf8(JSON.stringify(value)))
}

const holders: readonly Holder[] = [
  (fields, load, host) =>
    post(
      host,
      'application/x-www-form-urlencoded',
      utf8(
        new URLSearchParams(
          around(load, fields).map(([key, value]): [string, string] => [key, value]),
        ).toString(),
      ),
    ),
  (fields, load, host) =>
    get(
      host,
      '/c',
      around(load, fields).map(([key, value]) => [`X-${key}`, encode(value)]),
    ),
  (fields, load, host) =>
    get(host, '/c', [
      [
        'Cookie',
        around(load, fields)
          .map(([key, value]) => `${key}=${encode(value)}`)
          .join('; '),
      ],
    ]),
  (fields, load, host) => json(host, Object.fromEntries(around(load, fields))),
  (fields, load, host) =>
    json(host, {
      ...Object.fromEntries(load.before),
      [load.key]: piecesOf(fields),
      ...Object.fromEntries(load.behind),
    }),
  (fields, load, host) =>
    json(host, {
      ...JSON.parse(jsonOf({ ...load, bytes: utf8('1') })),
      parts: piecesOf(fields).map((part, seq) => ({ seq, part })),
    }),
  (fields, load, host) => {
    const parts = around(load, fields).map(
      ([key, value]) => `${boundary}\r\nContent-Disposition: form-data; name="${key}"\r\n\r\n${value}\r\n`,
    )
    return post(host, multipartType, utf8(`${parts.join('')}${boundary}--\r\n`))
  },
  (fields, load, host) =>
    xml(
      host,
      around(load, fields)
        .map(([key, value]) => `<${key}>${escaped(value)}</${key}>`)
        .join('\n'),
    ),
  (fields, load, host) =>
    xml(
      host,
      `<d ${around(load, fields)
        .map(([key, value]) => `${key}="${escaped(value)}"`)
        .join(' ')}/>`,
    ),
  (fields, load, host) =>
    xml(
      host,
      [
        ...load.before.map(([key, value]) => `<${key}>${escaped(value)}</${key}>`),
        ...fields.map(([, value], at) => `<part n="${at + 1}">${escaped(value)}</part>`),
        ...load.behind.map(([key, value]) => `<${key}>${escaped(value)}</${key}>`),
      ].join('\n'),
    ),
]

/** A text that is longer than a field may be, over fields whose names count, or in the elements of a list. */
export const cutCarriers: Readonly<Record<string, Carrier>> = {
  'cut over fields': {
    takes: 'text',
    keeps: 'names',
    carry: (load, host, rng) => {
      const text = load.bytes.toString()
      const fit = lengths.filter((length) => length < text.length && text.length <= length * fieldsMax)
      if (fit.length === 0) return null
      const length = rng.pick(fit)
      const first = rng.whole(0, 1)
      const mark = rng.pick(['', '_', '-', '.'])
      const fields = Array.from(
        { length: Math.ceil(text.length / length) },
        (_, at) => [`${load.key}${mark}${at + first}`, text.slice(at * length, (at + 1) * length)] as const,
      )
      const names = new Set(pairs(load).map(([key]) => key))
      if (fields.some(([name]) => names.has(name))) return null
      return rng.pick(holders)(fields, load, host)
    },
  },
}
