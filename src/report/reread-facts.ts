import { isForeign } from '../assess/own-operator.ts'
import type { ScanResult } from '../pipeline/scan-result.ts'
import type { Organisation } from '../attribute/types.ts'
import type { FamilyMatch } from '../detect/types.ts'
import type { Masker } from './masking/masker.ts'
import { standIns } from './masking/stand-ins.ts'
import { valueKey, valueMasks } from './masking/value-masks.ts'

/**
 * What of a result no other member of its document says, and a report made of the document needs (`reread` of `varde/scan@1`).
 * Lists by place are in the order of the lists of the document; what is rare stands by its id.
 */
export interface RereadFacts {
  readonly captures: readonly {
    readonly timeDigits: number
    readonly zipped?: true
    readonly numberedBlocks?: readonly { readonly framesBefore: number; readonly blocks: number }[]
    /** Of each file of a recording. */
    readonly files?: readonly { readonly zipped?: true; readonly blocksBefore?: number }[]
  }[]
  /** By id of the organisation. */
  readonly organisations: Readonly<
    Record<
      string,
      {
        readonly parentSince?: string
        readonly seatSource: string
        readonly seatVerified: boolean
        readonly ownershipConfidence: Organisation['ownershipConfidence']
      }
    >
  >
  /** What the data does not prove of an address, by the address. */
  readonly ambiguities: Readonly<Record<string, string>>
  /** Ids of recipients. */
  readonly nameMayHide: readonly string[]
  readonly denied: readonly string[]
  /** Of each recipient with apps by its id: how many contacts of each were questions for the address only. */
  readonly lookups: Readonly<Record<string, readonly number[]>>
  readonly families: readonly FamilyMatch[]
  /** By place; `families` by place in the list above. */
  readonly transmissions: readonly {
    readonly families: readonly number[]
    readonly sender?: string
    readonly clientAddress?: string
    readonly callStatus?: number
  }[]
  /** Of each contact the place of its family. */
  readonly contacts: readonly number[]
  /** Ids of observations that stand in what others asked of a server on the phone. */
  readonly asked: readonly string[]
  /** Where values are masked: what stands for each, and how it is shown; and of each observation which of them is its. Else null. */
  readonly values:
    | readonly { readonly identifier: string; readonly standIn: string; readonly text: string }[]
    | null
  readonly observations: readonly number[] | null
  /** Ids of findings whose numbers are the least that is known. */
  readonly atLeast: readonly string[]
  /** Kinds of which the profile says that the device has none. */
  readonly kindsOfNone: readonly string[]
  /** The profile names places. */
  readonly hasPlaces: boolean
  readonly callers: NonNullable<ScanResult['callers']> | null
  readonly localDevices: NonNullable<ScanResult['localDevices']> | null
  /** Files of device events; none where there were none. */
  readonly eventFiles: readonly { readonly path: string; readonly sha256: string }[]
  /** The device's own events name no zone. */
  readonly zoneOpen: boolean
  readonly clock: { readonly referenceS: number; readonly isOneOfSeveral?: true }
  /** Seconds since 1970. */
  readonly observed: readonly { readonly start: number; readonly end: number }[]
  readonly aligned: readonly {
    readonly kind: ScanResult['correlation']['aligned'][number]['kind']
    readonly times: readonly number[]
    readonly isDerived: boolean
  }[]
}

