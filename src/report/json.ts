import type { ExchangeSummary, Finding, Observation, Transmission } from '../assess/types.ts'
import type { Instant } from '../core/time.ts'
import { formatInstant } from '../core/time.ts'
import type { ScanResult } from '../pipeline/scan.ts'
import { holdsEntries, recordedValue } from './entries.ts'
import { falseDiscoveryRate } from '../correlate/triggers.ts'
import { mask, maskIn } from './mask.ts'
import { Masker } from './masker.ts'
import { printableJson } from './printable.ts'

/** Observations of one finding whose values are looked for in its sentences, beyond those hidden everywhere. */
const ownOfFindingMax = 500

/**
 * The document of `--json`: `varde/scan@1`, described by docs/schema/scan.schema.json. The same input gives the same
 * bytes. Values are masked wherever they stand unless `isRevealed`.
 */
export function renderJson(result: ScanResult, isRevealed: boolean): string {
  return [...jsonPieces(scanDocument(result, isRevealed))].join('')
}

/** Characters of a piece, about: few enough to hold, and many for each call of the system. */
const pieceCharacters = 65_536

/**
 * The text of a document, list by list: of a long capture all of it in one text would take more memory than the capture.
 * The pieces together are what `JSON.stringify` gives.
 */
export function* jsonPieces(document: Readonly<Record<string, unknown>>): Generator<string> {
  let text = '{'
  let separator = '\n'
  for (const [name, value] of Object.entries(document)) {
    if (value === undefined) continue
    text += `${separator}  ${JSON.stringify(name)}: `
    separator = ',\n'
    if (!Array.isArray(value) || value.length === 0) {
      text += indented(value, '  ')
      continue
    }
    let before = '[\n'
    for (const element of value) {
      text += `${before}    ${indented(element, '    ')}`
      before = ',\n'
      if (text.length < pieceCharacters) continue
      yield printableJson(text)
      text = ''
    }
    text += '\n  ]'
  }
  yield printableJson(`${text}\n}\n`)
}

/** No text of JSON has a line end in it: they are all between values. */
function indented(value: unknown, indent: string): string {
  return JSON.stringify(value, null, 2).replaceAll('\n', `\n${indent}`)
}

