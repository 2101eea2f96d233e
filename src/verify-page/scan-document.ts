/**
 * What the page shows of a result (`varde/scan@1`). Whoever signs a bundle decides what stands in it, so nothing is taken
 * for granted: what is missing or of another kind becomes nothing.
 */
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
  return {
    captures: list(document['captures']).map((item) => ({
      path: text(item['path']),
      format: text(item['format']),
      places: text(item['places']),
      packets: number(item['packets']),
      entries: number(item['entries']),
      bytes: number(item['bytes']),
      firstAt: text(item['firstAt']),
      lastAt: text(item['lastAt']),
    })),
    profile: text(fields(document['profile'])['name']),
    findings: list(document['findings']).map((item) => ({
      id: text(item['id']),
      title: text(item['title']),
      severity: text(item['severity']),
      confidence: text(item['confidence']),
      reasons: texts(item['reasons']),
      counterEvidence: texts(item['counterEvidence']),
      recipient: text(item['recipient']),
      identifiers: texts(item['identifiers']),
      transmissions: number(item['transmissions']),
      observations: texts(item['observations']),
      firstAt: text(item['firstAt']),
      lastAt: text(item['lastAt']),
    })),
    recipients: list(document['recipients']).map(recipientOf),
    observations: list(document['observations']).map(observationOf),
    transmissions: Array.isArray(document['transmissions']) ? document['transmissions'].length : 0,
    triggers: list(document['triggers']).map((item) => text(item['sentence'])),
    otherValues: [...list(document['localNames']), ...list(document['dismissals'])].map((item) =>
      text(item['value']),
    ),
  }
}

function recipientOf(item: Fields): ShownRecipient {
  const organisation = fields(item['organisation'])
  const addresses = list(item['addresses']).map((address) => text(address['address']))
  const host = text(item['host'])
  return {
    id: text(item['id']),
    name: host === '' ? (addresses[0] ?? '?') : host,
    domain: text(item['domain']),
    organisation: text(organisation['name']),
    parent: text(organisation['parent']),
    country: text(organisation['country']),
    addresses,
    protocols: texts(item['protocols']),
    flows: number(item['flows']),
    bytesToServer: number(item['bytesToServer']),
    bytesToClient: number(item['bytesToClient']),
  }
}

function observationOf(item: Fields): ShownObservation {
  return {
    id: text(item['id']),
    capture: number(item['capture']),
    identifier: text(item['identifier']),
    value: text(item['value']),
    normal: text(item['normal']),
    masked: text(item['masked']),
    writtenAs: text(item['writtenAs']),
    confidence: text(item['confidence']),
    by: text(item['by']),
    reasons: texts(item['reasons']),
    recipient: text(item['recipient']),
    direction: text(item['direction']),
    protection: text(item['protection']),
    at: text(item['at']),
    frames: Array.isArray(item['frames']) ? item['frames'].map(number) : [],
    spans: list(item['spans']).map((span) => ({
      frame: number(span['frame']),
      start: number(span['start']),
      end: number(span['end']),
    })),
    chain: list(item['chain']).map((step) => ({ step: text(step['step']), detail: text(step['detail']) })),
    protocol: text(fields(item['exchange'])['protocol']),
  }
}

type Fields = Readonly<Record<string, unknown>>

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}
}

function list(value: unknown): Fields[] {
  return Array.isArray(value) ? value.map(fields) : []
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(text) : []
}

/** A whole number from 0 on. */
function number(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : 0
}
