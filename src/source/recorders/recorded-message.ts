import { limits } from '../../core/limits.ts'
import type { Instant } from '../../core/time.ts'
import type { RecordedMessage, Run } from '../entry.ts'
import { surrogateBytes } from './recorded-text.ts'

/** Answers that have no body, whatever their head says (RFC 9110, 6.4.1; 205 is to have none). */
export const statusWithoutBody: readonly number[] = [204, 205, 304]

/** What a head is laid out from. All texts are bytes, one character each (see `bytesOf`). */
export interface HeadParts {
  /** For a request: method and target; for a response: null. */
  readonly request: { readonly method: string; readonly target: string } | null
  readonly version: string
  readonly status: number
  readonly reason: string
  readonly fields: readonly (readonly [name: string, value: string])[]
}

/** What stands beside the head. */
export interface ContentParts {
  readonly body: Buffer
  readonly trailer?: readonly (readonly [name: string, value: string])[]
  readonly at: Instant
  /** True where the recorder has undone the content coding that the head still names. */
  readonly isDecoded: boolean
  readonly isBodyLeftOut: boolean
  readonly bodyBytesLeftOut: number
}

const none: Run = { start: 0, end: 0 }

/** Lays a recorded message out as HTTP/1.1 would carry it, so that everything in it has a place that can be named. */
export function recordedMessage(head: HeadParts, content: ContentParts): RecordedMessage {
  const version = oneLine(head.version)
  let text: string
  let method = none
  let target = none
  let host = none
  if (head.request === null) {
    const reason = oneLine(head.reason)
    text = `${version} ${String(head.status).padStart(3, '0')}${reason === '' ? '' : ` ${reason}`}\r\n`
  } else {
    const name = oneLine(head.request.method)
    const path = oneLine(head.request.target)
    method = { start: 0, end: name.length }
    target = { start: name.length + 1, end: name.length + 1 + path.length }
    text = `${name} ${path} ${version}\r\n`
  }
  const fieldsStart = text.length
  let contentType = none
  let contentEncoding = none
  for (const [name, value] of fieldLines(head.fields)) {
    const start = text.length + name.length + 2
    const run = { start, end: start + value.length }
    const lower = name.toLowerCase()
    if (value !== '') {
      // What is no name can name nobody; it is searched all the same.
      const isName = value.length <= limits.source.nameBytesMax
      if (lower === 'host' && host === none && head.request !== null) host = isName ? run : none
      else if (lower === 'content-type' && contentType === none) contentType = run
      else if (lower === 'content-encoding' && contentEncoding === none && !content.isDecoded)
        contentEncoding = run
    }
    text += `${name}: ${value}\r\n`
  }
  text += '\r\n'
  return {
    head: Buffer.from(text, 'latin1'),
    method,
    target,
    host,
    contentType,
    contentEncoding,
    fieldsStart,
    status: head.status,
    body: content.body,
    trailer: trailerOf(content.trailer),
    at: content.at,
    isBodyLeftOut: content.isBodyLeftOut,
    bodyBytesLeftOut: content.bodyBytesLeftOut,
  }
}

/** A text as bytes, one character each: UTF-8 where it is more than ASCII (see `surrogateBytes`). */
export function bytesOf(text: string): string {
  for (let index = 0; index < text.length; index++) {
    if (text.charCodeAt(index) > 0x7f) return surrogateBytes(text).toString('latin1')
  }
  return text
}

function trailerOf(fields: ContentParts['trailer']): Buffer {
  if (fields === undefined || fields.length === 0) return noTrailer
  const lines = fieldLines(fields).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.from(lines.join(''), 'latin1')
}

const noTrailer: Buffer = Buffer.alloc(0)

/** A longer value is no list of fields: taken apart, it could be millions of lines. */
const splitCharactersMax = 65_536

/** Of names that stand before each of several lines: so many characters of them in one head. */
const repeatedCharactersMax = 1_048_576

/** Fields as lines: browsers write fields of one name as one, with line feeds between them. */
function fieldLines(fields: readonly (readonly [string, string])[]): [string, string][] {
  let charactersLeft = repeatedCharactersMax
  const all: [string, string][] = []
  for (const [name, value] of fields) {
    if (!value.includes('\n')) {
      all.push([oneLine(name), oneLine(value)])
      continue
    }
    // A line that begins with a blank is a fold of the one before (RFC 9112, 5.2).
    const unfolded = value.replaceAll(/\r?\n[ \t]+/g, ' ')
    let lines = value.length > splitCharactersMax ? [value] : unfolded.split('\n')
    const characters = name.length * (lines.length - 1)
    if (characters > charactersLeft) lines = [value]
    else charactersLeft -= characters
    for (const line of lines) all.push([oneLine(name), oneLine(line)])
  }
  return all
}

/** No line end may stand in what is laid out as a line. */
function oneLine(text: string): string {
  const isOne = !text.includes('\n') && !text.includes('\r')
  return (isOne ? text : text.replaceAll(/[\r\n]+/g, ' ')).trim()
}
