import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { pcapFile, TcpConversation } from '../../../test/support/capture.ts'
import type { CapturedFrame } from '../../../test/support/capture.ts'
import { scanCapture } from '../../../test/support/scan-capture.ts'
import { testFolder } from '../../../test/support/test-folder.ts'

const folder = testFolder('borders')

let files = 0

/** A capture of the frames, the first of them at second `from`, and so many in each second. */
function file(frames: readonly Buffer[], from: number, bySecond = 10): string {
  const path = join(folder, `${files++}.pcap`)
  writeFileSync(
    path,
    pcapFile(
      frames.map((bytes, index): CapturedFrame => ({ bytes, sec: from + Math.floor(index / bySecond) })),
    ),
  )
  return path
}

const request = 'POST /x HTTP/1.1\r\nHost: a.example\r\nContent-Length: 20\r\n\r\nimei=352099001761481'
const answer = 'HTTP/1.1 204 No Content\r\n\r\n'

/** Three exchanges on one connection. */
function frames(sourcePort: number): Buffer[] {
  const conversation = new TcpConversation({ sourcePort }).open()
  for (let count = 0; count < 3; count++) conversation.send(request).reply(answer)
  return conversation.close().frames
}

async function goingOn(...paths: readonly string[]): Promise<number> {
  const { anomalies } = await scanCapture(paths)
  return anomalies
    .filter(({ tally }) => tally.code.code === 'stream.flow.goes_on')
    .reduce((sum, { tally }) => sum + tally.count, 0)
}

const one = frames(40_001)
const other = frames(40_002)
const third = Math.floor(one.length / 3)

test('a connection that goes on in the next file is said once for each border', async () => {
  const parts = [0, 1, 2].map((part) =>
    file(one.slice(part * third, part === 2 ? one.length : (part + 1) * third), 100 + part * 10),
  )
  expect(await goingOn(...parts)).toBe(2)
})

test('the next file is the one that is next in time, whatever order they are given in', async () => {
  const parts = [0, 1, 2].map((part) =>
    file(one.slice(part * third, part === 2 ? one.length : (part + 1) * third), 100 + part * 10),
  )
  const [first, second, last] = parts as [string, string, string]
  expect(await goingOn(last, second, first)).toBe(2)
  expect(await goingOn(first, last, second)).toBe(2)
  expect(await goingOn(second, first)).toBe(1)
})

test('the files of two recorders of one time do not stand between each other', async () => {
  const cut = (all: readonly Buffer[], from: number): string[] =>
    [0, 1, 2].map((part) =>
      file(all.slice(part * third, part === 2 ? all.length : (part + 1) * third), from + part * third, 1),
    )
  const [left, right] = [cut(one, 100), cut(other, 100)] as [string[], string[]]
  for (const order of [[...left, ...right], left.flatMap((path, part) => [path, right[part] as string])]) {
    expect(await goingOn(...order)).toBe(4)
    expect(await goingOn(...order.toReversed())).toBe(4)
  }
  // One of them began later.
  expect(await goingOn(...left, ...cut(other, 101))).toBe(4)
})

test('nothing goes on where connections are whole, in other files, or in those of an earlier time', async () => {
  expect(await goingOn(file(one, 100), file(other, 110))).toBe(0)
  const [early, late] = [one.slice(0, third), one.slice(third)]
  expect(await goingOn(file(early, 100))).toBe(0)
  expect(await goingOn(file(early, 100), file(other, 110), file(late, 120))).toBe(0)
  expect(await goingOn(file(early, 100), file(late, 50))).toBe(0)
  // The same ports once more, with a handshake of their own.
  expect(await goingOn(file(early, 100), file(one, 110))).toBe(0)
})

test('an address that another capture names is told, for files of one recording may be joined', async () => {
  const named = async (...bodies: readonly (readonly string[])[]): Promise<readonly string[]> => {
    const paths = bodies.map((heads, index) =>
      file(
        heads.flatMap(
          (head, place) =>
            new TcpConversation({ sourcePort: 40_100 + 10 * index + place })
              .open()
              .send(`POST /x HTTP/1.0\r\n${head}Content-Length: 20\r\n\r\nimei=352099001761481`)
              .reply(answer)
              .close().frames,
        ),
        100 + 100 * index,
      ),
    )
    const { anomalies } = await scanCapture(paths)
    return anomalies.flatMap(({ tally }) =>
      tally.code.code === 'stream.capture.named_elsewhere' ? tally.code.sentence : [],
    )
  }
  const host = 'Host: a.example\r\n'
  expect(await named([host], [''])).toHaveLength(1)
  expect(await named([''], [host])).toHaveLength(1)
  // Its name was asked for just before the border, and again later.
  expect(await named([host], ['', host])).toHaveLength(1)
  // Where no capture names it, or the same one does, joining the files would change nothing.
  expect(await named([''], [''])).toEqual([])
  expect(await named([host], [host])).toEqual([])
  expect(await named([host], [host, ''])).toEqual([])
})
