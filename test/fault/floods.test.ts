/** What is sent more often than there is room for: how often is still right, and what others are sent is not lost. */
import { expect, test, vi } from 'vitest'
import { limits } from '../../src/core/limits.ts'
import { verdictOf } from '../../src/report/verdict.ts'
import { TcpConversation } from '../support/capture.ts'
import type { CapturedFrame } from '../support/capture.ts'
import { scanFrames } from '../support/scan-frames.ts'

/** A twenty-fifth of the room that there is, so that a flood beyond it takes seconds. */
vi.mock(import('../../src/core/limits.ts'), async (load) => {
  const { limits: whole } = await load()
  const scaled = {
    observationsMax: 0.04 * whole.detect.observationsMax,
    observationsPerValueMax: 0.04 * whole.detect.observationsPerValueMax,
    transmissionsMax: 0.04 * whole.detect.transmissionsMax,
    transmissionsPerRecipientMax: 0.04 * whole.detect.transmissionsPerRecipientMax,
  }
  const detect = { ...whole.detect, ...scaled }
  return { limits: { ...whole, detect } } as Awaited<ReturnType<typeof load>>
})

const profile = `identifiers:
  imei: "356938035643809"
  advertising-id: "3f2a8d1c-7b64-4e0f-9a51-c2d8e6f01b37"
`
const start = 1_550_000_000
/** Requests of one segment. */
const batch = 100

/** So many batches of requests to a host that asks all the time, a second each, with a request to another behind every tenth. */
function flood(batches: number): CapturedFrame[] {
  const often = new TcpConversation({ target: '198.51.100.20', sourcePort: 40_000 }).open()
  const seldom = new TcpConversation({ target: '198.51.100.30', sourcePort: 40_001 }).open()
  const request = 'GET /?idfa=3f2a8d1c-7b64-4e0f-9a51-c2d8e6f01b37 HTTP/1.1\r\nHost: often.example\r\n\r\n'
  const frames: CapturedFrame[] = []
  const take = (from: TcpConversation, second: number): void => {
    for (const bytes of from.frames.splice(0)) frames.push({ bytes, sec: start + second })
  }
  for (let second = 0; second < batches; second++) {
    take(often.send(request.repeat(batch)), second)
    if (second % 10 === 9)
      take(seldom.send('GET /?imei=356938035643809 HTTP/1.1\r\nHost: seldom.example\r\n\r\n'), second)
  }
  return frames
}

test('what is sent to one recipient all the time is counted, and what another is sent now and then is listed', async () => {
  const { observationsMax, transmissionsMax } = limits.detect
  // Beyond half of the room for transmissions, which is as much as all for observations.
  const batches = (transmissionsMax >> 1) / batch + 10
  const result = await scanFrames(flood(batches), { profile })
  const [imei, advertising] = result.findings
  expect(imei).toMatchObject({ identifiers: ['imei'], transmissions: batches / 10 })
  expect([(imei?.last.sec ?? 0) - start, imei?.isAtLeast]).toEqual([batches - 1, undefined])
  expect(imei?.observations).toHaveLength(batches / 10)
  expect(advertising).toMatchObject({ identifiers: ['advertising-id'], isAtLeast: true })
  // All that came until half of the room was taken; of those by far not all are listed.
  const toOthers = (transmissionsMax >> 1) / batch / 10 - 1
  expect(advertising?.transmissions).toBe((transmissionsMax >> 1) - toOthers)
  expect(advertising?.observations.length).toBeLessThanOrEqual(observationsMax >> 1)
  expect(advertising?.counterEvidence).toContain(
    'more was sent there than there is room for: how often, and until when, is the least that is known',
  )
  expect(verdictOf({ ...result, findings: result.findings.slice(1) }).sentence).toContain('at least 1,9')
})
