import { expect, test } from 'vitest'
import { origin, quicParts } from '../../../test/support/quic-parts.ts'
import { instructions, lines, literalSection, sectionPrefix } from '../../../test/support/qpack.ts'
import type { FieldList } from '../http-fields/field-list.ts'
import type { Side } from '../quic/stream-taker.ts'
import { FieldSections } from './field-sections.ts'
import { frameTypes } from './frames.ts'
import { Half, roles } from './half.ts'

const filling = Buffer.concat([
  instructions.capacity(4_096),
  instructions.insert('x-imei', '490154203237518'),
])
const referring = Buffer.concat([sectionPrefix(1), lines.indexedStatic(17), lines.indexed(0)])

/** The field sections of a connection, and what comes of them. */
class Sections {
  readonly said: string[] = []
  readonly parts = quicParts()
  readonly sections: FieldSections

  constructor(isLate = false) {
    const { said, parts } = this
    const streams = {
      fields: (side: Side, id: number, fields: FieldList, _: unknown, isDamaged: boolean): void =>
        void said.push(`${id} of ${side}: ${fields.count} fields${isDamaged ? ', damaged' : ''}`),
      promise: (id: number, fields: FieldList): void =>
        void said.push(`promise ${id}: ${fields.count} fields`),
    }
    this.sections = new FieldSections(
      parts.flow,
      parts.context,
      {
        streams,
        note: (name) => said.push(name),
        readWaiting: ({ id }) => said.push(`${id} goes on`),
        charge: () => undefined,
      },
      isLate,
    )
    this.sections.agree(0, 4_096)
  }

  /** A section of the client comes on a stream. */
  take(id: number, section: Buffer, type: number = frameTypes.headers): Half {
    const half = new Half(id, 0)
    half.role = roles.message
    half.type = type
    half.block.append(section, 0, section.length, 7, 54, 0)
    this.sections.take(half, false)
    return half
  }

  /** Bytes come that fill the table. */
  fill(bytes: Buffer): void {
    this.sections.readEncoder(this.encoder, bytes, 0, bytes.length, origin, 54)
  }

  private readonly encoder: Half = new Half(2, 0)
}

test('a section that refers to nothing is read at once', () => {
  const one = new Sections()
  const half = one.take(0, literalSection([['a', 'b']]))
  expect([one.said, half.isBlocked, half.block.part.length]).toEqual([['0 of 0: 1 fields'], false, 0])
})

test('one that refers to an entry waits for it, and what waits behind it goes on', () => {
  const one = new Sections()
  expect(one.take(4, referring).isBlocked).toBe(true)
  expect(one.said).toEqual([])
  one.fill(filling.subarray(0, 9))
  expect(one.said).toEqual([])
  one.fill(filling.subarray(9))
  expect(one.said).toEqual(['4 of 0: 2 fields', '4 goes on'])
  expect(one.take(8, referring).isBlocked).toBe(false)
})

test('where the entry will not come it is read without', () => {
  const one = new Sections()
  one.take(4, referring)
  one.sections.lose(0)
  expect(one.said).toEqual([
    'blocked',
    expect.stringMatching(/^unknownIndex|badIndex$/),
    expect.stringMatching(/^4 of 0: /),
    '4 goes on',
  ])
  expect(one.take(8, referring).isBlocked).toBe(false)
})

test('of a connection that began before the capture no entry is waited for, until its table begins', () => {
  const late = new Sections(true)
  expect(late.take(4, referring).isBlocked).toBe(false)
  late.sections.beginTable(0)
  expect(late.take(8, referring).isBlocked).toBe(true)
})

test('a promise is told under the number of what is pushed', () => {
  const one = new Sections()
  const promise = Buffer.concat([Buffer.from([5]), literalSection([['a', 'b']])])
  const half = one.take(4, promise, frameTypes.pushPromise)
  expect([one.said, half.messageId]).toEqual([['promise -6: 1 fields'], 4])
})
