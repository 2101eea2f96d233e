/** Conversations as bytes, so that a fuzzer can damage their order, lengths and contents alike. */
import type { Outcome, Step } from './playbook.ts'
import { client, server } from './playbook.ts'

/** Direction (1 byte), length (2 bytes) and bytes of each step. */
export function toBytes(steps: readonly Step[]): Buffer {
  return Buffer.concat(
    steps.flatMap((step) => {
      if (step.kind !== 'push') return []
      const head = Buffer.from([step.direction, step.bytes.length >> 8, step.bytes.length & 0xff])
      return [head, step.bytes]
    }),
  )
}

/** What `toBytes` wrote, or whatever it became: any bytes are a conversation. */
export function fromBytes(bytes: Buffer): Step[] {
  const steps: Step[] = []
  for (let at = 0; at + 3 <= bytes.length; ) {
    const length = bytes.readUInt16BE(at + 1)
    const content = Buffer.from(bytes.subarray(at + 3, at + 3 + length))
    steps.push(((bytes[at] as number) & 1) === 0 ? client(content) : server(content))
    at += 3 + length
  }
  return steps
}

/** Throws where bytes are not counted once, something is still held, or a parser failed. */
export function expectSound(outcome: Outcome): void {
  if (outcome.countedBytes !== outcome.givenBytes)
    throw new Error(`${outcome.givenBytes} bytes were given, ${outcome.countedBytes} are counted`)
  if (outcome.heldBytesAtEnd !== 0) throw new Error(`${outcome.heldBytesAtEnd} bytes are held at the end`)
  const bug = Object.keys(outcome.anomalies).find((code) => code.endsWith('.bug'))
  if (bug !== undefined) throw new Error(`a parser failed: ${bug}`)
}
