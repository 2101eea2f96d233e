/**
 * A probe must never take what another protocol speaks. Every registered protocol is asked about the first bytes of
 * every sample, and about bytes of no protocol.
 */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chooseProtocol, protocols as registered, unnamedOf } from '../src/message/next.ts'
import type { Protocol } from '../src/message/types.ts'
import type { Flow } from '../src/stream/types.ts'
import { limits } from '../src/core/limits.ts'
import { byteByByte } from './support/conform.ts'
import type { Step } from './support/playbook.ts'
import { playLayer, testFlow } from './support/playbook.ts'
import { protocolSamples } from './support/protocol-samples.ts'

/** As content alone may choose them, where no upgrade names one. */
const protocols = unnamedOf(registered)

/** The first bytes of each direction: all of a datagram, and of a stream as many as the choice may wait for. */
const openings = protocolSamples.flatMap(({ name, transport, port, steps }) =>
  ([0, 1] as const).flatMap((direction) => {
    const pushed = steps.flatMap((step) =>
      step.kind === 'push' && step.direction === direction ? [step] : [],
    )
    const first =
      transport === 'udp'
        ? pushed.map(({ bytes }) => bytes)
        : [Buffer.concat(pushed.map(({ bytes }) => bytes))]
    return first
      .filter((bytes) => bytes.length > 0)
      .map((bytes) => ({ name, transport, port, direction, bytes }))
  }),
)

function probe(protocol: Protocol, bytes: Buffer, direction: 0 | 1, flow: Flow): string {
  const seen = protocol.transport === 'tcp' ? bytes.subarray(0, limits.message.sniffBytesMax) : bytes
  return protocol.probe(seen, 0, seen.length, direction, flow)
}

/** mDNS is DNS between neighbours: the same bytes. */
function nameOf(name: string): string {
  return name === 'mdns' ? 'dns' : name
}

/** Bytes that stand for no protocol: seeded, so that a failure can be repeated. */
const chance = fc.uint8Array({ minLength: 1, maxLength: limits.message.sniffBytesMax })

test('every protocol has a sample', () => {
  const sampled = new Set(protocolSamples.map(({ name, transport }) => `${name} ${transport}`))
  expect(
    protocols.map(({ name, transport }) => `${name} ${transport}`).filter((one) => !sampled.has(one)),
  ).toEqual([])
})

for (const protocol of protocols) {
  describe(`the probe of ${protocol.name} over ${protocol.transport}`, () => {
    const others = openings.filter(
      ({ name, transport }) => nameOf(name) !== nameOf(protocol.name) && transport === protocol.transport,
    )

    test('leaves alone what others speak, on their ports and on its own', () => {
      const own = protocolSamples.find(({ name }) => name === protocol.name)?.port ?? 40_001
      for (const { name, port, direction, bytes } of others) {
        for (const serverPort of [port, 40_001, own]) {
          // `USER alice` is FTP's and POP3's: where no greeting was seen, each takes it on its own port.
          if (
            `${protocol.name} ${name} ${direction}`.match(/^(?:ftp pop3|pop3 ftp) 0$/) &&
            serverPort === own
          )
            continue
          for (const isRoleGuessed of [false, true]) {
            const flow = testFlow(protocol.transport, { serverPort, isRoleGuessed })
            expect
              .soft(probe(protocol, bytes, direction, flow), `${name} ${direction} on port ${serverPort}`)
              .not.toBe('yes')
            if (bytes.length >= limits.message.sniffBytesMax || protocol.transport === 'udp') {
              expect.soft(probe(protocol, bytes, direction, flow), `${name} ${direction}`).toBe('no')
            }
          }
        }
      }
    })

    test('takes nothing by chance on a port that says nothing', () => {
      fc.assert(
        fc.property(chance, fc.constantFrom(0 as const, 1 as const), (bytes, direction) => {
          const flow = testFlow(protocol.transport, { serverPort: 40_001, isRoleGuessed: true })
          expect(probe(protocol, Buffer.from(bytes), direction, flow)).not.toBe('yes')
        }),
        { numRuns: 3_000, seed: 7 },
      )
    })

    if (protocol.transport === 'tcp') {
      test('does not change its mind: what it refused stays refused as more bytes come, and so what it took', () => {
        for (const { bytes, direction, port } of openings.filter(({ transport }) => transport === 'tcp')) {
          const flow = testFlow('tcp', { serverPort: port })
          let verdict = 'more'
          for (let length = 1; length <= Math.min(bytes.length, limits.message.sniffBytesMax); length++) {
            const said = probe(protocol, bytes.subarray(0, length), direction, flow)
            if (verdict !== 'more') expect(said).toBe(verdict)
            verdict = said
          }
        }
      })
    }
  })
}

