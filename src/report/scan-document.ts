import type { ExchangeSummary, Finding, Observation, Recipient, Transmission } from '../assess/types.ts'
import type { Instant } from '../core/time.ts'
import { formatInstant } from '../core/time.ts'
import { falseDiscoveryRate } from '../correlate/triggers.ts'
import { kindsGiven } from '../device/has-values.ts'
import type { JoinedFile } from '../pipeline/reading/joined-files.ts'
import type { ScanResult } from '../pipeline/scan-result.ts'
import { holdsEntries, recordedValue } from './entries.ts'
import { framesOf } from './frames-of.ts'
import { mask, maskIn } from './masking/mask.ts'
import { maskedField } from './masking/masked-name.ts'
import { Masker } from './masking/masker.ts'
import { exchangeKey } from '../assess/exchange-key.ts'
import { ownOfFinding } from './masking/own-of-finding.ts'
import { rereadFacts } from './reread-facts.ts'
import { verdictOf } from './verdict.ts'

/**
 * The document of `--json` as a value: `varde/scan@1`, described by docs/schema/scan.schema.json. The same input gives the same
 * bytes. Values are masked wherever they stand unless `isRevealed`.
 */
export function scanDocument(result: ScanResult, isRevealed: boolean): Record<string, unknown> {
  const values = new DocumentValues(result, isRevealed)
  const { masker } = values
  return {
    schema: 'varde/scan@1',
    verdict: verdictValue(result, masker),
    captures: result.captures.map((capture, index) => values.capture(capture, index)),
    profile:
      result.profile === null
        ? null
        : {
            name: masker.hideName(result.profile.name),
            kinds: kindsGiven(result.profile),
            untraceable: result.untraceable,
          },
    keys: result.keys,
    coverage: result.coverage,
    recipients: result.recipients.map((recipient) => values.recipient(recipient)),
    tunnels: result.tunnels,
    apps: result.apps.map((app) => values.app(app)),
    exchanges: result.exchanges,
    observations: result.observations.map((observation) => values.observation(observation)),
    transmissions: result.transmissions.map((transmission) => values.transmission(transmission)),
    contacts: result.contacts.map((contact) => values.contact(contact)),
    findings: result.findings.map((finding) => values.finding(finding)),
    dismissals: result.dismissals.map((dismissal) => values.dismissal(dismissal)),
    localNames: result.localNames.map((name) => values.localName(name)),
    opaque: result.opaque.map((payload) => values.opaque(payload)),
    steady: result.steady.map((payload) => values.opaque(payload)),
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
      samples: tally.samples.map(({ frame, detail, file }) => ({
        frame,
        detail: masker.hide(detail),
        ...(file === undefined ? {} : { file: masker.hideName(file) }),
      })),
      ...(tally.files === undefined
        ? {}
        : { files: tally.files.map(({ path, count }) => ({ path: masker.hideName(path), count })) }),
    })),
    dataSets: result.dataSets,
    ...correlationValue(result, masker),
    reread: rereadFacts(result, masker, isRevealed),
  }
}

/** What several lists of the document share, and one method for each kind of their elements. */
class DocumentValues {
  readonly masker: Masker
  private readonly isRevealed: boolean
  /** Digits of times, by capture; and the most of them, for what belongs to several. */
  private readonly digits: readonly number[]
  private readonly digitsOfAll: number
  /** Bytes are missing in the captures: of each recipient it is said how many. */
  private readonly isLacking: boolean
  private readonly byExchange: ReadonlyMap<string, readonly Observation[]>
  private readonly transmissionsOf: ReadonlyMap<string, Transmission>
  private readonly byId: ReadonlyMap<string, Observation>

  constructor(result: ScanResult, isRevealed: boolean) {
    this.masker = new Masker(result, isRevealed)
    this.isRevealed = isRevealed
    this.digits = result.captures.map((capture) => capture.timeDigits)
    this.digitsOfAll = Math.max(0, ...this.digits)
    const { gapBytes, cutBytes } = result.coverage.missing
    this.isLacking = gapBytes + cutBytes > 0
    this.byExchange = Map.groupBy(result.observations, exchangeKey)
    this.transmissionsOf = new Map(
      result.transmissions.map((transmission) => [exchangeKey(transmission), transmission]),
    )
    this.byId = new Map(result.observations.map((observation) => [observation.id, observation]))
  }

  capture(capture: ScanResult['captures'][number], index: number): Record<string, unknown> {
    return {
      path: this.masker.hideName(capture.path),
      sha256: capture.sha256,
      format: capture.format,
      gzip: capture.isGzip,
      fileBytes: capture.fileBytes,
      places: holdsEntries(capture) ? 'entries' : 'frames',
      packets: capture.packets,
      entries: capture.entries,
      bytes: capture.bytes,
      firstAt: capture.first === null ? null : this.time(capture.first, index),
      lastAt: capture.last === null ? null : this.time(capture.last, index),
      application: capture.application === null ? null : this.masker.hide(capture.application),
      comments: capture.comments.map((comment) => this.masker.hideName(comment)),
      ...(capture.isNamesOnly === undefined ? {} : { namesOnly: true }),
      recorded: recordedValue(capture.recorded, this.masker),
      ...(capture.files === undefined ? {} : { files: capture.files.map((file) => this.file(file, index)) }),
    }
  }

