import type { ExchangeSummary, Observation, Transmission } from '../assess/types.ts'
import type { Instant } from '../core/time.ts'
import { formatInstant } from '../core/time.ts'
import type { ScanResult } from '../pipeline/scan.ts'
import { mask, maskIn } from './mask.ts'

/**
 * The document of `--json`: `varde/scan@1`, described by docs/schema/scan.schema.json. The same input gives the same
 * bytes. Values are masked wherever they stand unless `isRevealed`.
 */
export function renderJson(result: ScanResult, isRevealed: boolean): string {
  return `${JSON.stringify(scanDocument(result, isRevealed), null, 2)}\n`
}

/** The document as a value; see {@link renderJson}. */
export function scanDocument(result: ScanResult, isRevealed: boolean): Record<string, unknown> {
  const digits = result.captures.map((capture) => capture.timeDigits)
  const time = (at: Instant, capture: number): string => formatInstant(at, digits[capture] ?? 6)
  const byExchange = Map.groupBy(result.observations, (observation) => `${observation.capture}/${observation.exchange}`)
  const hide = (text: string, values: readonly Observation[]): string =>
    isRevealed ? text : maskIn(text, values.flatMap((observation) => [observation.value, observation.normal]))
  const transmissionsOf = new Map(
    result.transmissions.map((transmission) => [`${transmission.capture}/${transmission.exchange}`, transmission]),
  )
  const digitsOfFinding = Math.max(0, ...digits)
  return {
    schema: 'varde/scan@1',
    captures: result.captures.map((capture, index) => ({
      path: capture.path,
      sha256: capture.sha256,
      format: capture.format,
      gzip: capture.isGzip,
      fileBytes: capture.fileBytes,
      packets: capture.packets,
      bytes: capture.bytes,
      firstAt: capture.first === null ? null : time(capture.first, index),
      lastAt: capture.last === null ? null : time(capture.last, index),
      application: capture.application,
      comments: capture.comments,
    })),
    profile: result.profile === null ? null : { name: result.profile.name },
    coverage: result.coverage,
    recipients: result.recipients.map((recipient) => ({
      id: recipient.id,
      host: recipient.host,
      nameEvidence: recipient.nameEvidence,
      domain: recipient.domain,
      addresses: recipient.addresses.map((facts) => ({ address: facts.address, scope: facts.scope })),
      ports: recipient.ports,
      protocols: recipient.protocols,
      organisation:
        recipient.organisation === null
          ? null
          : {
              id: recipient.organisation.id,
              name: recipient.organisation.name,
              parent: recipient.organisation.parent,
              country: recipient.organisation.country,
              stateControl: recipient.organisation.state,
              use: recipient.organisation.use,
              sharedInfrastructure: recipient.organisation.isSharedInfrastructure,
              source: recipient.organisation.source,
              confidence: recipient.organisation.confidence,
            },
      ambiguity: recipient.ambiguity,
      networks: recipient.addresses.flatMap((facts) =>
        facts.networks.map((network) => ({ address: facts.address, ...network })),
      ),
      countries: recipient.addresses.flatMap((facts) =>
        facts.countries.map((claim) => ({ address: facts.address, ...claim, agreed: facts.isCountryAgreed })),
      ),
      ech: recipient.hasEch,
      flows: recipient.flows,
      bytesToServer: recipient.bytesToServer,
      bytesToClient: recipient.bytesToClient,
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
        reasons: observation.reasons.map((reason) => hide(reason, siblings)),
        recipient: observation.recipient,
        protection: observation.protection,
        direction: observation.direction,
        at: time(observation.at, observation.capture),
        frames: framesOf(observation),
        spans: observation.spans,
        chain: observation.chain.map((step) => ({ step: step.step, detail: hide(step.detail, siblings) })),
        exchange:
          transmission === undefined
            ? { id: observation.exchange }
            : { id: observation.exchange, ...exchangeSummary(transmission.summary, (text) => hide(text, siblings)) },
      }
    }),
    transmissions: result.transmissions.map((transmission) =>
      transmissionValue(
        transmission,
        time(transmission.at, transmission.capture),
        (text) => hide(text, byExchange.get(`${transmission.capture}/${transmission.exchange}`) ?? []),
      ),
    ),
    contacts: result.contacts.map((contact) => ({
      capture: contact.capture,
      recipient: contact.recipient,
      family: contact.family.family,
      confidence: contact.family.confidence,
      source: contact.source,
      name: contact.name,
      at: time(contact.at, contact.capture),
      frame: contact.frame,
    })),
    findings: result.findings.map((finding) => ({
      id: finding.id,
      title: finding.title,
      severity: finding.severity,
      confidence: finding.confidence,
      family: finding.family === '' ? null : finding.family,
      reasons: finding.reasons.map((reason) => hide(reason, result.observations.slice(0, 10_000))),
      counterEvidence: finding.counterEvidence,
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
      reason: isRevealed ? dismissal.reason : maskIn(dismissal.reason, [dismissal.value]),
      recipient: dismissal.recipient,
      count: dismissal.count,
    })),
    localNames: result.localNames.map((name) => ({
      kind: name.kind,
      masked: mask(name.value),
      ...(isRevealed ? { value: name.value } : {}),
      frame: name.frame,
    })),
    serverNames: result.hellos.map((hello) => ({ name: hello.sni, transport: hello.transport, hellos: hello.count })),
    dnsNames: result.dnsNames,
    anomalies: result.anomalies.map(({ capture, tally }) => ({
      capture,
      code: tally.code.code,
      kind: tally.code.kind,
      sentence: tally.code.sentence,
      count: tally.count,
      samples: tally.samples,
    })),
    dataSets: result.dataSets,
  }
}

/** Numbers of the frames that carry an observation, ascending, each once. */
export function framesOf(observation: Observation): number[] {
  return [...new Set(observation.spans.map((span) => span.frame))].sort((left, right) => left - right)
}

function exchangeSummary(summary: ExchangeSummary, hide: (text: string) => string): Record<string, unknown> {
  return { ...summary, host: hide(summary.host), path: hide(summary.path) }
}

function transmissionValue(
  transmission: Transmission,
  at: string,
  hide: (text: string) => string,
): Record<string, unknown> {
  return {
    capture: transmission.capture,
    exchange: transmission.exchange,
    at,
    recipient: transmission.recipient,
    identifiers: transmission.identifiers,
    families: transmission.families.map((family) => family.family),
    frames: transmission.frames,
    protection: transmission.protection,
    receipt: transmission.receipt,
    summary: exchangeSummary(transmission.summary, hide),
  }
}
