import { expect, test } from 'vitest'
import { limits } from '../../core/limits.ts'
import { EchSecrets } from './ech-secrets.ts'

test('keeps what opens a sealed hello by the random of the one in clear, and then knows the other', () => {
  const config = Buffer.alloc(900, 1)
  const secret = Buffer.alloc(32, 9)
  const [one, two, three] = [1, 2, 3].map((fill) => Buffer.alloc(32, fill)) as [Buffer, Buffer, Buffer]
  const ech = new EchSecrets()
  ech.add(one, 'config', config)
  ech.add(two, 'secret', secret)
  ech.add(one, 'secret', secret)
  expect(ech.size).toBe(2)
  expect(ech.secretOf(one, 0)).toEqual({ secret, config })
  expect(ech.secretOf(Buffer.concat([Buffer.alloc(3), two]), 3)).toEqual({ secret, config: null })
  expect(ech.secretOf(two, 1)).toBeNull()
  expect(ech.secretOf(three, 0)).toBeNull()
  expect(ech.randomOf(one)).toEqual(one)
  ech.learnInner(one, three)
  expect(ech.randomOf(one)).toEqual(three)
  expect(ech.randomOf(two)).toEqual(two)
})

test('so many are kept; what further ones open is left out, and what is known can be completed', () => {
  const ech = new EchSecrets()
  const random = (index: number): Buffer => Buffer.from(index.toString(16).padStart(64, '0'), 'hex')
  const said = Array.from({ length: limits.message.keyEchMax + 1 }, (_, index) =>
    ech.add(random(index), 'secret', Buffer.alloc(1)),
  )
  expect(said.indexOf(false)).toBe(limits.message.keyEchMax)
  expect(ech.add(random(0), 'config', Buffer.alloc(2))).toBe(true)
  expect(ech.secretOf(random(0), 0)).toEqual({ secret: Buffer.alloc(1), config: Buffer.alloc(2) })
})