/** The document as a value; see {@link renderJson}. */
export function scanDocument(result: ScanResult, isRevealed: boolean): Record<string, unknown> {
  const digits = result.captures.map((capture) => capture.timeDigits)
  const time = (at: Instant, capture: number): string => formatInstant(at, digits[capture] ?? 6)
  const byExchange = Map.groupBy(
    result.observations,
    (observation) => `${observation.capture}/${observation.exchange}`,
  )
  const masker = new Masker(result, isRevealed)
  const transmissionsOf = new Map(
    result.transmissions.map((transmission) => [
      `${transmission.capture}/${transmission.exchange}`,
      transmission,
    ]),
  )
  const byId = new Map(result.observations.map((observation) => [observation.id, observation]))
  const ownOf = (finding: Finding): Observation[] =>
    finding.observations.slice(0, ownOfFindingMax).flatMap((id) => byId.get(id) ?? [])
  const digitsOfFinding = Math.max(0, ...digits)
  return {
    schema: 'varde/scan@1',
    captures: result.captures.map((capture, index) => ({
      path: masker.hide(capture.path),
      sha256: capture.sha256,
      format: capture.format,
      gzip: capture.isGzip,
      fileBytes: capture.fileBytes,
      places: holdsEntries(capture) ? 'entries' : 'frames',
      packets: capture.packets,
      entries: capture.entries,
      bytes: capture.bytes,
      firstAt: capture.first === null ? null : time(capture.first, index),
      lastAt: capture.last === null ? null : time(capture.last, index),
      application: capture.application,
      comments: capture.comments.map((comment) => masker.hide(comment)),
      recorded: recordedValue(capture.recorded, masker),
    })),
    profile:
      result.profile === null
        ? null
        : { name: masker.hide(result.profile.name), untraceable: result.untraceable },
    keys: result.keys,
    coverage: result.coverage,
    recipients: result.recipients.map((recipient) => ({
      id: recipient.id,
      host: masker.hide(recipient.host),
      nameEvidence: recipient.nameEvidence,
      domain: masker.hide(recipient.domain),
      addresses: recipient.addresses.map((facts) => ({ address: facts.address, scope: facts.scope })),
      ports: recipient.ports,
      protocols: recipient.protocols,
      senders: recipient.senders,
      organisation:
        recipient.organisation === null
          ? null
          : {
              id: recipient.organisation.id,
              name: recipient.organisation.name,
              parent: recipient.organisation.parent,
              country: recipient.organisation.country,
              seat: recipient.organisation.seat,
              stateControl: recipient.organisation.state,
              use: recipient.organisation.use,
              sharedInfrastructure: recipient.organisation.isSharedInfrastructure,
              source: recipient.organisation.source,
              confidence: recipient.organisation.confidence,
            },
      ambiguity: masker.hide(recipient.ambiguity),
      networks: recipient.addresses.flatMap((facts) =>
        facts.networks.map((network) => ({ address: facts.address, ...network })),
      ),
      countries: recipient.addresses.flatMap((facts) =>
        facts.countries.map((claim) => ({ address: facts.address, ...claim, agreed: facts.isCountryAgreed })),
      ),
      apps: recipient.apps.map(({ app, source, contacts, first, last }) => ({
        app: masker.hide(app),
        source,
        contacts,
        firstAt: formatInstant(first, digitsOfFinding),
        lastAt: formatInstant(last, digitsOfFinding),
      })),
      ech: recipient.hasEch,
      dnsHidden: recipient.hasHiddenDns,
      flows: recipient.flows,
      bytesToServer: recipient.bytesToServer,
      bytesToClient: recipient.bytesToClient,
    })),
    tunnels: result.tunnels,
    apps: result.apps.map((app) => ({
      id: app.id,
      package: app.package === null ? null : masker.hide(app.package),
      name: app.name === null ? null : masker.hide(app.name),
      uid: app.uid,
      pids: app.pids,
      path: app.path === null ? null : masker.hide(app.path),
    })),
    exchanges: result.exchanges,
    observations: result.observations.map((observation) => {
      const siblings = byExchange.get(`${observation.capture}/${observation.exchange}`) ?? [observation]
      const transmission = transmissionsOf.get(`${observation.capture}/${observation.exchange}`)
      return {
        id: observation.id,
        capture: observation.capture,
        identifier: observation.identifier,
        ...(isRevealed ? { value: observation.value, normal: observation.normal } : {}),
        masked: mask(observation.value),
        writtenAs: observation.writtenAs,
        confidence: observation.confidence,
        by: observation.by,
        reasons: observation.reasons.map((reason) => masker.hide(reason, siblings)),
        recipient: observation.recipient,
        protection: observation.protection,
        direction: observation.direction,
        at: time(observation.at, observation.capture),
        frames: framesOf(observation),
        spans: observation.spans,
        chain: observation.chain.map((step) => ({
          step: step.step,
          detail: masker.hide(step.detail, siblings),
        })),
        ...(observation.copy === undefined ? {} : { copy: observation.copy }),
        exchange:
          transmission === undefined
            ? { id: observation.exchange }
            : { id: observation.exchange, ...exchangeSummary(transmission.summary, masker, siblings) },
      }
    }),
    transmissions: result.transmissions.map((transmission) =>
      transmissionValue(
        transmission,
        time(transmission.at, transmission.capture),
        masker,
        byExchange.get(`${transmission.capture}/${transmission.exchange}`) ?? [],
      ),
    ),
    contacts: result.contacts.map((contact) => ({
      capture: contact.capture,
      recipient: contact.recipient,
      family: contact.family.family,
      confidence: contact.family.confidence,
      source: contact.source,
      name: masker.hide(contact.name),
      at: time(contact.at, contact.capture),
      frame: contact.frame,
    })),
    findings: result.findings.map((finding) => ({
      id: finding.id,
      title: finding.title,
      severity: finding.severity,
      confidence: finding.confidence,
      family: finding.family === '' ? null : finding.family,
      reasons: finding.reasons.map((reason) => masker.hide(reason, ownOf(finding))),
      counterEvidence: finding.counterEvidence.map((against) => masker.hide(against, ownOf(finding))),
      recipient: finding.recipient,
      identifiers: finding.identifiers,
      transmissions: finding.transmissions,
      observations: finding.observations,
      firstAt: formatInstant(finding.first, digitsOfFinding),
      lastAt: formatInstant(finding.last, digitsOfFinding),
    })),
    dismissals: result.dismissals.map((dismissal) => ({
      identifier: dismissal.identifier,
      masked: mask(dismissal.value),
      ...(isRevealed ? { value: dismissal.value } : {}),
      reason: isRevealed ? dismissal.reason : masker.hide(maskIn(dismissal.reason, [dismissal.value])),
      recipient: dismissal.recipient,
      count: dismissal.count,
    })),
    localNames: result.localNames.map((name) => ({
      kind: name.kind,
      address: name.address,
      masked: mask(name.value),
      ...(isRevealed ? { value: name.value } : {}),
      frame: name.frame,
    })),
    opaque: result.opaque.map((payload) => ({
      capture: payload.capture,
      recipient: payload.recipient,
      protocol: payload.protocol,
      place: masker.hide(payload.place),
      field: masker.hide(payload.field),
      written: payload.written,
      count: payload.count,
      bytesMin: payload.bytesMin,
      bytesMax: payload.bytesMax,
      entropyBits: payload.entropyBits,
      judged: payload.judged,
      distinct: payload.distinct,
      sameFirstBytes: payload.sameFirstBytes,
      firstAt: time(payload.first.at, payload.capture),
      firstFrame: payload.first.frame,
      lastAt: time(payload.last.at, payload.capture),
      lastFrame: payload.last.frame,
    })),
    serverNames: result.hellos.map((hello) => ({
      name: masker.hide(hello.sni),
      transport: hello.transport,
      hellos: hello.count,
    })),
    dnsNames: result.dnsNames.map((name) => masker.hide(name)),
    resolvers: result.resolvers.map(({ host, questions }) => ({ host: masker.hide(host), questions })),
    anomalies: result.anomalies.map(({ capture, tally }) => ({
      capture,
      code: tally.code.code,
      kind: tally.code.kind,
      sentence: tally.code.sentence,
      count: tally.count,
      samples: tally.samples.map(({ frame, detail }) => ({ frame, detail: masker.hide(detail) })),
    })),
    dataSets: result.dataSets,
    ...correlationValue(result, masker),
  }
}

