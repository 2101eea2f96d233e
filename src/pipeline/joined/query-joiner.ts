import { isDigit } from '../../core/ascii.ts'
import { latin1 } from '../../core/latin1.ts'
import { RunMap } from '../../core/origin.ts'
import { Message } from '../../message/types.ts'

/**
 * Text that is cut over questions of DNS which follow each other: programs that carry data out so have room for some
 * sixty characters in a name (`7b22696d…0.x.example.net`, `223a2233…1.x.example.net`). The labels in which a name differs
 * from the one before are put together, but for one that counts. What comes so is held against the values of a profile
 * only: digits of any two names make a number.
 */

/** Domains of clients that are followed, and questions whose labels are put together: a value is not cut into more. */
const runsMax = 64
const piecesMax = 8
/** Labels of a domain that can be registered: they carry nothing. */
const zoneLabels = 2
/** A label that carries something has as many characters, and half of them are digits, or many more: those of servers are words. */
const labelBytesMin = 7
const longLabelBytes = 20
const waitingMax = 4
const questionAt = 12
const counterAhead = /^\d{1,4}[-_](?=.)/
const counter = /^([a-z_-]{0,6})(\d{1,5})$/i

/** Labels of one question, with their places in the frames. */
interface Question {
  readonly labels: readonly string[]
  /** Where each begins in the map. */
  readonly starts: readonly number[]
  readonly runs: RunMap
}

interface Piece {
  readonly label: string
  readonly start: number
  readonly runs: RunMap
}

/** The questions of one client for names in one domain. */
interface Run {
  last: Question
  /** Which labels carry, and what they carried. */
  places: string
  pieces: Piece[]
  readonly told: Set<string>
}

/** A question that may carry something. */
export interface CarryingQuestion {
  /** What its labels and those of the questions before it are together; null where it follows none. */
  readonly joined: Message | null
  /** So many of them. */
  readonly questions: number
  /** What was told of them already, each value by its kind. */
  readonly told: Set<string>
}

/** Follows the questions of all clients. */
export class QueryJoiner {
  private readonly runs: Map<string, Run> = new Map()
  /** Questions that are still asked whether they end what others carried. */
  private waiting = 0

  /** What the question of `message` makes with those before it; null where it carries nothing. Nearly always a few looks. */
  take(client: string, message: Message): CarryingQuestion | null {
    const { buf, start, end } = message.body
    const carries = mayCarry(buf, start + questionAt, end)
    // What is left for the last one may be short.
    if (!carries && this.waiting-- <= 0) return null
    const question = questionOf(message)
    if (question === null) return null
    const { labels } = question
    const key = `${client} ${labels.slice(-zoneLabels).join('.').toLowerCase()}`
    const run = this.runs.get(key)
    if (run === undefined) {
      if (!carries) return null
      for (const oldest of this.runs.keys()) {
        if (this.runs.size < runsMax) break
        this.runs.delete(oldest)
      }
      const told = new Set<string>()
      this.runs.set(key, { last: question, places: '', pieces: [], told })
      return { joined: null, questions: 1, told }
    }
    const { told } = run
    const carrying = carryingPlaces(run.last.labels, labels)
    // Asked again, as for an address of the other family.
    if (carrying === null) return { joined: null, questions: 1, told }
    const places = carrying.join()
    if (places !== run.places) {
      run.pieces = carrying.map((place) => pieceOf(run.last, place))
      run.places = places
    }
    run.pieces.push(...carrying.map((place) => pieceOf(question, place)))
    run.last = question
    const most = piecesMax * Math.max(1, carrying.length)
    if (run.pieces.length > most) run.pieces.splice(0, run.pieces.length - most)
    if (carrying.length === 0) return { joined: null, questions: 1, told }
    if (carries) this.waiting = waitingMax
    return { joined: joined(message, run.pieces), questions: run.pieces.length / carrying.length, told }
  }
}

/** A label in front of the domain is long enough, or has many digits. */
function mayCarry(buf: Buffer, start: number, end: number): boolean {
  let labels = 0
  let first = Number.POSITIVE_INFINITY
  for (let at = start; at < end && buf[at] !== 0; labels++) {
    const size = buf[at] as number
    if (size > 63) return false
    if (labels < first && size >= labelBytesMin && isOdd(buf, at + 1, Math.min(end, at + 1 + size)))
      first = labels
    at += size + 1
  }
  return first < labels - zoneLabels
}

function isOdd(buf: Buffer, start: number, end: number): boolean {
  if (end - start >= longLabelBytes) return true
  let digits = 0
  for (let at = start; at < end; at++) if (isDigit(buf[at])) digits++
  return digits * 2 >= end - start
}

/** The name of the first question, which points nowhere. */
function questionOf({ body: { buf, start, end, runs } }: Message): Question | null {
  const labels: string[] = []
  const starts: number[] = []
  let at = start + questionAt
  while (at < end && buf[at] !== 0) {
    const size = buf[at] as number
    if (size > 63 || at + size >= end) return null
    labels.push(latin1(buf, at + 1, at + 1 + size))
    starts.push(at + 1 - start)
    at += size + 1
  }
  const kept = new RunMap()
  kept.addRange(0, runs, 0, at - start)
  return { labels, starts, runs: kept }
}

/** The labels in which the name differs from that before, but for a counter; null where it is the same. */
function carryingPlaces(before: readonly string[], labels: readonly string[]): number[] | null {
  if (before.length !== labels.length) return []
  const different = [...labels.keys()].filter((place) => labels[place] !== before[place])
  if (different.length === 0) return null
  return different.filter(
    (place) =>
      place < labels.length - zoneLabels && !counts(before[place] as string, labels[place] as string),
  )
}

function counts(before: string, label: string): boolean {
  const [one, other] = [counter.exec(before), counter.exec(label)]
  return one !== null && other !== null && one[1] === other[1] && Number(other[2]) - Number(one[2]) === 1
}

function pieceOf({ labels, starts, runs }: Question, place: number): Piece {
  return { label: labels[place] as string, start: starts[place] as number, runs }
}

function joined(last: Message, pieces: readonly Piece[]): Message {
  const message = new Message()
  message.copyFacts(last, 0)
  message.clearFacts()
  const { body } = message
  const carried = withoutCounters(pieces)
  body.buf = Buffer.from(carried.map(({ label }) => label).join(''), 'latin1')
  body.end = body.buf.length
  let at = 0
  for (const { label, start, runs } of carried) {
    body.runs.addRange(at, runs, start, start + label.length)
    at += label.length
  }
  return message
}

/** The pieces without the number in front of each, where all have one: `0-7b22…`, `1-6d65…`. */
function withoutCounters(pieces: readonly Piece[]): readonly Piece[] {
  const sizes = pieces.map(({ label }) => counterAhead.exec(label)?.[0].length ?? 0)
  if (sizes.includes(0)) return pieces
  return pieces.map((piece, index) => {
    const size = sizes[index] as number
    return { ...piece, label: piece.label.slice(size), start: piece.start + size }
  })
}
