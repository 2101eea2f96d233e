/** Random bytes hold nothing: what is met in them by chance is not said, however many there are. */
import { expect, test } from 'vitest'
import { decodeBody } from '../../test/support/decoded-message.ts'
import { times } from '../../test/support/depth.ts'
import { device, further } from '../../tools/bench/http-content.ts'
import { Rng } from '../../tools/bench/rng.ts'
import { Detector } from './detector.ts'

const places = ['home', 'work', 'gym', 'school'].map((name, index) => ({
  name,
  lat: 59.9 + index / 100,
  lon: 10.7 + index / 100,
  cells: [],
  bssids: [],
}))
const identifiers = new Map(Object.entries({ ...device, ...further }).map(([name, value]) => [name, [value]]))
const detector = new Detector({ name: 'x', identifiers, places })

/** Values of the profile, and what else is more than `possible`. */
function saidOf(body: Buffer): string[] {
  if (!detector.probe.isWorthDecoding(body, 0, body.length)) return []
  const { root } = decodeBody(body)
  const { detections } = detector.detect(root, {
    host: 'h.example',
    protocol: 'http',
    port: 80,
    direction: 0,
  })
  return detections
    .filter(({ by, confidence }) => by === 'profile' || confidence !== 'possible')
    .map(({ identifier, value, writtenAs }) => `${identifier} ${value} ${writtenAs}`)
}

test.each([
  ['as they are', times(2_000, 6_000), (bytes: Buffer) => bytes],
  ['in base64', times(700, 2_000), (bytes: Buffer) => Buffer.from(bytes.toString('base64'))],
  ['in hex', times(500, 1_500), (bytes: Buffer) => Buffer.from(bytes.toString('hex'))],
])('%s', { timeout: 120_000 }, (form, count, write) => {
  const rng = new Rng(`random-messages/${form}`)
  for (let index = 0; index < count; index++)
    expect(saidOf(write(rng.bytes(8 + ((index * 37) % 900))))).toEqual([])
})

test('beside each other in fields', { timeout: 120_000 }, () => {
  const rng = new Rng('random-messages/fields')
  for (let index = 0; index < times(100, 300); index++) {
    const fields = Array.from({ length: 8 }, (_, field) => {
      const bytes = rng.bytes(8 + ((index * 7 + field * 5) % 32))
      return [`k${field}`, bytes.toString(field % 2 === 0 ? 'base64url' : 'hex')]
    })
    expect(saidOf(Buffer.from(JSON.stringify(Object.fromEntries(fields))))).toEqual([])
  }
})
