/**
 * Compiles the adapters of `src/detect/adapters/*.yaml` to `src/detect/adapters.gen.ts` (what they mean) and
 * `src/decode/recipes.gen.ts` (how their fields are undone). An adapter is data: what is not named here is refused,
 * so that a file can neither run code nor be half understood.
 */
import { existsSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import type { AdapterField, AdapterKey } from '../src/detect/adapter-type.ts'
import { parsePayloadKey, payloadKeyLabel } from '../src/message/payload-key-line.ts'

export interface Example {
  readonly host: string
  readonly target: string
  readonly headers: readonly string[]
  readonly bodyBase64: string
  /** Names of identifiers that the adapter must find in it. */
  readonly finds: readonly string[]
}

interface Compiled {
  readonly id: string
  readonly title: string
  readonly basis: string
  readonly source: string
  readonly hosts: readonly string[]
  readonly paths: readonly string[]
  readonly beside: readonly string[]
  readonly sealed: string
  readonly keys: readonly AdapterKey[]
  readonly fields: readonly AdapterField[]
  readonly decode: { readonly field: string; readonly steps: readonly (string | number)[][] } | null
  readonly example: Example
}

const bases = ['read', 'seen', 'remembered']
const plainSteps = ['base64', 'hex', 'gunzip', 'inflate', 'keyed-xor']

class AdapterError extends Error {}

function fail(file: string, what: string): never {
  throw new AdapterError(`${file}: ${what}`)
}

function record(file: string, value: unknown, keys: readonly string[]): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    fail(file, 'a group of keys is expected')
  for (const key of Object.keys(value))
    if (!keys.includes(key)) fail(file, `"${key}" is not known; known are ${keys.join(', ')}`)
  return value as Record<string, unknown>
}

function text(file: string, from: Record<string, unknown>, key: string, isNeeded = true): string {
  const value = from[key] ?? ''
  if (typeof value !== 'string' || (isNeeded && value === '')) fail(file, `${key} must be a text`)
  return value
}

function texts(file: string, from: Record<string, unknown>, key: string, pattern: RegExp): string[] {
  const value = from[key] ?? []
  if (!Array.isArray(value)) fail(file, `${key} must be a list of texts`)
  for (const one of value)
    if (typeof one !== 'string' || !pattern.test(one))
      fail(file, `${key}: ${JSON.stringify(one)} is not of its form`)
  return value as string[]
}

function steps(file: string, value: unknown): (string | number)[][] {
  if (!Array.isArray(value) || value.length === 0) fail(file, 'steps must be a list')
  return value.map((step): (string | number)[] => {
    if (typeof step === 'string' && plainSteps.includes(step)) return [step]
    const { skip, xor } = record(file, step, ['skip', 'xor'])
    if (typeof skip === 'number' && Number.isInteger(skip) && skip > 0 && skip < 4_096) return ['skip', skip]
    if (typeof xor === 'string' && xor !== '') return ['xor', xor]
    return fail(file, `a step is one of ${plainSteps.join(', ')}, { skip: bytes }, { xor: key }`)
  })
}

/** Keys as `--keys` takes them, without host and name, which are the adapter's. */
function keys(file: string, value: unknown = []): AdapterKey[] {
  if (!Array.isArray(value)) fail(file, 'keys must be a list of texts: cipher, key, and iv=')
  return value.map((one: unknown): AdapterKey => {
    const read = parsePayloadKey(`${payloadKeyLabel} ${String(one)}`)
    if ('fault' in read) fail(file, `keys: ${String(one)}: ${read.fault}`)
    const { bytes, cipher, mode, iv, host, name } = read
    if (host !== '' || name !== '') fail(file, 'keys: host and name are those of the adapter')
    return { cipher, mode, bytes: bytes.toString('hex'), iv: iv === null ? null : iv.toString('hex') }
  })
}

