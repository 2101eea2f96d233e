import { describe, expect, test } from 'vitest'
import { AnomalyLog } from '../../core/anomaly.ts'
import { AlertPayloads } from './alert-payloads.ts'
import { EntryTally } from '../entry-tally.ts'
import type { Ends } from '../entry.ts'
import type { LineMeaning } from '../line-reader.ts'

const ends: Ends = {
  transport: 'tcp',
  clientAddress: '192.0.2.10',
  clientPort: 5002,
  serverAddress: '198.51.100.2',
  serverPort: 80,
  communityId: '',
  isOnWire: true,
  protection: 'plaintext',
  connection: 'eve 1',
}
const base64 = (text: string): string => Buffer.from(text).toString('base64')

describe('what alerts show', () => {
  const tally = new EntryTally({ entry: () => undefined }, new AnomalyLog())
  const alerts = new AlertPayloads()
  const read = (event: object, between: Ends = ends): LineMeaning =>
    alerts.meaning({ proto: 'TCP', ...event }, between, { sec: 1, nsec: 0 }, tally)

  test('a request that is shown is one of the transactions up to that of the alert, on its connection', () => {
    expect(
      read({ tx_id: 1, payload: base64('GET /a HTTP/1.1\r\n\r\nGET /b HTTP/1.0\r\n\r\n') }),
    ).toMatchObject({
      kind: 'stream',
      pieces: [{ direction: 0 }],
    })
    expect(alerts.shows('eve 2', 0, 'GET', '/a')).toBe(false)
    expect(alerts.shows('eve 1', 0, 'POST', '/a')).toBe(false)
    expect([0, 1, 2].map((at) => alerts.shows('eve 1', at, 'GET', '/a'))).toEqual([true, true, false])
    read({ payload: base64('GET /d HTTP/1.1\r\n\r\n') })
    expect([undefined, 2].map((at) => alerts.shows('eve 1', at, 'GET', '/d'))).toEqual([true, true])
  })

  test('an answer shows no request, and comes from the server', () => {
    const back = { ...ends, clientAddress: ends.serverAddress, serverAddress: ends.clientAddress }
    const meaning = read({ direction: 'to_client', payload: base64('GET /c HTTP/1.1\r\n\r\n') }, back)
    expect(meaning).toMatchObject({ ends: { serverAddress: '198.51.100.2' }, pieces: [{ direction: 1 }] })
    expect(alerts.shows('eve 1', 0, 'GET', '/c')).toBe(false)
  })

  test('the same bytes in the other direction or connection are other bytes', () => {
    const payload = base64('hello')
    expect(read({ payload })).toMatchObject({ kind: 'stream' })
    expect(read({ payload })).toMatchObject({ kind: 'other', what: 'alert event for bytes of another' })
    expect(read({ payload, direction: 'to_client' })).toMatchObject({ kind: 'stream' })
    expect(read({ payload }, { ...ends, connection: 'eve 3' })).toMatchObject({ kind: 'stream' })
  })

  test('bytes that go on behind those of the alert before are told from there, and what lies in them is told', () => {
    const begin = 'POST /x HTTP/1.1\r\nHost: a\r\n'
    const more = `${begin}Content-Length: 20\r\n\r\n`
    const told = (text: string, way: object = {}): unknown => {
      const meaning = read({ payload: base64(text), ...way }, { ...ends, connection: 'eve 5' })
      return typeof meaning === 'object' && meaning.kind === 'stream'
        ? [meaning.goesOn, meaning.pieces[0]?.bytes.toString()]
        : meaning
    }
    expect(told(begin)).toEqual([false, begin])
    expect(told(more)).toEqual([true, more.slice(begin.length)])
    expect(told(more.slice(5))).toMatchObject({ kind: 'other' })
    expect(told('a')).toEqual([false, 'a'])
    expect(told(more)).toMatchObject({ kind: 'other' })
    expect(told(begin, { direction: 'to_client' })).toEqual([false, begin])
    expect(told(`${more}0123456789`)).toEqual([false, `${more}0123456789`])
  })

  test('where an answer was shown in between, what is new is told from the message that goes on', () => {
    const told = (text: string, way: object = {}): unknown => {
      const meaning = read({ payload: base64(text), ...way }, { ...ends, connection: 'eve 6' })
      return typeof meaning === 'object' && meaning.kind === 'stream'
        ? [meaning.goesOn, meaning.pieces[0]?.bytes.toString()]
        : meaning
    }
    const back = { direction: 'to_client' }
    const first = 'POST /a HTTP/1.1\r\nContent-Length: 1\r\n\r\nx'
    const second = 'POST /b HTTP/1.1\r\nContent-Length: 9\r\n\r\n'
    const answer = 'HTTP/1.1 204 No Content\r\n\r\n'
    expect(told(first)).toEqual([false, first])
    expect(told(answer, back)).toEqual([false, answer])
    expect(told(`${first}${second}`)).toEqual([false, second])
    expect(told(`${answer}${answer}HTTP/1.1 200`, back)).toEqual([false, `${answer}HTTP/1.1 200`])
    expect(told(`${first}${second}012345678`)).toEqual([false, `${second}012345678`])
    expect(alerts.shows('eve 6', 0, 'POST', '/b')).toBe(true)
  })
})
