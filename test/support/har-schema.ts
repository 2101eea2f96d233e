import { createRequire } from 'node:module'
import { Ajv } from 'ajv'
import { formats } from './formats.ts'

const text = { type: 'string' }
const count = { type: 'integer', minimum: -1 }
const time = { type: 'number', minimum: -1 }
const at = {
  type: 'string',
  pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?(?:Z|[+-]\\d\\d:\\d\\d)$',
}

function object(required: Record<string, object>, optional: Record<string, object> = {}): object {
  return {
    type: 'object',
    required: Object.keys(required),
    properties: { ...required, ...optional, comment: text },
    patternProperties: { '^_': {} },
    additionalProperties: false,
  }
}

function list(items: object): object {
  return { type: 'array', items }
}

const pair = object({ name: text, value: text })
const program = object({ name: text, version: text })
const cookie = object(
  { name: text, value: text },
  { path: text, domain: text, expires: text, httpOnly: { type: 'boolean' }, secure: { type: 'boolean' } },
)
const param = object({ name: text }, { value: text, fileName: text, contentType: text })
const cacheState = object({ lastAccess: at, eTag: text, hitCount: count }, { expires: at })

const request = object(
  {
    method: text,
    url: { type: 'string', pattern: '^[a-z][a-z0-9+.-]*://[^\\s]+' },
    httpVersion: text,
    cookies: list(cookie),
    headers: list(pair),
    queryString: list(pair),
    headersSize: count,
    bodySize: count,
  },
  { postData: object({ mimeType: text }, { params: list(param), text }) },
)

const response = object({
  status: { type: 'integer', minimum: 0 },
  statusText: text,
  httpVersion: text,
  cookies: list(cookie),
  headers: list(pair),
  content: object({ size: count, mimeType: text }, { compression: count, text, encoding: text }),
  redirectURL: text,
  headersSize: count,
  bodySize: count,
})

const entry = object(
  {
    startedDateTime: at,
    time: { type: 'number', minimum: 0 },
    request,
    response,
    cache: object({}, { beforeRequest: cacheState, afterRequest: cacheState }),
    timings: object(
      { send: time, wait: time, receive: time },
      { blocked: time, dns: time, connect: time, ssl: time },
    ),
  },
  { pageref: text, serverIPAddress: text, connection: text },
)

/**
 * HAR 1.2, written from the specification (softwareishard.com/blog/har-12-spec): what it calls optional may be missing, and
 * members of one's own begin with an underscore. The published schema takes any other member.
 */
const strict: object = {
  ...object({
    log: object(
      { version: text, creator: program, entries: list(entry) },
      { browser: program, pages: list({}) },
    ),
  }),
  $schema: 'http://json-schema.org/draft-07/schema#',
}

const fromHere = createRequire(import.meta.url)
/** The schema that the readers of HAR use, a file for each part. */
const published = fromHere('har-schema') as Readonly<Record<string, object>>

const validateStrict = new Ajv({ allErrors: true }).compile(strict)
const validatePublished = new Ajv({ allErrors: true, strict: false, formats })
  .addMetaSchema(fromHere('ajv/dist/refs/json-schema-draft-06.json') as object)
  .addSchema(Object.values(published))
  .getSchema('har.json#')

/** What is wrong with a HAR, by the published schema and by ours. */
export function harProblems(har: unknown): object[] {
  if (validatePublished === undefined) throw new Error('har-schema has no har.json')
  validateStrict(har)
  void validatePublished(har)
  return [...(validateStrict.errors ?? []), ...(validatePublished.errors ?? [])]
}
