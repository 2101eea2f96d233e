/**
 * What every protocol must hold to, tried on a conversation: one line for each case.
 *
 *     conform('a pipelined pair', protocol, [client('GET /1 …'), server('HTTP/1.1 200 …')])
 */
import { describe, expect, test } from 'vitest'
import type { Protocol } from '../../src/message/types.ts'
import type { Flow } from '../../src/stream/types.ts'
import type { Outcome, Step } from './playbook.ts'
import { numbered, play, testFlow } from './playbook.ts'

/** Cuts and splits tried for one case: all, unless the case is long. */
const placesMax = 600

type PushStep = Extract<Step, { kind: 'push' }>

function slice(step: PushStep, start: number, end: number): Step {
  return { ...step, bytes: step.bytes.subarray(start, end), offset: step.offset + start }
}

/** The same conversation in pieces of one byte. */
export function byteByByte(steps: readonly Step[]): Step[] {
  return inPieces(steps, 1)
}

/** The same conversation in pieces of so many bytes, the last of each step as long as what is left. */
export function inPieces(steps: readonly Step[], bytes: number): Step[] {
  return numbered(steps).flatMap((step) => {
    if (step.kind !== 'push') return [step]
    const { length } = step.bytes
    return Array.from({ length: Math.ceil(length / bytes) }, (_, at) =>
      slice(step, at * bytes, Math.min((at + 1) * bytes, length)),
    )
  })
}

/** Every place, or at most so many evenly spread ones, at which a conversation can be cut: `[step, position in it]`. */
export function places(steps: readonly Step[], most: number = placesMax): [number, number][] {
  const all: [number, number][] = []
  steps.forEach((step, index) => {
    if (step.kind !== 'push') return
    for (let at = 0; at < step.bytes.length; at++) all.push([index, at])
  })
  const stride = Math.max(1, Math.ceil(all.length / most))
  return all.filter((_, index) => index % stride === 0)
}

/** The same conversation with one more cut. */
export function splitAt(steps: readonly Step[], index: number, at: number): Step[] {
  const step = steps[index] as PushStep
  return [
    ...steps.slice(0, index),
    slice(step, 0, at),
    slice(step, at, step.bytes.length),
    ...steps.slice(index + 1),
  ]
}

/** That every byte was counted once, and that nothing is held: holds after every conversation, whatever it was. */
export function expectBalanced(outcome: Outcome): void {
  expect(outcome.countedBytes).toBe(outcome.givenBytes)
  expect(outcome.heldBytesAtEnd).toBe(0)
  for (const [name, count] of Object.entries(outcome.counts)) {
    expect(Number.isSafeInteger(count) && count >= 0, `${name} is ${count}`).toBe(true)
  }
  expect(Object.keys(outcome.anomalies).filter((code) => code.endsWith('.bug'))).toEqual([])
}

/** Tries a conversation in many cuts. For UDP the steps are datagrams, and are not split. */
export function conform(
  name: string,
  protocol: Protocol,
  conversation: readonly Step[],
  flow: () => Flow = () => testFlow(protocol.transport),
): void {
  const steps = numbered(conversation)
  const run = (tried: readonly Step[]): Outcome => play(protocol, tried, flow())

  describe(`${name} (conformance)`, () => {
    test('the bytes are all counted, nothing is held, and a second run gives the same', () => {
      const outcome = run(steps)
      expectBalanced(outcome)
      expect(run(steps)).toEqual(outcome)
    })

    if (protocol.transport === 'tcp') {
      test('byte by byte it gives the same', () => {
        expect(run(byteByByte(steps))).toEqual(run(steps))
      })

      test('split in two at any place it gives the same', () => {
        const outcome = run(steps)
        for (const [index, at] of places(steps)) {
          expect(run(splitAt(steps, index, at)), `split of step ${index} at ${at}`).toEqual(outcome)
        }
      })

      test('a gap at any edge of a chunk leaves no byte uncounted', () => {
        for (const direction of [0, 1] as const) {
          for (let index = 0; index <= steps.length; index++) {
            for (const length of [1, 1_460, 5_000_000_000]) {
              const gap: Step = { kind: 'gap', direction, length, frame: 9 }
              expectBalanced(run([...steps.slice(0, index), gap, ...steps.slice(index)]))
            }
          }
        }
      })
    }

    test('cut at any length it leaves no byte uncounted', () => {
      for (const [index, at] of places(steps)) {
        const cut = splitAt(steps, index, at).slice(0, index + 1)
        expectBalanced(run(cut))
      }
    })

    test('garbage behind it, on either side, leaves no byte uncounted', () => {
      for (const direction of [0, 1] as const) {
        for (const garbage of ['\0\0\0\0', '\r\n\r\n\r\n', 'x'.repeat(300), '\xff\n'.repeat(40)]) {
          const bytes = Buffer.from(garbage, 'latin1')
          expectBalanced(run([...steps, { kind: 'push', direction, bytes, frame: 99, offset: 54 }]))
        }
      }
    })
  })
}
