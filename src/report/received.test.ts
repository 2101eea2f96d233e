import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { pcapFile, tcpFlags, tcpPacket } from '../../test/support/capture.ts'
import { scanCapture } from '../../test/support/scan-capture.ts'
import { testFolder } from '../../test/support/test-folder.ts'
import type { Profile } from '../device/types.ts'
import type { ScanResult } from '../pipeline/scan-result.ts'
import { technicalReport } from './technical/report.ts'
import { receivedLines } from './received.ts'
import { renderTerminal } from './terminal.ts'
import { verdictOf } from './verdict.ts'

const folder = testFolder('received')
const imei = '357184092641738'
const profile: Profile = { name: 'phone', identifiers: new Map([['imei', [imei]]]), places: [] }

/** `isServer`: the phone is the one who answers, as it shows by a connection of its own. */
async function scanned(
  question: string,
  answer: string,
  isServer = false,
  given: Profile | null = profile,
): Promise<ScanResult> {
  const ends = { source: '192.0.2.10', target: '198.51.100.20', sourcePort: 40_000, targetPort: 80 }
  const back = { source: ends.target, target: ends.source, sourcePort: 80, targetPort: 40_000 }
  const own = { ...ends, source: ends.target, target: '203.0.113.7', sourcePort: 40_001 }
  const host = isServer ? ends.target : 'shop.example'
  const asked = `POST /a HTTP/1.1\r\nHost: ${host}\r\nContent-Length: ${question.length}\r\n\r\n${question}`
  const path = join(folder, 'capture.pcap')
  writeFileSync(
    path,
    pcapFile([
      tcpPacket({ ...ends, sequence: 1, flags: tcpFlags.syn }),
      tcpPacket({ ...back, sequence: 1, acknowledgement: 2, flags: tcpFlags.syn | tcpFlags.ack }),
      tcpPacket({ ...ends, sequence: 2, acknowledgement: 2, payload: asked }),
      tcpPacket({
        ...back,
        sequence: 2,
        acknowledgement: 2 + asked.length,
        payload: `HTTP/1.1 200 OK\r\nContent-Length: ${answer.length}\r\n\r\n${answer}`,
      }),
      ...(isServer
        ? [
            tcpPacket({ ...own, sequence: 1, flags: tcpFlags.syn }),
            tcpPacket({
              ...own,
              sequence: 2,
              acknowledgement: 2,
              payload: 'GET / HTTP/1.1\r\nHost: a.example\r\n\r\n',
            }),
          ]
        : []),
    ]),
  )
  return scanCapture(path, given)
}

test('a value that only an answer holds is not passed over as nothing', async () => {
  const result = await scanned('a=1', `{"imei":"${imei}"}`)
  expect(verdictOf(result)).toMatchObject({
    label: 'ONLY IN ANSWERS',
    severity: null,
    sentence: expect.stringContaining('what was answered holds its IMEI'),
  })
  expect(receivedLines(result, 200)).toEqual([
    '  answers of shop.example hold the phone’s IMEI (number of the phone), not encrypted · frame 4',
  ])
  const text = renderTerminal(result, { columns: 100, hasColour: false, isRevealed: false })
  expect(text).toContain('\nWHAT ANSWERS HOLD\n')
  expect(text).not.toContain('NOTHING FOUND')
  expect(technicalReport(result, { version: '0', isRevealed: false })).toContain(
    '<h3>What answers hold</h3>\n<ul>\n<li>answers of shop.example hold the phone’s IMEI',
  )
})

test('what only looks like an identifier in an answer is not called the phone’s', async () => {
  const result = await scanned('a=1', `{"imei":"${imei}","b":"90:a5:03:75:ff:81"}`)
  expect(result.observations.map(({ identifier }) => identifier)).toContain('wifi-mac')
  expect(receivedLines(result, 200)).toEqual([
    '  answers of shop.example hold the phone’s IMEI (number of the phone), not encrypted · frame 4',
  ])
  expect(verdictOf(result).sentence).not.toContain('MAC')
})

test('what others ask of a server on the phone is no answer', async () => {
  const result = await scanned(`{"imei":"${imei}"}`, 'ok', true)
  expect(verdictOf(result)).toMatchObject({
    label: 'ONLY RECEIVED',
    sentence: expect.stringContaining('what others asked of it holds its IMEI'),
  })
  expect(receivedLines(result, 200)).toEqual([
    '  what others asked of the phone as 198.51.100.20 holds the phone’s IMEI (number of the phone), not encrypted · frame 3',
  ])
})

test('what is asked of a machine that asks others, too, may be what the phone sent', async () => {
  const result = await scanned(`{"imei":"${imei}"}`, 'ok', true, null)
  expect(verdictOf(result)).toMatchObject({
    label: 'ONLY RECEIVED',
    sentence: expect.stringContaining(
      'what others asked of it holds somebody’s IMEI (number of the phone). If one of these is the phone, it was sent.',
    ),
  })
  expect(receivedLines(result, 200)).toEqual([
    '  what others asked of the phone as 198.51.100.20 holds somebody’s IMEI (number of the phone), not encrypted · frame 3',
  ])
})

test('where no answer holds one, none is spoken of', async () => {
  const result = await scanned(`{"imei":"${imei}"}`, 'ok')
  expect(receivedLines(result, 100)).toEqual([])
  expect(verdictOf(result).sentence).toContain('This phone sent its IMEI')
  expect(verdictOf(await scanned('a=1', 'ok')).label).toBe('NOTHING FOUND')
})
