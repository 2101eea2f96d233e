import { limits } from '../../core/limits.ts'
import type { OpaqueContext } from './opaque-payload.ts'
import { anywhereBy, isCertainAlone, PayloadDraft } from './payload-draft.ts'
import { isInBody, placeOf } from './payload-place.ts'
import type { PayloadPlace } from './payload-place.ts'
import type { RandomValue } from './random-value.ts'

/** Stands for the targets beyond the room. */
const anyPlace = '*'

/** The groups of payloads of one capture, up to a limit of places. */
export class PayloadDrafts {
  /** Called for each payload that there is no room for. */
  private readonly onLeft: (frame: number) => void
  private readonly drafts: Map<string, PayloadDraft> = new Map()
  /** How many of them are certain, and how many depend on what comes. */
  private readonly held: { certain: number; awaited: number } = { certain: 0, awaited: 0 }

  constructor(onLeft: (frame: number) => void) {
    this.onLeft = onLeft
  }

  /** Adds a value, `bytes` as it is written, to its group, which it gives; null where there is no room for another one. */
  add(
    bytes: Buffer,
    read: RandomValue,
    part: PayloadPlace,
    field: string,
    context: OpaqueContext,
  ): PayloadDraft | null {
    const isCertain = isCertainAlone(part, read.random)
    const draft = this.draftOf(bytes, read, part, field, isCertain, context)
    if (draft === null) return null
    if (isCertain && !draft.isCertain) {
      draft.isCertain = true
      this.held.awaited--
      this.held.certain++
    }
    draft.add(bytes, read, context)
    return draft
  }

  /** All groups, in the order in which they were first met. */
  all(): PayloadDraft[] {
    return [...this.drafts.values()]
  }

  private draftOf(
    bytes: Buffer,
    read: RandomValue,
    part: PayloadPlace,
    field: string,
    isCertain: boolean,
    context: OpaqueContext,
  ): PayloadDraft | null {
    const { recipient, protocol, method, target, frame } = context
    const { written } = read
    const place = target === anyPlace ? anywhereBy(method) : placeOf(context)
    // What stands outside of a body is told by its name: of places there are too many.
    const key = [
      // Hosts of one domain are of one who is told.
      part === 'name' && protocol !== 'dns' ? '' : recipient,
      protocol,
      part,
      isInBody(part) ? place : '',
      field,
      written,
    ].join('\0')
    const known = this.drafts.get(key)
    if (known !== undefined) {
      known.sawAt(place, method)
      return known
    }
    const kind = isCertain ? 'certain' : 'awaited'
    if (this.held[kind] >= limits.report.opaquePayloadsMax) {
      // Beyond the room for places those of one field are told together.
      if (isInBody(part) && target !== anyPlace)
        return this.draftOf(bytes, read, part, field, isCertain, { ...context, target: anyPlace })
      if (this.held[kind] >= limits.report.opaquePayloadsMax * 2 || !isInBody(part)) {
        this.onLeft(frame)
        return null
      }
    }
    this.held[kind]++
    const group = { part, recipient, protocol, place, field, written }
    const draft = new PayloadDraft(group, bytes, read, isCertain, context)
    this.drafts.set(key, draft)
    return draft
  }
}