/** `triggers`, `periods`, `clock`, and what they were computed from. */
function correlationValue(result: ScanResult, masker: Masker): Record<string, unknown> {
  const { triggers, periods, clock, events, pairs, seriesLeftOut, observedSeconds, outside } =
    result.correlation
  return {
    events,
    clock: {
      offsetMs: clock.offsetMs,
      uncertaintyMs: clock.uncertaintyMs,
      driftMsPerDay: clock.driftMsPerDay,
      method: clock.method,
      sentence: clock.sentence,
    },
    triggers: triggers.map((trigger) => ({ ...trigger, sentence: masker.hide(trigger.sentence) })),
    periods: periods.map((period) => ({ ...period, sentence: masker.hide(period.sentence) })),
    comparisons: {
      pairs,
      seriesLeftOut,
      falseDiscoveryRate,
      observedSeconds,
      ...(outside === null ? {} : { eventsOutside: outside }),
    },
  }
}

/** Numbers of the frames that carry an observation, ascending, each once. */
export function framesOf(observation: Observation): number[] {
  return [...new Set(observation.spans.map((span) => span.frame))].sort((left, right) => left - right)
}

function exchangeSummary(
  summary: ExchangeSummary,
  masker: Masker,
  own: readonly Observation[],
): Record<string, unknown> {
  const { code } = summary
  return {
    ...summary,
    host: masker.hide(summary.host),
    path: masker.hidePath(summary.path, own),
    ...(code === undefined ? {} : { code: code.map((method) => masker.hide(method, own)) }),
  }
}

function transmissionValue(
  transmission: Transmission,
  at: string,
  masker: Masker,
  own: readonly Observation[],
): Record<string, unknown> {
  return {
    capture: transmission.capture,
    exchange: transmission.exchange,
    at,
    recipient: transmission.recipient,
    identifiers: transmission.identifiers,
    families: transmission.families.map((family) => family.family),
    app: transmission.app ?? null,
    frames: transmission.frames,
    protection: transmission.protection,
    receipt:
      transmission.receipt === null
        ? null
        : { ...transmission.receipt, reason: masker.hide(transmission.receipt.reason, own) },
    ...(transmission.copy === undefined ? {} : { copy: transmission.copy }),
    summary: exchangeSummary(transmission.summary, masker, own),
  }
}
