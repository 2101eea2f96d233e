import type { Attribution } from '../../attribute/types.ts'
import type { Side } from '../../assess/side.ts'
import { InputError } from '../../core/errors.ts'
import { reading } from '../../core/read-error.ts'
import { importerOf } from '../../device/events/read-events.ts'
import type { Profile } from '../../device/types.ts'
import { startsAsZip } from '../../source/archives/zip.ts'
import { sniffFormat } from '../../source/sniff.ts'
import type { EventsInput } from '../events/correlation.ts'
import { eventTextOf, mayHoldEvents, readEventFile } from '../events/event-files.ts'
import { showsTraffic } from '../reading/capture-refusal.ts'
import { asCaptures } from '../reading/joined-files.ts'
import { readHead } from '../reading/open-file.ts'
import { RequestTimes } from '../recipients/request-times.ts'
import type { RequestWatch } from '../watch/request-watch.ts'
import { scan } from '../scan.ts'
import { leftOutOf } from '../reading/left-out-files.ts'
import type { LeftOutFile } from '../reading/left-out-files.ts'
import { isSqlite } from '../events/powerlog.ts'
import { ModelWatch } from './model-watch.ts'
import { sideOfScan } from './side-of-scan.ts'
import { sideOfDocument } from './side-of-document.ts'
import { joinSides } from './join-sides.ts'
import { readDocument, refuseOtherVersion } from './read-document.ts'

/** What the files of one side are scanned with: the same for both sides of a comparison. */
export interface SideOptions {
  readonly profile: Profile | null
  readonly keyFiles: readonly string[]
  readonly attribution: Attribution
  readonly onProgress: (path: string, bytes: number, size: number) => void
  /** The captures of the side are one recording that was cut into files; told which of these were left out. */
  readonly joined?: { readonly leftOut: (files: readonly LeftOutFile[]) => void }
  /** Captures of the side that are one recording each, as the case says that holds them; absent where none does. */
  readonly recordings?: readonly (readonly string[])[]
  /** Makes the events of a side from its event files. */
  readonly eventsOf: (paths: readonly string[]) => Promise<(near: number) => Promise<EventsInput>>
}

/**
 * One side of a comparison from files of any kind, told apart by their content: documents of `varde scan --json`, files of
 * device events, captures, and logs that are both. All captures of a side are one scan, with all its events.
 */
export async function readSide(paths: readonly string[], options: SideOptions): Promise<Side> {
  const captures: string[] = []
  const events: string[] = []
  const sides: Side[] = []
  for (const path of paths) {
    const text = eventTextOf(headOf(path))
    refuseOtherVersion(path, text)
    if (isDocument(text)) {
      sides.push(sideOfDocument(path, readDocument(path)))
      continue
    }
    const parts = await partsOf(path)
    if (parts.isCapture) captures.push(path)
    if (parts.hasEvents) events.push(path)
  }
  if (captures.length === 0 && sides.length === 0)
    throw new InputError(`${paths.join(', ')}: no capture and no result of a scan among them.`)
  const joined = captures.length > 1 ? options.joined : undefined
  if (joined !== undefined && sides.length > 0)
    throw new InputError(
      `--joined is for captures: ${sides[0]?.files.join(', ') ?? ''} stands in a result beside the files of a recording, and belongs to none: give one of both.`,
    )
  if (captures.length > 0) {
    let models = new ModelWatch()
    let requests = new RequestTimes()
    const watch = (): RequestWatch => {
      models = new ModelWatch()
      requests = new RequestTimes()
      return {
        request: (input, where) => {
          models.request(input)
          requests.request(input, where)
        },
      }
    }
    const result = await scan(asCaptures(captures, joined === undefined ? options.recordings : [captures]), {
      profile: options.profile,
      keyFiles: options.keyFiles,
      attribution: options.attribution,
      wantsHash: false,
      wantsContactTimes: true,
      watch,
      onProgress: options.onProgress,
      ...(events.length === 0 ? {} : { events: await options.eventsOf(events) }),
    })
    joined?.leftOut(leftOutOf(result))
    sides.unshift(sideOfScan(result, models.models, requests.sorted(), requests.leftOut))
  }
  return joinSides(sides)
}

/** What a file is on a side. */
export interface FileParts {
  readonly isCapture: boolean
  /** Events of the device: some logs hold these and contacts. */
  readonly hasEvents: boolean
}

/**
 * What a file that is no result of a scan is on a side. What could be both is read through: tables of resolvers have the
 * headings that those of events have.
 */
export async function partsOf(path: string): Promise<FileParts> {
  const head = headOf(path)
  const text = eventTextOf(head)
  if (isDocument(text) || !mayBeEvents(path, head, text)) return { isCapture: true, hasEvents: false }
  const mayBeCapture = startsAsZip(head) || sniffFormat(head, 0, head.length, true) !== 'unknown'
  if (!mayBeCapture || !(await showsTraffic(path))) return { isCapture: false, hasEvents: true }
  return { isCapture: true, hasEvents: await tellsEvents(path) }
}

/** Whether any event is read from a file that is a capture, too. */
async function tellsEvents(path: string): Promise<boolean> {
  try {
    const { imported } = await readEventFile(path, { zone: null, near: null })
    return imported.events.length + imported.anchors.length > 0
  } catch (cause) {
    if (!(cause instanceof InputError)) throw cause
    return false
  }
}

function isDocument(text: string): boolean {
  return /^\s*\{\s*"schema":\s*"varde\/scan@1"/.test(text)
}

function mayBeEvents(path: string, head: Buffer, text: string): boolean {
  if (startsAsZip(head)) return mayHoldEvents(path)
  return isSqlite(head) || importerOf(text) !== null
}

function headOf(path: string): Buffer {
  return reading(path, () => readHead(path))
}
