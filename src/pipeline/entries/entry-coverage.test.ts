import { describe, expect, test } from 'vitest'
import { AnomalyLog } from '../../core/anomaly.ts'
import { newMessageCounts } from '../../message/message-counts.ts'
import { EntryTally } from '../../source/entry-tally.ts'
import type { Coverage } from '../coverage.ts'
import { entryCoverageOf } from './entry-coverage.ts'
import type { EntryLayerCounts } from './entry-coverage.ts'
import { emptyExamineCounts } from '../examine-counts.ts'
import { emptyFeedCounts } from './feed-counts.ts'

function coverage(change: (counts: EntryLayerCounts) => void): Coverage {
  const counts: EntryLayerCounts = {
    fileBytes: 0,
    source: new EntryTally({ entry: () => undefined }, new AnomalyLog()).counts,
    feed: emptyFeedCounts(),
    message: newMessageCounts(),
    examine: emptyExamineCounts(),
  }
  change(counts)
  return entryCoverageOf(counts)
}

const file = 'file bytes = container + entries + unread'
const entries = 'entries = read + other + duplicate + malformed'
const given = 'content of entries = what the protocols say they did with it'
const content = 'content of entries = read + undecryptable + duplicate + skipped'

function broken(statement: Coverage): string[] {
  return statement.equations.filter(({ left, right }) => left !== right).map(({ name }) => name)
}

describe('of a file with entries, a count that is wrong by seven breaks the sums that it stands in', () => {
  test('of a file in which nothing is, all hold', () => {
    const statement = coverage(() => undefined)
    expect(broken(statement)).toEqual([])
    expect(statement.equations.map(({ name }) => name)).toEqual([file, entries, given, content])
  })

  const source: [keyof EntryLayerCounts['source'], string[]][] = [
    ['containerBytes', [file]],
    ['entryBytes', [file]],
    ['unreadBytes', [file]],
    ['total', [entries]],
    ['duplicates', [entries]],
    ['malformed', [entries]],
    ['contentBytes', [given, content]],
  ]
  test.each(source)('source.%s', (name, names) => {
    expect(broken(coverage((counts) => Object.assign(counts.source, { [name]: 7 })))).toEqual(names)
  })

  test('entries that are read, and those without a contact, whatever they are', () => {
    expect(broken(coverage(({ feed }) => feed.kinds.set('http', 7)))).toEqual([entries])
    expect(broken(coverage((counts) => counts.source.other.set('cache', 7)))).toEqual([entries])
  })

  test.each([
    'readBytes',
    'framingBytes',
    'mediaBytes',
    'undecryptableBytes',
    'unrecognisedReadBytes',
    'unrecognisedSkippedBytes',
    'limitBytes',
    'resyncBytes',
  ] as const)('message.%s', (name) => {
    expect(broken(coverage(({ message }) => Object.assign(message, { [name]: 7 })))).toEqual([given, content])
  })
})

test('of a file with entries of each kind, every number is there, and all sums hold', () => {
  const statement = coverage((counts) => {
    Object.assign(counts, { fileBytes: 1_230 })
    Object.assign(counts.source, {
      containerBytes: 200,
      entryBytes: 1_000,
      unreadBytes: 30,
      total: 20,
      duplicates: 3,
      malformed: 2,
      contentBytes: 800,
    })
    counts.source.other.set('cache', 4)
    counts.feed.kinds.set('http', 6).set('websocket', 5)
    Object.assign(counts.feed, { bodiesLeftOut: 2, bodyBytesLeftOut: 90, withoutContent: 1, tcpFlows: 8 })
    Object.assign(counts.message, {
      readBytes: 300,
      framingBytes: 150,
      mediaBytes: 100,
      undecryptableBytes: 90,
      unrecognisedReadBytes: 60,
      unrecognisedSkippedBytes: 50,
      limitBytes: 40,
      resyncBytes: 10,
    })
  })
  expect(broken(statement)).toEqual([])
  expect(statement.file).toEqual({ bytes: 1_230, container: 200, frames: 0, entries: 1_000, unread: 30 })
  expect(statement.summary).toEqual({
    payload: 800,
    read: 510,
    undecryptable: 90,
    duplicate: 0,
    skipped: {
      'media content': 100,
      'unrecognised protocol, beyond the searched start': 50,
      'limit reached': 40,
      'between messages (resynchronising)': 10,
    },
  })
  expect(statement.entries).toEqual({
    total: 20,
    read: { http: 6, websocket: 5 },
    other: { cache: 4 },
    duplicate: 3,
    malformed: 2,
    contentBytes: 800,
    notRecorded: { entries: 1, bodies: 2, bodyBytes: 90 },
  })
  // Of frames and of bytes on the wire it says nothing: there are none.
  const { total, malformed } = statement.frames
  expect([total, malformed, ...Object.values(statement.frameBytes)].every((count) => count === 0)).toBe(true)
  expect(statement.streams).toEqual({
    payload: 800,
    delivered: 800,
    duplicate: 0,
    undecryptable: 0,
    unrecognised: 0,
    limit: 0,
    dropped: 0,
  })
  expect([statement.missing.droppedFrames, statement.flows.tcp]).toEqual([null, 8])
})
