import { expect, test } from 'vitest'
import { testFlow } from '../../../test/support/playbook.ts'
import { RunOrigin } from '../../core/origin.ts'
import type { ParserContext } from '../types.ts'
import { OtherStreams } from './other-streams.ts'

const origin = new RunOrigin()
origin.place(7, 100, 1, 2)

/** Says what the streams that are opened are told. */
function made(): { others: OtherStreams; said: string[] } {
  const said: string[] = []
  let opened = 0
  const openInner = (): object => {
    const name = `stream ${++opened}`
    return {
      chunk: (direction: number, buf: Buffer, start: number, end: number, { frame, offset }: RunOrigin) =>
        said.push(`${name} ${direction} "${buf.toString('latin1', start, end)}" at ${frame}:${offset}`),
      gap: (direction: number, length: number) => said.push(`${name} ${direction} gap of ${length}`),
      finished: (direction: number) => said.push(`${name} ${direction} finished`),
      end: () => said.push(`${name} ended`),
    }
  }
  const context = { openInner } as unknown as ParserContext
  return { others: new OtherStreams(testFlow('udp'), context), said }
}

const buf = Buffer.from('..abcd')

test('the bytes of a stream go to one that is read by itself, with their place', () => {
  const { others, said } = made()
  others.chunk(8, 0, buf, 2, 4, origin, 98)
  others.chunk(12, 1, buf, 2, 3, origin, 98)
  others.chunk(8, 1, buf, 4, 6, origin, 98)
  expect(said).toEqual(['stream 1 0 "ab" at 7:100', 'stream 2 1 "a" at 7:100', 'stream 1 1 "cd" at 7:102'])
})

test('a stream is over when both of its directions are, or its only one', () => {
  const { others, said } = made()
  others.chunk(8, 0, buf, 2, 4, origin, 98)
  others.finished(8, 0, false)
  others.gap(8, 1, 5, origin)
  others.finished(8, 1, true)
  others.chunk(8, 0, buf, 2, 4, origin, 98)
  expect(said.slice(1)).toEqual([
    'stream 1 0 finished',
    'stream 1 1 gap of 5',
    'stream 1 1 finished',
    'stream 1 ended',
    'stream 2 0 "ab" at 7:100',
  ])
})

test('of a stream with no bytes nothing is said', () => {
  const { others, said } = made()
  others.gap(8, 0, 5, origin)
  others.finished(8, 0, true)
  others.end()
  expect(said).toEqual([])
  others.chunk(12, 0, buf, 2, 3, origin, 98)
  others.end()
  others.end()
  expect(said).toEqual(['stream 1 0 "a" at 7:100', 'stream 1 ended'])
})
