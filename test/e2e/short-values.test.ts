/** Known values under eight characters in what servers answer, by the built command. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pcapFile } from '../support/capture.ts'
import { get, http } from './leaking-phone.ts'
import { varde } from './run-varde.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'varde-short-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function answer(body: string, isZipped = false): Buffer {
  const bytes = isZipped ? gzipSync(body) : Buffer.from(body)
  const coding = isZipped ? 'Content-Encoding: gzip\r\n' : ''
  const head = `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n${coding}Content-Length: ${bytes.length}\r\n\r\n`
  return Buffer.concat([Buffer.from(head), bytes])
}

test('are found where a name says what they are, and nowhere else', async () => {
  const capture = join(folder, 'a.pcap')
  const profile = join(folder, 'phone.yaml')
  writeFileSync(profile, 'identifiers:\n  cell-id: "75091"\n')
  const exchange = (host: string, reply: Buffer): Buffer[] =>
    http(get(host, '/where'), '198.51.100.30', reply)
  writeFileSync(
    capture,
    pcapFile([
      ...exchange('named.example', answer('{"tower":{"cellId":75091}}')),
      ...exchange('zipped.example', answer('{"tower":{"cellId":"75091"},"more":[1,2,3,4]}', true)),
      ...exchange('shop.example', answer('{"price":75091,"stock":[75091]}')),
    ]),
  )
  const { stdout, code } = await varde(['scan', capture, '--profile', profile, '--json', '--reveal'])
  expect(code).toBe(0)
  const { observations, recipients } = JSON.parse(stdout) as {
    observations: {
      identifier: string
      value: string
      direction: string
      confidence: string
      recipient: string
    }[]
    recipients: { id: string; host: string }[]
  }
  const hosts = new Map(recipients.map(({ id, host }) => [id, host]))
  expect(
    observations.map(({ identifier, value, direction, confidence, recipient }) => [
      hosts.get(recipient),
      identifier,
      value,
      direction,
      confidence,
    ]),
  ).toEqual([
    ['named.example', 'cell-id', '75091', 'received', 'certain'],
    ['zipped.example', 'cell-id', '75091', 'received', 'certain'],
  ])
})