  /** One file of a recording. */
  private file(file: JoinedFile, capture: number): Record<string, unknown> {
    return {
      path: this.masker.hideName(file.path),
      sha256: file.sha256,
      gzip: file.isGzip,
      fileBytes: file.fileBytes,
      bytes: file.bytes,
      packets: file.packets,
      firstFrame: file.firstFrame,
      firstAt: file.first === null ? null : this.time(file.first, capture),
      lastAt: file.last === null ? null : this.time(file.last, capture),
      ...(file.isApart === true ? { apart: true } : {}),
    }
  }

  recipient(recipient: Recipient): Record<string, unknown> {
    return {
      id: recipient.id,
      host: this.masker.hide(recipient.host),
      nameEvidence: recipient.nameEvidence,
      domain: this.masker.hide(recipient.domain),
      addresses: recipient.addresses.map(({ address, scope, isAsked }) => ({
        address,
        scope,
        ...(isAsked === true ? { asked: true } : {}),
      })),
      ...(recipient.proxies.length === 0
        ? {}
        : { proxies: recipient.proxies.map(({ address, scope }) => ({ address, scope })) }),
      ports: recipient.ports,
      protocols: recipient.protocols,
      senders: recipient.senders,
      organisation: recipient.organisation === null ? null : organisationValue(recipient.organisation),
      ambiguity: this.masker.hide(recipient.ambiguity),
      networks: recipient.addresses.flatMap((facts) =>
        facts.networks.map((network) => ({ address: facts.address, ...network })),
      ),
      countries: recipient.addresses.flatMap((facts) =>
        facts.countries.map((claim) => ({ address: facts.address, ...claim, agreed: facts.isCountryAgreed })),
      ),
      apps: recipient.apps.map(({ app, source, contacts, first, last }) => ({
        app: this.masker.hide(app),
        source,
        contacts,
        firstAt: formatInstant(first, this.digitsOfAll),
        lastAt: formatInstant(last, this.digitsOfAll),
      })),
      ech: recipient.hasEch,
      dnsHidden: recipient.hasHiddenDns,
      flows: recipient.flows,
      bytesToServer: recipient.bytesToServer,
      bytesToClient: recipient.bytesToClient,
      ...(this.isLacking ? { missing: recipient.missing ?? 0 } : {}),
    }
  }

  app(app: ScanResult['apps'][number]): Record<string, unknown> {
    return {
      id: app.id,
      package: app.package === null ? null : this.masker.hide(app.package),
      name: app.name === null ? null : this.masker.hide(app.name),
      uid: app.uid,
      pids: app.pids,
      path: app.path === null ? null : this.masker.hide(app.path),
    }
  }

  observation(observation: Observation): Record<string, unknown> {
    const siblings = this.ofExchange(observation, [observation])
    const transmission = this.transmissionsOf.get(exchangeKey(observation))
    return {
      id: observation.id,
      capture: observation.capture,
      identifier: observation.identifier,
      ...(this.isRevealed ? { value: observation.value, normal: observation.normal } : {}),
      masked: mask(observation.value),
      writtenAs: observation.writtenAs,
      confidence: observation.confidence,
      by: observation.by,
      reasons: observation.reasons.map((reason) => this.masker.hide(reason, siblings)),
      recipient: observation.recipient,
      protection: observation.protection,
      direction: observation.direction,
      at: this.time(observation.at, observation.capture),
      frames: framesOf(observation),
      spans: observation.spans,
      chain: this.masker.hideChain(observation, siblings),
      ...(observation.copy === undefined ? {} : { copy: observation.copy }),
      exchange:
        transmission === undefined
          ? { id: observation.exchange }
          : { id: observation.exchange, ...exchangeSummary(transmission.summary, this.masker, siblings) },
    }
  }

  transmission(transmission: Transmission): Record<string, unknown> {
    const own = this.ofExchange(transmission, [])
    return {
      capture: transmission.capture,
      exchange: transmission.exchange,
      at: this.time(transmission.at, transmission.capture),
      recipient: transmission.recipient,
      identifiers: transmission.identifiers,
      families: transmission.families.map((family) => family.family),
      app: transmission.app ?? null,
      frames: transmission.frames,
      protection: transmission.protection,
      receipt:
        transmission.receipt === null
          ? null
          : {
              status: transmission.receipt.status,
              accepted: transmission.receipt.accepted,
              reason: this.masker.hide(transmission.receipt.reason, own),
              ...(transmission.receipt.unshown === undefined
                ? {}
                : { unshown: transmission.receipt.unshown }),
              ...(transmission.receipt.isOfNetwork === true ? { isOfNetwork: true } : {}),
            },
      ...(transmission.copy === undefined ? {} : { copy: transmission.copy }),
      summary: exchangeSummary(transmission.summary, this.masker, own),
    }
  }

