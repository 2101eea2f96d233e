import { expect, test } from 'vitest'
import { origin, quicParts } from '../../../../test/support/quic-parts.ts'
import { FirstTexts } from './first-texts.ts'

const text = Buffer.from('\x01\x02android_id=0123456789abcdef&model=Pixel&country=NO\x00\x01')
const noise = Buffer.from('9f3c01e87a55d2c4b0118efd6602937ac4', 'hex')

function bodies(...datagrams: readonly Buffer[]): string[] {
  const { flow, context, sink } = quicParts()
  const texts = new FirstTexts(flow, context)
  for (const datagram of datagrams) texts.look(datagram, 0, datagram.length, origin)
  return sink.helloNames.map(({ body }) => body)
}

test('a text in the first datagrams is handed on as it is', () => {
  expect(bodies(noise, text)).toEqual([text.toString('latin1')])
})

test('what has none is not, nor what comes later', () => {
  expect(bodies(noise, noise)).toEqual([])
  expect(bodies(noise, noise, noise, noise, text)).toEqual([])
})
