/**
 * What the page shows of a result (`varde/scan@1`). Whoever signs a bundle decides what stands in it, so nothing is taken
 * for granted: what is missing or of another kind becomes nothing.
 */
import { listOf, recordOf, textOf } from '../core/json-value.ts'
import type { JsonRecord } from '../core/json-value.ts'
import type { FrameSpan } from '../core/origin.ts'
import { parseJson } from '../core/parse-json.ts'

/** A capture as the page shows it: texts are '' and numbers 0 where the document does not say. */
export interface ShownCapture {
  readonly path: string
  readonly format: string
  readonly places: string
  readonly packets: number
  readonly entries: number
  readonly bytes: number
  readonly firstAt: string
  readonly lastAt: string
  /** What was encrypted in it was opened with keys: no program wrote it decrypted. */
  readonly isOpened: boolean
  /** The files of a recording, in the order in which they were read; none of a capture in one file. */
  readonly files: readonly { readonly path: string; readonly packets: number; readonly firstFrame: number }[]
}

/** An observation as the page shows it. */
export interface ShownObservation {
  readonly id: string
  readonly capture: number
  readonly identifier: string
  readonly value: string
  readonly normal: string
  readonly masked: string
  readonly writtenAs: string
  readonly confidence: string
  readonly by: string
  readonly reasons: readonly string[]
  readonly recipient: string
  readonly direction: string
  readonly protection: string
  readonly at: string
  readonly frames: readonly number[]
  readonly spans: readonly FrameSpan[]
  readonly chain: readonly { readonly step: string; readonly detail: string }[]
  readonly protocol: string
}

/** A finding as the page shows it. */
export interface ShownFinding {
  readonly id: string
  readonly title: string
  readonly severity: string
  readonly confidence: string
  readonly reasons: readonly string[]
  readonly counterEvidence: readonly string[]
  readonly recipient: string
  readonly identifiers: readonly string[]
  readonly transmissions: number
  readonly observations: readonly string[]
  readonly firstAt: string
  readonly lastAt: string
}

/** A recipient as the page shows it; bytes are those of payload. */
export interface ShownRecipient {
  readonly id: string
  /** Its name, else its first address. */
  readonly name: string
  readonly domain: string
  readonly organisation: string
  readonly parent: string
  readonly country: string
  readonly addresses: readonly string[]
  readonly protocols: readonly string[]
  readonly flows: number
  readonly bytesToServer: number
  readonly bytesToClient: number
}

/** A result as the page shows it. */
export interface ShownScan {
  readonly captures: readonly ShownCapture[]
  readonly profile: string
  readonly findings: readonly ShownFinding[]
  readonly recipients: readonly ShownRecipient[]
  readonly observations: readonly ShownObservation[]
  readonly transmissions: number
  /** Sentences on what triggers the sends. */
  readonly triggers: readonly string[]
  /** Values that stand elsewhere in the document (names in the local network, what was dismissed). */
  readonly otherValues: readonly string[]
}

/** Reads the document; null where it is none. */
export function readScan(json: string): ShownScan | null {
  const document = fields(parseJson(json))
  if (document['schema'] !== 'varde/scan@1') return null
  const decrypted = number(fields(fields(document['coverage'])['decryption'])['connections'])
  const written = list(document['anomalies']).filter(
    (item) => textOf(item['code']) === 'stream.tcp.decrypted',
  )
  return {
    captures: list(document['captures']).map((item, index) => ({
      path: textOf(item['path']),
      format: textOf(item['format']),
      places: textOf(item['places']),
      packets: number(item['packets']),
      entries: number(item['entries']),
      bytes: number(item['bytes']),
      firstAt: textOf(item['firstAt']),
      lastAt: textOf(item['lastAt']),
      isOpened: decrypted > 0 && written.every((one) => number(one['capture']) !== index),
      files: list(item['files']).map((file) => ({
        path: textOf(file['path']),
        packets: number(file['packets']),
        firstFrame: number(file['firstFrame']),
      })),
    })),
    profile: textOf(fields(document['profile'])['name']),
    findings: list(document['findings']).map((item) => ({
      id: textOf(item['id']),
      title: textOf(item['title']),
      severity: textOf(item['severity']),
      confidence: textOf(item['confidence']),
      reasons: texts(item['reasons']),
      counterEvidence: texts(item['counterEvidence']),
      recipient: textOf(item['recipient']),
      identifiers: texts(item['identifiers']),
      transmissions: number(item['transmissions']),
      observations: texts(item['observations']),
      firstAt: textOf(item['firstAt']),
      lastAt: textOf(item['lastAt']),
    })),
    recipients: list(document['recipients']).map(recipientOf),
    observations: list(document['observations']).map(observationOf),
    transmissions: Array.isArray(document['transmissions']) ? document['transmissions'].length : 0,
    triggers: list(document['triggers']).map((item) => textOf(item['sentence'])),
    otherValues: [...list(document['localNames']), ...list(document['dismissals'])].map((item) =>
      textOf(item['value']),
    ),
  }
}

function recipientOf(item: JsonRecord): ShownRecipient {
  const organisation = fields(item['organisation'])
  const addresses = list(item['addresses']).map((address) => textOf(address['address']))
  const host = textOf(item['host'])
  return {
    id: textOf(item['id']),
    name: host === '' ? (addresses[0] ?? '?') : host,
    domain: textOf(item['domain']),
    organisation: textOf(organisation['name']),
    parent: textOf(organisation['parent']),
    country: textOf(organisation['country']),
    addresses,
    protocols: texts(item['protocols']),
    flows: number(item['flows']),
    bytesToServer: number(item['bytesToServer']),
    bytesToClient: number(item['bytesToClient']),
  }
}

function observationOf(item: JsonRecord): ShownObservation {
  return {
    id: textOf(item['id']),
    capture: number(item['capture']),
    identifier: textOf(item['identifier']),
    value: textOf(item['value']),
    normal: textOf(item['normal']),
    masked: textOf(item['masked']),
    writtenAs: textOf(item['writtenAs']),
    confidence: textOf(item['confidence']),
    by: textOf(item['by']),
    reasons: texts(item['reasons']),
    recipient: textOf(item['recipient']),
    direction: textOf(item['direction']),
    protection: textOf(item['protection']),
    at: textOf(item['at']),
    frames: Array.isArray(item['frames']) ? item['frames'].map(number) : [],
    spans: list(item['spans']).map((span) => ({
      frame: number(span['frame']),
      start: number(span['start']),
      end: number(span['end']),
    })),
    chain: list(item['chain']).map((step) => ({
      step: textOf(step['step']),
      detail: textOf(step['detail']),
    })),
    protocol: textOf(fields(item['exchange'])['protocol']),
  }
}

function fields(value: unknown): JsonRecord {
  return recordOf(value) ?? {}
}

function list(value: unknown): JsonRecord[] {
  return listOf(value).map(fields)
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(textOf) : []
}

/** A whole number from 0 on. */
function number(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : 0
}
