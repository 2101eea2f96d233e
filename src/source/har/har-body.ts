import { entryAnomalies } from '../entry-anomalies.ts'
import type { EntryTally } from '../entry-tally.ts'
import { listOf, recordOf, textOf } from '../../core/json-value.ts'
import type { JsonRecord } from '../../core/json-value.ts'
import { paramsOf, writtenOf } from './har-values.ts'
import type { RecordedPair } from './har-values.ts'
import { apartFromBody } from './listed-apart.ts'
import { bytesOf } from '../recorders/recorded-message.ts'
import { recordedText } from '../recorders/recorded-text.ts'
import type { RecordedText } from '../recorders/recorded-text.ts'

/** A body of JSON, also where it stands as a bare text in place of a record with one. */
export function contentRecord(value: unknown): JsonRecord | null {
  return typeof value === 'string' ? { text: value } : recordOf(value)
}

/** What a request sent: its text with the members of a form, else what was kept of it apart in base64. */
export function bodyOf(
  post: JsonRecord | null,
  binary: JsonRecord | null,
  type: string,
  sizes: readonly number[],
  tally: EntryTally,
): RecordedText {
  const sent = post === null ? noText : postBody(post, type, sizes, tally)
  if (sent.bytes.length > 0 || binary === null) return sent
  return contentOf(textOf(binary['text']), textOf(binary['encoding']), sizes, tally)
}

/** Where there is no body. */
export const noText: RecordedText = { bytes: Buffer.alloc(0), isLossy: false }

/** Whether PiRogue put what an app had encrypted in clear in its place, and left the sizes as they were. */
export function isDecrypted(side: JsonRecord): boolean {
  return recordOf(side['_decryption']) !== null
}

/** Whether what was posted stands there as a text, not only as members of a form. */
export function hasText(post: JsonRecord | null): boolean {
  return writtenOf(post?.['text']) !== ''
}

function postBody(post: JsonRecord, type: string, sizes: readonly number[], tally: EntryTally): RecordedText {
  const text = writtenOf(post['text'])
  // `encoding` is in the specification for responses only, and binary requests need it too: several programs write it.
  const encoding = textOf(post['encoding']) || textOf(post['_encoding'])
  const sent = text === '' ? noText : contentOf(text, encoding, sizes, tally)
  // Some programs put a notice in the place of the text, and list what was sent.
  const params = apartFromBody(paramsOf(post['params']), sent.bytes)
  return params.length === 0 ? sent : { ...sent, bytes: withParams(sent.bytes, params, type) }
}

/** A body with the members of a form that are listed and do not stand in it. */
function withParams(body: Buffer, params: readonly RecordedPair[], type: string): Buffer {
  if (!/^multipart\//i.test(type)) {
    const isForm = /^application\/x-www-form-urlencoded/i.test(type)
    const between = body.length === 0 ? '' : isForm ? '&' : '\n'
    return Buffer.concat([body, Buffer.from(`${between}${formOf(withFileNames(params))}`, 'latin1')])
  }
  const parts = multipartOf(params, type)
  if (body.length === 0) return parts
  const end = body.lastIndexOf(`--${boundaryOf(type)}--`)
  return end < 0
    ? Buffer.concat([body, Buffer.from('\r\n'), parts])
    : Buffer.concat([body.subarray(0, end), parts])
}

/** A form that is none of parts has no place for the name of a file: it is a member of its own. */
function withFileNames(params: readonly RecordedPair[]): RecordedPair[] {
  return params.flatMap((one) =>
    one.fileName === '' ? [one] : [one, { ...one, name: 'filename', value: one.fileName }],
  )
}

/** `sizes`: what the entry says of the length in bytes, 0 where it does not. */
export function contentOf(
  text: string,
  encoding: string,
  sizes: readonly number[],
  tally: EntryTally,
): RecordedText {
  if (encoding.toLowerCase() === 'base64') {
    const bytes = Buffer.from(text, 'base64')
    if (isFullBase64(text, bytes) || !/[^A-Za-z0-9+/_=\s-]/.test(text)) return { bytes, isLossy: false }
    tally.anomalies.note(entryAnomalies.badBase64, tally.number + 1)
  }
  const read = recordedText(text, sizes)
  if (read.isLossy) tally.anomalies.note(entryAnomalies.lossy, tally.number + 1)
  return read
}

/** Whether each character of whole groups of base64 gave its bits: other characters are passed over, and give none. */
function isFullBase64(text: string, bytes: Buffer): boolean {
  // Node takes characters of other scripts for their lowest bytes.
  const isAscii = Buffer.byteLength(text) === text.length
  return isAscii && text.length % 4 === 0 && bytes.length === Buffer.byteLength(text, 'base64')
}

/** Names and values that were recorded apart, as the form or query that they were sent in. */
export function formOf(pairs: readonly RecordedPair[]): string {
  return pairs.map(({ name, value }) => `${escaped(name)}=${escaped(value)}`).join('&')
}

function escaped(text: string): string {
  // Recorders keep some values as they stood on the wire: what is escaped already stays so.
  return encodeURIComponent(text.toWellFormed()).replaceAll(/%25([0-9A-Fa-f]{2})/g, '%$1')
}

/** Cookies that are listed apart, as one field. */
export function cookiesOf(cookies: readonly RecordedPair[]): string {
  return cookies.map(({ name, value }) => `${bytesOf(name)}=${bytesOf(value)}`).join('; ')
}

const boundaryCharactersMax = 256

function boundaryOf(type: string): string {
  // RFC 2046 section 5.1.1: at most 70 characters. It stands before each part.
  const stated = /boundary="?([^";]+)/i.exec(type)?.[1] ?? ''
  return stated === '' || stated.length > boundaryCharactersMax ? 'varde-boundary' : stated
}

function multipartOf(params: readonly RecordedPair[], type: string): Buffer {
  const boundary = boundaryOf(type)
  const parts = params.map(({ name, value, fileName, contentType }) =>
    [
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"`,
      fileName === '' ? '' : `; filename="${fileName}"`,
      contentType === '' ? '' : `\r\nContent-Type: ${contentType}`,
      `\r\n\r\n${value}\r\n`,
    ].join(''),
  )
  return Buffer.from(`${parts.join('')}--${boundary}--\r\n`, 'utf8')
}

const eventCharactersMax = 65_536

/** Events as they stood in the stream, but for the order of their lines: Chrome keeps them apart. */
export function eventText(value: unknown): string {
  return listOf(value)
    .map((one) => {
      const event = recordOf(one)
      const [name, id] = [textOf(event?.['eventName']), textOf(event?.['eventId'])]
      const data = writtenOf(event?.['data'])
      return [
        ...(name === '' || name === 'message' ? [] : [`event: ${name}`]),
        ...(id === '' ? [] : [`id: ${id}`]),
        // Taken apart, a long text could be millions of lines.
        `data: ${data.length > eventCharactersMax ? data : data.replaceAll('\n', '\ndata: ')}`,
        '\n',
      ].join('\n')
    })
    .join('')
}
