/** A redaction that is ended in the middle leaves no original in clear behind, which would also be in the way of the next. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { testFolder } from '../support/test-folder.ts'
import { entry, root, varde } from './run-varde.ts'

const folder = testFolder('ended-redaction')

/** A case with a sample, alone in a folder. */
async function caseWith(name: string, sample: string): Promise<{ here: string; place: string }> {
  const here = join(folder, name)
  mkdirSync(here)
  const place = join(here, 'case')
  await varde(['case', 'init', place, '--name', 'x'])
  await varde(['case', 'add', place, join(root, 'samples', sample)])
  return { here, place }
}

test('ending varde while it redacts a case removes the original that it made for that', async () => {
  const { here, place } = await caseWith('stamped', 'nokia-7-plus-fixed.pcapng')
  // It asks for a stamp when all else is ready, and gets no answer.
  const asked = Promise.withResolvers<void>()
  const server = createServer(() => asked.resolve()).listen(0, '127.0.0.1')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  await once(server, 'listening')
  const tsa = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const args = [entry, 'case', 'redact', place, '-o', join(here, 'out.varde'), '--tsa', tsa]
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] })
  const ended = once(child, 'exit')
  await asked.promise
  expect(readdirSync(here)).toContain('out.original.varde')
  child.kill('SIGINT')
  expect(await ended).toEqual([null, 'SIGINT'])
  expect(readdirSync(here)).toEqual(['case'])
}, 120_000)

test('a signal is heard while the parts are redacted, and nothing is written behind it', async () => {
  const { here, place } = await caseWith('at-work', 'nokia-7-plus.pcapng')
  const args = [entry, 'case', 'redact', place, '-o', join(here, 'out.varde')]
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] })
  const ended = once(child, 'exit')
  while (!existsSync(join(here, 'out.original.varde'))) await wait(5)
  child.kill('SIGTERM')
  expect(await ended).toEqual([null, 'SIGTERM'])
  expect(readdirSync(here)).toEqual(['case'])
  expect(readFileSync(join(place, 'ledger.jsonl'), 'utf8')).not.toContain('"act":"redact"')
}, 120_000)
