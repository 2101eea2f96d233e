import { expect, test } from 'vitest'
import { Rng } from './rng.ts'
import { hostOf, requestOf, trafficKinds } from './traffic-kinds.ts'

test.each(trafficKinds)(
  '$name: the same seed makes the same request, whose head says how long it is',
  (kind) => {
    const make = (): Buffer => {
      const { head, body, leak } = requestOf(kind, new Rng(kind.name), 1)
      expect(leak).toBeNull()
      return Buffer.concat([head, body])
    }
    const bytes = make()
    expect(make().equals(bytes)).toBe(true)
    const end = bytes.indexOf('\r\n\r\n') + 4
    const head = bytes.toString('latin1', 0, end)
    expect(head).toMatch(/^(?:GET|POST) \/[!-~]* HTTP\/1\.1\r\n/)
    expect(head).toContain(`\r\nHost: ${hostOf(kind)}\r\n`)
    expect(/Content-Length: (\d+)/.exec(head)?.[1] ?? '0').toBe(String(bytes.length - end))
  },
)

test('each kind has a capture and a host of its own', () => {
  expect(new Set(trafficKinds.map(hostOf)).size).toBe(trafficKinds.length)
})
