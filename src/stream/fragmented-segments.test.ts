import { expect, test } from 'vitest'
import { settled } from '../../test/support/settled-streams.ts'
import { Wire } from '../../test/support/stream-playbook.ts'
import { RunMap } from '../core/origin.ts'
import { verdicts } from '../core/verdict.ts'

test('payload that came in fragments is one run for each, with its own frame', () => {
  const wire = new Wire().handshake()
  const pieces = new RunMap()
  pieces.add(0, 101, 34)
  pieces.add(60, 102, 38)
  wire.listener.frames.set(101, Buffer.concat([Buffer.alloc(88), Buffer.from('hello ')]))
  wire.listener.frames.set(102, Buffer.concat([Buffer.alloc(38), Buffer.from('world')]))
  // In the assembled datagram the payload begins at 54, and the second fragment at 60.
  wire.send({ sequence: 1_001, payload: 'hello world', pieces, keepFrame: true })
  expect(settled(wire).slice(0, 2)).toEqual(['0 > hello ', '0 > world'])
  expect(wire.listener.origins).toMatchObject([
    { frame: 101, offset: 88, length: 6 },
    { frame: 102, offset: 38, length: 5 },
  ])
})

test('a verdict on one fragment counts those of the same packet that follow', () => {
  const wire = new Wire().handshake()
  wire.listener.verdict = () => verdicts.unrecognised
  const pieces = new RunMap()
  pieces.add(0, 101, 34)
  pieces.add(60, 102, 38)
  wire.listener.frames.set(101, Buffer.concat([Buffer.alloc(88), Buffer.from('hello ')]))
  wire.send({ sequence: 1_001, payload: 'hello world', pieces, keepFrame: true })
  expect(settled(wire)).toEqual(['0 > hello ', '0 end capture-end'])
  expect(wire.layer.counts.countedBytes[verdicts.unrecognised]).toBe(5)
})
