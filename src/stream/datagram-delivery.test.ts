import { expect, test } from 'vitest'
import { settled } from '../../test/support/settled-streams.ts'
import { Wire } from '../../test/support/stream-playbook.ts'
import { verdicts } from '../core/verdict.ts'
import { streamAnomalies } from './anomalies.ts'

test('datagrams are handed on with their direction and origin', () => {
  const wire = new Wire('udp')
  wire.send({ hostPort: 53, payload: 'query' }).send({ way: '<', hostPort: 53, payload: 'answer' })
  expect(settled(wire)).toEqual(['0 > datagram query', '0 < datagram answer', '0 end capture-end'])
  expect(wire.listener.told[0]?.flow).toMatchObject({
    transport: 'udp',
    serverPort: 53,
    isRoleGuessed: false,
  })
})

test('a verdict on datagrams counts those that follow', () => {
  const wire = new Wire('udp')
  wire.listener.verdict = () => verdicts.undecryptable | verdicts.bothDirections
  wire.send({ hostPort: 443, payload: 'initial' }).send({ hostPort: 443, payload: 'short' })
  wire.send({ way: '<', hostPort: 443, payload: 'back' })
  expect(settled(wire)).toEqual(['0 > datagram initial', '0 end capture-end'])
  expect(wire.layer.counts.udpCountedBytes[verdicts.undecryptable]).toBe(9)
  expect(wire.layer.counts.udpDeliveredBytes).toBe(7)
})

test('a datagram cut by the snapshot length is said to be', () => {
  const wire = new Wire('udp').send({ hostPort: 53, payload: 'que', cut: 2 }).send({ hostPort: 53 })
  expect(settled(wire)).toEqual(['0 > datagram que', '0 end capture-end'])
  expect(wire.anomalies.count(streamAnomalies.datagramCut)).toBe(1)
})
