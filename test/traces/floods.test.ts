/** What is sent more often than there is room for: how often is still right, and what others are sent is not lost. */
import { describe, expect, test } from 'vitest'
import { verdictOf } from '../../src/report/verdict.ts'
import { TcpConversation } from '../support/capture.ts'
import type { CapturedFrame } from '../support/capture.ts'
import { scanFrames } from './scan-frames.ts'

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

describe('to one recipient', () => {
  const batches = 300

  test('beyond the room for observations is counted, and what another is sent is listed', async () => {
    const result = await scanFrames(flood(batches), { profile })
    const of = (kind: string): unknown => {
      const finding = result.findings.find(({ identifiers }) => identifiers.includes(kind))
      return [finding?.transmissions, (finding?.last.sec ?? 0) - start, finding?.isAtLeast]
    }
    expect(of('advertising-id')).toEqual([batches * batch, batches - 1, undefined])
    expect(of('imei')).toEqual([batches / 10, batches - 1, undefined])
    expect(result.observations.filter(({ identifier }) => identifier === 'imei')).toHaveLength(batches / 10)
  })

  test('beyond the room for transmissions, too, is at least so much, and that of another is still all', async () => {
    const many = 600
    const result = await scanFrames(flood(many), { profile })
    const [imei, advertising] = result.findings
    expect(imei).toMatchObject({ identifiers: ['imei'], transmissions: many / 10 })
    expect(imei?.isAtLeast).toBeUndefined()
    expect(advertising).toMatchObject({ isAtLeast: true })
    expect(advertising?.transmissions).toBeLessThan(many * batch)
    expect(advertising?.counterEvidence).toContain(
      'more was sent there than there is room for: how often, and until when, is the least that is known',
    )
    expect(verdictOf({ ...result, findings: result.findings.slice(1) }).sentence).toContain('at least 49,')
  })
})
