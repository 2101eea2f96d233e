import { secondsOf } from '../../core/time.ts'
import { isLocal } from '../../assess/is-local.ts'
import { isBehindProxies, isOpenedByProxy } from '../../assess/on-this-side.ts'
import { recipientName } from '../../assess/recipient-name.ts'
import type { Side, SideRecipient, SideTransmission } from '../../assess/side.ts'
import type { Interval } from '../../correlate/observed.ts'
import { kindsGiven } from '../../device/has-values.ts'
import { Masker } from '../../report/masking/masker.ts'
import type { ScanResult } from '../scan-result.ts'
import { named } from '../twice/twin-captures.ts'
import { numbersByExchange, numbersIn, phoneSignsOf, serialsOf } from './phone-signs.ts'
import {
  lost,
  opaqueTo,
  operatorsOf,
  organisationOf,
  readShareOf,
  sentAndPerhaps,
  shownProtocols,
  suggestedOffsetOf,
  triggersOf,
  unsearched,
  unseenOf,
} from './side-facts.ts'
import { takenByStatus } from './taken-by-status.ts'

/**
 * A scan as one side of a comparison. What names the device in host names is masked, as in every document. `models` are
 * those that its user agents name; `requests` when those that could be read went to each server; `untimed` the stretches in
 * which there were more requests than times of them: in these, nobody knows what is absent, as if they were not observed.
 */
export function sideOfScan(
  result: ScanResult,
  models: Iterable<string>,
  requests: Iterable<readonly [string, Float64Array]>,
  untimed: readonly Interval[] = [],
): Side {
  const masker = new Masker(result, false)
  const nameOf = (one: ScanResult['recipients'][number]): string => masker.hide(recipientName(one))
  const hosts = new Map(result.recipients.map((one) => [one.id, nameOf(one)]))
  const proxied = new Set(result.recipients.filter(isBehindProxies).map(({ id }) => id))
  const numbers = numbersByExchange(result.observations)
  const { correlation, coverage } = result
  const observed = correlation.observed.without([...untimed, ...(result.untimed ?? [])])
  return {
    files: result.captures.map((capture) => capture.path),
    captures: named(result.captures),
    ...recordingsOf(result),
    observedSeconds: observed === correlation.observed ? correlation.observedSeconds : observed.total,
    givenKinds: new Set(result.profile === null ? [] : kindsGiven(result.profile)),
    readShare: readShareOf(coverage),
    sumsHold: coverage.equations.every((equation) => equation.left === equation.right),
    missingBytes: coverage.missing.gapBytes + coverage.missing.cutBytes,
    ...lost(coverage),
    ...unsearched(coverage),
    phone: phoneSignsOf(result, models),
    serials: serialsOf(result),
    hasEvents: correlation.aligned.some(
      ({ isDerived, times }) =>
        !isDerived && times.some((at) => !Number.isNaN(correlation.observed.line(at))),
    ),
    ...unseenOf(correlation.outside),
    ...suggestedOffsetOf(correlation.clock),
    recipients: result.recipients.map(
      (one): SideRecipient => ({
        host: nameOf(one),
        addresses: one.addresses.map(({ address }) => address),
        domain: masker.hide(one.domain),
        isLocal: isLocal(one),
        flows: one.flows,
        bytesToServer: one.bytesToServer,
        bytesToClient: one.bytesToClient,
        missing: one.missing ?? 0,
        protocols: shownProtocols(one.protocols, coverage),
        ports: one.ports,
        opaque: opaqueTo(one.id, result.opaque),
        countries: [
          ...new Set(one.addresses.flatMap((facts) => facts.countries.map((claim) => claim.country))),
        ],
        organisation: organisationOf(one.organisation),
        operators: operatorsOf(one.organisation),
      }),
    ),
    ...sentAndPerhaps(
      result.transmissions,
      (one): SideTransmission => ({
        host: hosts.get(one.recipient) ?? one.recipient,
        family: one.families[0]?.family ?? '',
        identifiers: one.identifiers,
        at: secondsOf(one.at),
        protection: one.protection,
        capture: one.capture,
        exchange: one.exchange,
        frames: one.frames,
        ...(one.sender === undefined ? {} : { sender: one.sender }),
        ...numbersIn(numbers, one),
        ...(one.receipt === null || one.receipt.isOfNetwork === true ? {} : { status: one.receipt.status }),
        accepted: one.receipt === null ? null : one.receipt.accepted,
        ...takenByStatus(
          one.summary.protocol,
          one.receipt?.unshown === undefined ? one.receipt?.status : undefined,
          (one.protection === 'plaintext' || isOpenedByProxy(one)) && proxied.has(one.recipient),
        ),
      }),
    ),
    triggers: triggersOf(correlation.triggers, hosts),
    dnsNames: new Set(
      [...result.dnsNames, ...result.contacts.map((contact) => contact.name)].map((name) =>
        masker.hide(name),
      ),
    ),
    eventCounts: new Map(
      correlation.aligned.map((one) => [
        one.kind,
        one.times.filter((at) => !Number.isNaN(observed.line(at))).length,
      ]),
    ),
    observed,
    hide: (name) => masker.hide(name),
    timing: {
      events: new Map(correlation.aligned.map((one) => [one.kind, one.times])),
      observed,
      slackS: correlation.clock.uncertaintyMs / 1_000,
      contacts: withRequests(
        contactsOf(result.contactTimes, hosts),
        [...requests].map(([host, times]) => [masker.hide(host), times] as const),
      ),
      asked: new Map([...(result.questionTimes ?? [])].map(([name, times]) => [masker.hide(name), times])),
    },
  }
}

/** The captures that are recordings in several files. */
function recordingsOf({ captures }: ScanResult): Pick<Side, 'recordings'> {
  const recordings = captures.flatMap(({ files, numberedBlocks }, capture) =>
    files === undefined
      ? []
      : [{ capture, files, ...(numberedBlocks === undefined ? {} : { numberedBlocks }) }],
  )
  return recordings.length === 0 ? {} : { recordings }
}

/** When flows to each host began: several recipients may have one name. */
function contactsOf(
  times: ScanResult['contactTimes'],
  hosts: ReadonlyMap<string, string>,
): Map<string, Float64Array> {
  const byHost = Map.groupBy(times ?? [], ([id]) => hosts.get(id) ?? id)
  return new Map(
    [...byHost].map(([host, all]) => [
      host,
      all.length === 1 && all[0] !== undefined
        ? all[0][1]
        : Float64Array.from(all.flatMap(([, own]) => [...own])).sort(),
    ]),
  )
}

/** Of each host the beginnings of its flows, or its requests where these are more. */
function withRequests(
  contacts: Map<string, Float64Array>,
  requests: readonly (readonly [string, Float64Array])[],
): Map<string, Float64Array> {
  for (const [host, times] of requests)
    if (times.length > (contacts.get(host)?.length ?? 0)) contacts.set(host, times)
  return contacts
}