  contact(contact: ScanResult['contacts'][number]): Record<string, unknown> {
    return {
      capture: contact.capture,
      recipient: contact.recipient,
      family: contact.family.family,
      confidence: contact.family.confidence,
      source: contact.source,
      name: this.masker.hide(contact.name),
      at: this.time(contact.at, contact.capture),
      frame: contact.frame,
      ...(contact.sender === undefined ? {} : { sender: contact.sender }),
    }
  }

  finding(finding: Finding): Record<string, unknown> {
    const own = ownOfFinding(finding, this.byId)
    return {
      id: finding.id,
      title: finding.title,
      severity: finding.severity,
      confidence: finding.confidence,
      family: finding.family === '' ? null : finding.family,
      reasons: finding.reasons.map((reason) => this.masker.hide(reason, own)),
      counterEvidence: finding.counterEvidence.map((against) => this.masker.hide(against, own)),
      recipient: finding.recipient,
      identifiers: finding.identifiers,
      transmissions: finding.transmissions,
      observations: finding.observations,
      firstAt: formatInstant(finding.first, this.digitsOfAll),
      lastAt: formatInstant(finding.last, this.digitsOfAll),
    }
  }

  dismissal(dismissal: ScanResult['dismissals'][number]): Record<string, unknown> {
    return {
      identifier: dismissal.identifier,
      masked: mask(dismissal.value),
      ...(this.isRevealed ? { value: dismissal.value } : {}),
      reason: this.isRevealed
        ? dismissal.reason
        : this.masker.hide(
            // Without a kind it is a message of a known sender, and its value no one's.
            dismissal.identifier === '' ? dismissal.reason : maskIn(dismissal.reason, [dismissal.value]),
          ),
      recipient: dismissal.recipient,
      count: dismissal.count,
    }
  }

  localName(name: ScanResult['localNames'][number]): Record<string, unknown> {
    return {
      kind: name.kind,
      address: name.address,
      masked: mask(name.value),
      ...(this.isRevealed ? { value: name.value } : {}),
      frame: name.frame,
    }
  }

  opaque(payload: ScanResult['opaque'][number]): Record<string, unknown> {
    return {
      capture: payload.capture,
      recipient: payload.recipient,
      protocol: payload.protocol,
      place: this.masker.hide(payload.place),
      field: this.isRevealed ? payload.field : maskedField(this.masker.hide(payload.field)),
      written: payload.written,
      count: payload.count,
      bytes: payload.bytes,
      bytesMin: payload.bytesMin,
      bytesMax: payload.bytesMax,
      entropyBits: payload.entropyBits,
      judged: payload.judged,
      distinct: payload.distinct,
      sameFirstBytes: payload.sameFirstBytes,
      firstAt: this.time(payload.first.at, payload.capture),
      firstFrame: payload.first.frame,
      lastAt: this.time(payload.last.at, payload.capture),
      lastFrame: payload.last.frame,
    }
  }

  private time(at: Instant, capture: number): string {
    return formatInstant(at, this.digits[capture] ?? 6)
  }

  /** All that was observed in the same exchange; `none` where nothing was. */
  private ofExchange(
    place: Parameters<typeof exchangeKey>[0],
    none: readonly Observation[],
  ): readonly Observation[] {
    return this.byExchange.get(exchangeKey(place)) ?? none
  }
}

function organisationValue(organisation: NonNullable<Recipient['organisation']>): Record<string, unknown> {
  return {
    id: organisation.id,
    name: organisation.name,
    parent: organisation.parent,
    country: organisation.country,
    seat: organisation.seat,
    stateControl: organisation.state,
    use: organisation.use,
    sharedInfrastructure: organisation.isSharedInfrastructure,
    source: organisation.source,
    confidence: organisation.confidence,
  }
}

function exchangeSummary(
  summary: ExchangeSummary,
  masker: Masker,
  own: readonly Observation[],
): Record<string, unknown> {
  const { code, asked } = summary
  return {
    ...summary,
    method: masker.hide(summary.method),
    host: masker.hide(summary.host),
    path: masker.hidePath(summary.path, own),
    ...(asked === undefined ? {} : { asked: masker.hide(asked, own) }),
    ...(code === undefined ? {} : { code: code.map((method) => masker.hide(method, own)) }),
  }
}

/** What a report says first, in the same words. */
function verdictValue(result: ScanResult, masker: Masker): Record<string, unknown> {
  const { label, severity, sentence } = verdictOf(result)
  return { label, severity, sentence: masker.hide(sentence) }
}

/** `triggers`, `periods`, `clock`, and what they were computed from. */
function correlationValue(result: ScanResult, masker: Masker): Record<string, unknown> {
  const { triggers, periods, clock, events, pairs, seriesLeftOut, observedSeconds, outside, mayBeUnsent } =
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
      ...(mayBeUnsent === 0 ? {} : { mayBeUnsent }),
    },
  }
}
