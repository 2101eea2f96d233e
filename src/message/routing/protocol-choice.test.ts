import { expect, test } from 'vitest'
import { testFlow } from '../../../test/support/playbook.ts'
import { AnomalyLog } from '../../core/anomaly.ts'
import { limits } from '../../core/limits.ts'
import { KeptHead, ProtocolSwitch } from '../protocol-switch.ts'
import { Message } from '../types.ts'
import type { Protocol } from '../types.ts'
import { Nesting } from './nesting.ts'
import { ProtocolChoice } from './protocol-choice.ts'
import { Route } from './route.ts'

/** Begins with the first sign of `sign`; more bytes than one are asked for. */
function spoken(sign: string, changes: Partial<Protocol> = {}): Protocol {
  return {
    name: 'coap',
    transport: 'tcp',
    probe: (buf, start, end) =>
      buf.toString('latin1', start, start + 1) !== sign ? 'no' : end - start > 1 ? 'yes' : 'more',
    open: () => {
      throw new Error('it is not to be opened')
    },
    ...changes,
  }
}

interface Scene {
  readonly choice: ProtocolChoice
  readonly anomalies: AnomalyLog
  readonly nesting: Nesting
  readonly route: Route
}

function scene(...protocols: readonly Protocol[]): Scene {
  const anomalies = new AnomalyLog()
  const nesting = new Nesting()
  const choice = new ProtocolChoice(protocols, anomalies, nesting)
  return { choice, anomalies, nesting, route: new Route(testFlow('tcp')) }
}

const bytes = Buffer.from('-ab-')
const broken = (): never => {
  throw new Error('asked')
}

test('a start is judged by protocols of streams, a datagram by those of datagrams, the middle by those found there', () => {
  const stream = spoken('a')
  const middle = spoken('a', { name: 'http', isFoundMidStream: true })
  const datagram = spoken('a', { name: 'dns', transport: 'udp' })
  const { choice, route } = scene(datagram, stream, middle)
  expect(choice.ofStart(route, 0, bytes, 1, 3, false, 1)).toBe(stream)
  expect(choice.ofDatagram(route, 0, bytes, 1, 3, 1)).toBe(datagram)
  expect(choice.ofMidStream(route, 0, bytes, 1, 3, 1)).toMatchObject({ name: 'http' })
  expect(choice.ofStart(route, 0, bytes, 2, 3, false, 1)).toBeNull()
})

test('who waits for more has lost where none will come', () => {
  const { choice, route } = scene(spoken('a', { isFoundMidStream: true }), spoken('a', { transport: 'udp' }))
  expect(choice.ofStart(route, 0, bytes, 1, 2, false, 1)).toBe('more')
  expect(choice.ofStart(route, 0, bytes, 1, 2, true, 1)).toBeNull()
  expect(choice.ofMidStream(route, 0, bytes, 1, 2, 1)).toBeNull()
  expect(choice.ofDatagram(route, 0, bytes, 1, 2, 1)).toBeNull()
})

test('where a change of protocol names its successor, that one is asked first, and is agreed on once it was answered', () => {
  const other = spoken('a')
  const named = spoken('a', { name: 'websocket', upgradeTokens: ['websocket'], probeUnnamed: () => 'no' })
  const { choice, route } = scene(other, named)
  expect(choice.ofStart(route, 0, bytes, 1, 3, false, 1)).toBe(other)
  expect(choice.agreedOn(route)).toBeNull()
  route.switched = new ProtocolSwitch('websocket', null, null)
  expect(choice.ofStart(route, 0, bytes, 1, 3, false, 1)).toBe(named)
  expect(choice.agreedOn(route)).toBeNull()
  route.switched = new ProtocolSwitch('websocket', null, new KeptHead(new Message()))
  expect(choice.agreedOn(route)).toBe(named)
})

test('whether bytes may still become a protocol is asked of that one alone', () => {
  const a = spoken('a')
  const { choice, route } = scene(spoken('b'))
  expect(choice.mayBe(a, route, 0, Buffer.from('a'), 1, 1)).toBe(true)
  expect(choice.mayBe(a, route, 0, Buffer.from('b'), 1, 1)).toBe(false)
})

test('the first that proves to begin here is found, whoever throws before it', () => {
  const heard = Buffer.from('ready')
  const asked: unknown[] = []
  const begins = spoken('a', {
    isBegun: (buf, start, end, before, direction) => {
      asked.push(buf.toString('latin1', start, end), before, direction)
      return true
    },
  })
  const { choice, anomalies } = scene(
    spoken('a'),
    spoken('a', { isBegun: () => false }),
    spoken('a', { isBegun: broken }),
    begins,
  )
  expect(choice.begun(bytes, 1, 3, heard, 1, 6)).toBe(begins)
  expect(asked).toEqual(['ab', heard, 1])
  expect(anomalies.tallies.get('message.unrecognised.bug')?.samples).toMatchObject([
    { frame: 6, detail: 'Error: asked' },
  ])
  expect(scene(spoken('a')).choice.begun(bytes, 1, 3, heard, 1, 6)).toBeNull()
})

test('those that go on with other flows are protocols of datagrams', () => {
  const going = spoken('a', { transport: 'udp', continues: () => null })
  const { choice } = scene(spoken('a', { transport: 'udp' }), going, spoken('a', { continues: () => null }))
  expect(choice.continuing).toEqual([going])
})

test('one that throws knows nothing, and that is told', () => {
  const { choice, route, anomalies } = scene(spoken('a', { probe: broken }))
  expect(choice.ofStart(route, 0, bytes, 1, 3, false, 8)).toBeNull()
  expect(anomalies.tallies.get('message.unrecognised.bug')?.samples).toMatchObject([
    { frame: 8, detail: 'Error: asked' },
  ])
})

test('deeper than is followed nobody is asked', () => {
  const stream = spoken('a')
  const { choice, route, anomalies, nesting } = scene(stream)
  nesting.depth = limits.message.innerNestingMax
  expect(choice.ofStart(route, 0, bytes, 1, 3, false, 8)).toBe(stream)
  nesting.depth++
  expect(choice.ofStart(route, 0, bytes, 1, 3, false, 8)).toBeNull()
  expect([...anomalies.tallies.keys()]).toEqual(['message.layer.too_deep'])
})
