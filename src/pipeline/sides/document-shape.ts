import {
  count,
  listOf,
  members,
  moment,
  number,
  object,
  optional,
  orNull,
  text,
  truth,
} from './value-shape.ts'
import type { Shape } from './value-shape.ts'
import { deviceEventKinds } from '../../device/events/types.ts'

const texts = listOf(text)

const event: Shape = (value) => (deviceEventKinds.some((kind) => kind === value) ? null : '')

/** What has to hold of a document `varde/scan@1` before it is compared; earlier versions lack some of what is optional. */
export const scanDocumentShape: Shape = members({
  profile: orNull(members({ kinds: optional(texts) })),
  captures: listOf(
    members({
      path: text,
      firstAt: optional(orNull(moment)),
      lastAt: optional(orNull(moment)),
      namesOnly: optional(truth),
    }),
  ),
  coverage: members({
    summary: members({
      payload: count,
      read: count,
      undecryptable: optional(count),
      skipped: optional(object),
    }),
    file: members({ unread: count }),
    frameBytes: members({
      unsupported: count,
      malformed: count,
      fragmentsLost: count,
      undecryptable: optional(count),
    }),
    missing: members({ cutBytes: count, gapBytes: count, droppedFrames: optional(orNull(count)) }),
    entries: optional(
      orNull(
        members({
          notRecorded: optional(members({ entries: count, bodies: count })),
          other: optional(object),
        }),
      ),
    ),
    decryption: optional(members({ connections: count })),
    equations: listOf(members({ left: number, right: number })),
  }),
  recipients: listOf(
    members({
      id: text,
      host: text,
      domain: text,
      addresses: listOf(members({ address: text, scope: text, asked: optional(truth) })),
      proxies: optional(listOf(object)),
      flows: count,
      bytesToServer: count,
      bytesToClient: count,
      missing: optional(count),
      protocols: texts,
      ports: optional(listOf(count)),
      countries: listOf(members({ country: text })),
      organisation: orNull(members({ name: text, parent: text, country: text, confidence: text })),
    }),
  ),
  transmissions: listOf(
    members({
      capture: count,
      exchange: count,
      at: moment,
      recipient: text,
      identifiers: texts,
      families: texts,
      frames: listOf(count),
      protection: text,
      receipt: optional(
        orNull(
          members({
            accepted: optional(orNull(truth)),
            status: optional(count),
            unshown: optional(text),
            isOfNetwork: optional(truth),
          }),
        ),
      ),
      summary: optional(
        members({ protocol: text, isOpenedByProxy: optional(truth), mayBeUnsent: optional(truth) }),
      ),
    }),
  ),
  observations: optional(
    listOf(
      members({
        identifier: text,
        normal: optional(text),
        value: optional(text),
        confidence: text,
        direction: text,
        capture: optional(count),
        exchange: optional(orNull(members({ id: count }))),
      }),
    ),
  ),
  localNames: optional(listOf(members({ kind: text, value: optional(text) }))),
  contacts: listOf(members({ name: text })),
  dnsNames: texts,
  opaque: listOf(members({ recipient: text, count })),
  events: listOf(
    members({
      kind: event,
      given: count,
      derived: count,
      observed: optional(count),
      nearEnd: optional(listOf(number)),
    }),
  ),
  clock: optional(members({ method: text, offsetMs: number, uncertaintyMs: number })),
  triggers: listOf(
    members({
      event,
      recipient: text,
      hits: count,
      exposures: count,
      windowFromMs: number,
      windowMs: number,
      histogram: optional(listOf(members({ untilMs: number, count }))),
    }),
  ),
  comparisons: members({
    observedSeconds: number,
    eventsOutside: optional(members({ given: count, outside: count })),
  }),
})
