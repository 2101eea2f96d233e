import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { pcapFile } from '../../test/support/capture.ts'
import { putInto, testFolder } from '../../test/support/test-folder.ts'
import { refuseUnreadable } from './refuse-unreadable.ts'

const folder = testFolder('refuse-unreadable')
const put = putInto(folder)
const capture = pcapFile([])
const readable = [
  put('a.pcap', capture),
  put('b.gz', gzipSync(capture)),
  put('empty.pcap', ''),
  put('short.pcap', capture.subarray(0, 10)),
  put('wide.json', Buffer.from('\ufeff{"log":{"entries":[]}}', 'utf16le')),
]
const notes = put('notes.txt', 'These are notes, not packets.\n')

test('files that may be read are not refused before they are', async () => {
  await refuseUnreadable(readable)
  await refuseUnreadable(['-', 'tcp://127.0.0.1:1', readable[0] as string])
  // Alone: the scan says it.
  await refuseUnreadable([notes])
})

test('what is refused is told at once, and of a single one why', async () => {
  await expect(refuseUnreadable([...readable.slice(0, 2), notes])).rejects.toThrow(
    /^\S+notes\.txt is no packet capture: it starts with 54 68/,
  )
  const inner = join(folder, 'inner')
  mkdirSync(inner)
  const missing = join(folder, 'missing.pcap')
  await expect(refuseUnreadable([missing, readable[0] as string, inner, notes])).rejects.toThrow(
    `3 of 4 files can not be read as captures: ${missing}, ${inner}, ${notes}. Of the first: ${missing}: there is no such file.`,
  )
  const many = Array.from({ length: 12 }, (_, index) => join(folder, `none-${index}`))
  await expect(refuseUnreadable(many)).rejects.toThrow(/none-9 and 2 more\. Of the first/)
})