/** These facts of a result; masked as the rest of its document is. */
export function rereadFacts(result: ScanResult, masker: Masker, isRevealed: boolean): RereadFacts {
  const families = new Families(masker)
  const { recipients, correlation } = result
  const foreign = isRevealed ? none : foreignTo(result)
  const organisations = recipients.flatMap(({ organisation }) => organisation ?? [])
  const addresses = recipients.flatMap((one) => one.addresses)
  return {
    captures: result.captures.map(({ timeDigits, isZipped, numberedBlocks, files }) => ({
      timeDigits,
      ...(isZipped === true ? { zipped: true as const } : {}),
      ...(numberedBlocks === undefined ? {} : { numberedBlocks }),
      ...(files === undefined
        ? {}
        : {
            files: files.map(({ isZipped: isFileZipped, blocksBefore }) => ({
              ...(isFileZipped === true ? { zipped: true as const } : {}),
              ...(blocksBefore === undefined ? {} : { blocksBefore }),
            })),
          }),
    })),
    organisations: Object.fromEntries(
      organisations.map(({ id, parentSince, seatSource, isSeatVerified, ownershipConfidence }) => [
        id,
        {
          ...(parentSince === undefined ? {} : { parentSince }),
          seatSource,
          seatVerified: isSeatVerified,
          ownershipConfidence,
        },
      ]),
    ),
    ambiguities: Object.fromEntries(
      addresses.flatMap(({ address, ambiguity }) => (ambiguity === '' ? [] : [[address, ambiguity]])),
    ),
    nameMayHide: recipients.filter(({ mayHideName }) => mayHideName).map(({ id }) => id),
    denied: recipients.filter(({ isDenied }) => isDenied === true).map(({ id }) => id),
    lookups: Object.fromEntries(
      recipients.flatMap(({ id, apps }) =>
        apps.length === 0 ? [] : [[id, apps.map(({ lookups }) => lookups)]],
      ),
    ),
    transmissions: result.transmissions.map(
      ({ families: own, recipient, sender, clientAddress, receipt }) => ({
        families: own.map((match) => families.placeOf(match, foreign.has(recipient))),
        ...(sender === undefined ? {} : { sender }),
        ...(clientAddress === undefined ? {} : { clientAddress: masker.hide(clientAddress) }),
        ...(receipt?.callStatus === undefined ? {} : { callStatus: receipt.callStatus }),
      }),
    ),
    contacts: result.contacts.map(({ family }) => families.placeOf(family)),
    asked: result.observations.filter(({ isAsked }) => isAsked === true).map(({ id }) => id),
    ...valuesOf(result, isRevealed),
    atLeast: result.findings.filter(({ isAtLeast }) => isAtLeast === true).map(({ id }) => id),
    kindsOfNone: [...(result.profile?.identifiers ?? [])].flatMap(([kind, values]) =>
      values.length === 0 ? [kind] : [],
    ),
    hasPlaces: (result.profile?.places ?? []).length > 0,
    callers: result.callers ?? null,
    localDevices: result.localDevices ?? null,
    eventFiles: (result.eventFiles ?? []).map(({ path, sha256 }) => ({
      path: masker.hideName(path),
      sha256,
    })),
    zoneOpen: correlation.isZoneOpen,
    clock: {
      referenceS: correlation.clock.referenceS,
      ...(correlation.clock.isOneOfSeveral === true ? { isOneOfSeveral: true as const } : {}),
    },
    observed: correlation.observed.intervals,
    aligned: correlation.aligned.map(({ kind, times, isDerived }) => ({
      kind,
      times: [...times],
      isDerived,
    })),
    // Last: the others put them there.
    families: families.listed,
  }
}

/** What stands for the values of a result. */
function valuesOf(result: ScanResult, isRevealed: boolean): Pick<RereadFacts, 'values' | 'observations'> {
  if (isRevealed) return { values: null, observations: null }
  const masks = valueMasks(result, false)
  const { observations, shownValues } = result
  // Of what was read back the values stand for others already.
  const own = shownValues === undefined ? standIns(observations) : observations.map(({ normal }) => normal)
  const places = new Map<string, number>()
  const values: NonNullable<RereadFacts['values']>[number][] = []
  return {
    observations: observations.map(({ identifier, normal }, index) => {
      const standIn = own[index] ?? ''
      const key = valueKey(identifier, standIn)
      const place = places.get(key) ?? values.length
      if (place === values.length) {
        places.set(key, place)
        values.push({ identifier, standIn, text: masks.of(identifier, normal) })
      }
      return place
    }),
    values,
  }
}

const none: ReadonlySet<string> = new Set()

/** Ids of recipients that were sent an IMSI of another operator than the one they are called by: no masked IMSI shows it. */
function foreignTo({ recipients, observations }: ScanResult): ReadonlySet<string> {
  const sent = Map.groupBy(
    observations.filter(({ identifier, direction }) => identifier === 'imsi' && direction === 'sent'),
    ({ recipient }) => recipient,
  )
  return new Set(recipients.filter((one) => isForeign(one, sent.get(one.id) ?? [])).map(({ id }) => id))
}

/** Matches that say the same, each once. */
class Families {
  readonly listed: FamilyMatch[] = []
  private readonly masker: Masker
  private readonly places: Map<string, number> = new Map()

  constructor(masker: Masker) {
    this.masker = masker
  }

  /** `isForeign`: the message is not what its phone tells its own operator. */
  placeOf({ isOperatorSignalling, ...match }: FamilyMatch, isForeign = false): number {
    const shown = {
      ...match,
      ...(isOperatorSignalling === undefined || isForeign ? {} : { isOperatorSignalling }),
      reasons: match.reasons.map((reason) => this.masker.hide(reason)),
      counterEvidence: match.counterEvidence.map((against) => this.masker.hide(against)),
    }
    const key = JSON.stringify(shown)
    const known = this.places.get(key)
    if (known !== undefined) return known
    this.places.set(key, this.listed.length)
    this.listed.push(shown)
    return this.listed.length - 1
  }
}