/** Every first byte before what others say behind theirs, and before bytes of no protocol. */
const openingTails = [
  Buffer.alloc(0),
  Buffer.alloc(64),
  Buffer.alloc(64, 0xff),
  ...openings.map(({ bytes }) => bytes.subarray(1, limits.message.sniffBytesMax)),
  ...fc.sample(chance, { numRuns: 100, seed: 7 }).map((bytes) => Buffer.from(bytes)),
]

test('whoever is not asked for the first byte that it sees would have said no', () => {
  const gated = [...registered, ...protocols].filter((one) => one.mayBeginWith !== undefined)
  expect(gated.length).toBeGreaterThan(0)
  for (const protocol of gated) {
    const own = protocolSamples.find(({ name }) => name === protocol.name)?.port ?? 40_001
    const flows = [own, 40_001].flatMap((serverPort) =>
      [false, true].map((isRoleGuessed) => testFlow(protocol.transport, { serverPort, isRoleGuessed })),
    )
    const other = [...Array(256).keys()].filter((first) => protocol.mayBeginWith?.(first) === false)
    expect.soft(other.length, protocol.name).toBeGreaterThan(0)
    const taken = new Set<string>()
    for (const first of other)
      for (const tail of openingTails) {
        const bytes = Buffer.concat([Buffer.from([first]), tail])
        for (const flow of flows)
          for (const direction of [0, 1] as const)
            if (protocol.probe(bytes, 0, bytes.length, direction, flow) !== 'no') taken.add(`byte ${first}`)
      }
    expect.soft([...taken], `${protocol.name} over ${protocol.transport}`).toEqual([])
  }
})

test('the choice among all of them is the protocol that is spoken', () => {
  for (const { name, transport, port, steps } of protocolSamples) {
    const opening = openings.find((one) => one.name === name && one.transport === transport)
    if (opening === undefined || steps[0]?.kind !== 'push') continue
    const flow = testFlow(transport, { serverPort: port })
    const bytes =
      transport === 'tcp' ? steps[0].bytes.subarray(0, limits.message.sniffBytesMax) : steps[0].bytes
    const candidates = protocols.filter((protocol) => protocol.transport === transport)
    const chosen = chooseProtocol(candidates, flow, steps[0].direction, bytes, 0, bytes.length, true)
    expect.soft(chosen === null || chosen === 'more' ? chosen : nameOf(chosen.name), name).toBe(nameOf(name))
  }
})

test('a whole conversation is recognised, also byte by byte: nobody waits for another’s bytes', () => {
  const recognised = (steps: readonly Step[], sample: (typeof protocolSamples)[0]): string[] =>
    playLayer(steps, undefined, testFlow(sample.transport, { serverPort: sample.port })).events.flatMap(
      (event) => (event.kind === 'recognised' ? [nameOf(event.protocol)] : []),
    )
  for (const sample of protocolSamples) {
    expect.soft(recognised(sample.steps, sample)[0], sample.name).toBe(nameOf(sample.name))
    if (sample.transport === 'tcp')
      expect
        .soft(recognised(byteByByte(sample.steps), sample)[0], `${sample.name} by bytes`)
        .toBe(nameOf(sample.name))
  }
})