/** Reads one adapter; throws with one line where it is not sound. `known`: names of identifiers. */
export function parseAdapter(file: string, yaml: string, known: readonly string[]): Compiled {
  const top = record(file, parse(yaml), [
    'id',
    'title',
    'basis',
    'source',
    'endpoints',
    'sealed',
    'decode',
    'keys',
    'fields',
    'example',
  ])
  const id = text(file, top, 'id')
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id)) fail(file, 'id must be in kebab-case')
  if (`${id}.yaml` !== file) fail(file, `the id ${id} is not the name of the file`)
  const basis = text(file, top, 'basis')
  if (!bases.includes(basis)) fail(file, `basis must be one of ${bases.join(', ')}`)
  const endpoints = record(file, top['endpoints'], ['hosts', 'paths', 'beside'])
  const hosts = texts(file, endpoints, 'hosts', /^(?:\*|(?:[a-z0-9*-]+\.)+[a-z]{2,})$/)
  if (hosts.length === 0) fail(file, 'an adapter needs a host')
  const paths = texts(file, endpoints, 'paths', /^\*?\//)
  const beside = texts(file, endpoints, 'beside', /^\w{3,}$/)
  if (hosts.includes('*') !== beside.length > 0 || (hosts.includes('*') && paths.length === 0))
    fail(file, 'the host "*" goes with paths, and with names of fields that must be there (beside)')
  const fields = ((top['fields'] ?? []) as unknown[]).map((entry): AdapterField => {
    const field = record(file, entry, [
      'path',
      'behind',
      'between',
      'parts',
      'and',
      'identifier',
      'or',
      'digest',
      'unless',
      'none',
      'like',
      'reason',
    ])
    const identifier = text(file, field, 'identifier')
    if (!known.includes(identifier)) fail(file, `"${identifier}" is no identifier`)
    const or = text(file, field, 'or', false)
    if (or !== '' && !known.includes(or)) fail(file, `"${or}" is no identifier`)
    const parts = field['parts'] ?? 0
    if (typeof parts !== 'number' || !Number.isInteger(parts) || parts < 0)
      fail(file, 'parts must be a number')
    const isDigest = field['digest'] ?? false
    if (typeof isDigest !== 'boolean') fail(file, 'digest must be true or false')
    const unless = text(file, field, 'unless', false)
    if (unless !== '' && !/^\w+: \w+$/.test(unless)) fail(file, 'unless must be a name and a literal')
    const isNone = field['none'] ?? false
    if (typeof isNone !== 'boolean') fail(file, 'none must be true or false')
    if (isNone && basis === 'remembered') fail(file, 'what is only remembered dismisses nothing')
    return {
      path: text(file, field, 'path'),
      behind: text(file, field, 'behind', false),
      between: text(file, field, 'between', false),
      parts,
      and: text(file, field, 'and', false),
      identifier,
      or,
      isDigest,
      unless,
      isNone,
      like: text(file, field, 'like', false),
      reason: text(file, field, 'reason'),
    }
  })
  for (const { path, like } of fields)
    if (like !== '' && (like === path || !fields.some((other) => other.path === like)))
      fail(file, `"${like}" is no other field of it`)
  const sealed = text(file, top, 'sealed', false)
  if (fields.length === 0 && sealed === '')
    fail(file, 'an adapter has fields, or says why it can have none (sealed)')
  let decode: Compiled['decode'] = null
  if (top['decode'] !== undefined) {
    const given = record(file, top['decode'], ['field', 'steps'])
    decode = { field: text(file, given, 'field'), steps: steps(file, given['steps']) }
  }
  const given = record(file, top['example'], ['host', 'target', 'headers', 'bodyBase64', 'finds'])
  const example: Example = {
    host: text(file, given, 'host'),
    target: text(file, given, 'target'),
    headers: texts(file, given, 'headers', /^[A-Za-z0-9-]+: /),
    bodyBase64: text(file, given, 'bodyBase64', false),
    finds: texts(file, given, 'finds', /^[a-z-]+$/),
  }
  return {
    id,
    title: text(file, top, 'title'),
    basis,
    source: text(file, top, 'source'),
    hosts,
    paths,
    beside,
    sealed,
    keys: keys(file, top['keys']),
    fields,
    decode,
    example,
  }
}

function readAdapters(root: string): Compiled[] {
  const folder = join(root, 'src/detect/adapters')
  if (!existsSync(folder)) return []
  const known = readdirSync(join(root, 'src/detect/identifiers'))
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => name.slice(0, -3))
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => parseAdapter(name, readFileSync(join(folder, name), 'utf8'), known))
}

const note = '// Written by tools/registry.ts. Do not edit; not under version control.'

/** Writes the compiled adapters where they are not up to date; returns the files written. */
export function writeAdapters(root: string): string[] {
  if (!existsSync(join(root, 'src/detect/adapters'))) return []
  const all = readAdapters(root)
  const adapters = all.map(({ decode: _decode, example: _example, ...rest }) => rest)
  const recipes = all.flatMap(({ id, decode }) => (decode === null ? [] : [{ adapter: id, ...decode }]))
  const files: [string, string][] = [
    [
      'src/detect/adapters.gen.ts',
      `${note}\nimport type { Adapter } from './adapter-type.ts'\n\nexport const adapters: readonly Adapter[] = ${JSON.stringify(adapters)}\n`,
    ],
    [
      'src/decode/recipes.gen.ts',
      `${note}\nimport type { Recipe } from './recipe-type.ts'\n\nexport const recipes: readonly Recipe[] = ${JSON.stringify(recipes)}\n`,
    ],
  ]
  const written: string[] = []
  for (const [target, content] of files) {
    const path = join(root, target)
    if (existsSync(path) && readFileSync(path, 'utf8') === content) continue
    const temporary = `${path}.${process.pid}`
    writeFileSync(temporary, content)
    renameSync(temporary, path)
    written.push(target)
  }
  return written
}

/** Examples of all adapters, for their test. */
export function exampleOfEach(root: string): (readonly [string, Example])[] {
  return readAdapters(root).map(({ id, example }) => [id, example] as const)
}
