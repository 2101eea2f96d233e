import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { pcapFile, tcpPacket } from '../../test/support/capture.ts'
import { testFolder } from '../../test/support/test-folder.ts'
import { zipFile } from '../../test/support/zip-file.ts'
import { isEventFile } from './read-side.ts'

const folder = testFolder('side')

function put(name: string, bytes: string | Uint8Array): string {
  writeFileSync(join(folder, name), bytes)
  return join(folder, name)
}

test('event files are told from captures by their content, packed ones too', () => {
  const events = 'time,event\n2026-03-01T09:00:00Z,boot\n'
  const capture = pcapFile([{ bytes: tcpPacket({ payload: 'GET / HTTP/1.1\r\n\r\n' }) }])
  expect(isEventFile(put('a', events))).toBe(true)
  expect(isEventFile(put('b', zipFile([{ name: 'events.csv', bytes: Buffer.from(events) }])))).toBe(true)
  expect(isEventFile(put('c', capture))).toBe(false)
  expect(isEventFile(put('d', zipFile([{ name: 'day.pcap', bytes: capture }])))).toBe(false)
})
