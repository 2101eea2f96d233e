/** A HAR file of more than 512 MiB, longer than a text in Node may be, is read in pieces, and in little memory. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { harEntryOf, recordedDevice } from '../support/recordings.ts'
import { entry } from './run-varde.ts'

const entries = 530
const text = 'lorem '.repeat(174_763)

test('a HAR file beyond 512 MiB is read to its last entry', { timeout: 120_000 }, async () => {
  const { imei } = recordedDevice
  const filler = JSON.stringify(
    harEntryOf({
      url: 'https://cdn.example.com/file',
      response: { bodySize: text.length, content: { size: text.length, mimeType: 'text/plain', text } },
    }),
  )
  const last = JSON.stringify(harEntryOf({ url: `https://api.example.com/report?imei=${imei}` }))
  const child = spawn(process.execPath, [entry, 'scan', '-', '--json', '--reveal'], {
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const parts: Buffer[] = []
  let said = ''
  let peakKiB = 0
  child.stdout.on('data', (part: Buffer) => parts.push(part))
  child.stderr.on('data', (part: Buffer) => {
    said += part.toString()
  })
  const closed = once(child, 'close')
  const peak = (): void => {
    const status = `/proc/${child.pid}/status`
    if (existsSync(status))
      peakKiB = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(status, 'utf8'))?.[1] ?? peakKiB)
  }
  let bytes = 0
  const write = async (piece: string): Promise<void> => {
    bytes += Buffer.byteLength(piece)
    if (!child.stdin.write(piece)) await Promise.race([once(child.stdin, 'drain'), closed])
  }
  await write('{"log":{"version":"1.2","creator":{"name":"test","version":"1"},"entries":[')
  for (let index = 0; index < entries; index++) {
    await write(`${filler},`)
    if (index % 50 === 0) peak()
  }
  await write(`${last}]}}`)
  peak()
  child.stdin.end()
  const [code] = (await closed) as [number]
  expect([code, said]).toEqual([0, ''])
  expect(bytes).toBeGreaterThan(512 * 1_048_576)
  const document = JSON.parse(Buffer.concat(parts).toString()) as {
    coverage: { file: { bytes: number; unread: number }; entries: { total: number } }
    observations: { identifier: string; frames: number[] }[]
  }
  expect(document.coverage).toMatchObject({ file: { bytes, unread: 0 }, entries: { total: entries + 1 } })
  expect(document.observations.map(({ identifier, frames }) => [identifier, frames])).toEqual([
    ['imei', [entries + 1]],
  ])
  // A third of the file's size; what a scan of a small file takes is most of it.
  expect(peakKiB).toBeLessThan(400 * 1_024)
})
