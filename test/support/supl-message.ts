/** Builds SUPL messages for tests: bits as the unaligned packed encoding rules put them. */

export class Bits {
  private text = ''

  /** A number in `count` bits. */
  put(value: number, count: number): this {
    this.text += value.toString(2).padStart(count, '0').slice(-count)
    return this
  }

  bytes(bytes: Buffer): this {
    for (const byte of bytes) this.put(byte, 8)
    return this
  }

  /** What others have, one behind the other. */
  of(...others: readonly Bits[]): this {
    for (const { text } of others) this.text += text
    return this
  }

  /** Text in seven bits each. */
  letters(text: string): this {
    for (const letter of text) this.put(letter.charCodeAt(0), 7)
    return this
  }

  /** An open type: its length, and its content in whole bytes. */
  open(content: Bits): this {
    const bytes = content.toBuffer()
    if (bytes.length < 128) this.put(bytes.length, 8)
    else this.put(2, 2).put(bytes.length, 14)
    return this.bytes(bytes)
  }

  /** The bits, filled up to whole bytes. */
  toBuffer(): Buffer {
    const padded = this.text.padEnd(Math.ceil(this.text.length / 8) * 8, '0')
    return Buffer.from((padded.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
  }
}

/** Digits in half bytes, the lower one first, in eight bytes. */
function suplDigits(digits: string): Buffer {
  const filled = digits.padEnd(16, 'f')
  return Buffer.from(
    Array.from({ length: 8 }, (_, index) =>
      Number.parseInt(`${filled[index * 2 + 1]}${filled[index * 2]}`, 16),
    ),
  )
}

export type SuplCell = 'gsm' | 'wcdma' | 'lte'

/** SUPL START of version 2 with a SET id (0 MSISDN, 3 IMSI, 'imei') and a serving cell. */
export function suplStart(
  kind: 0 | 3 | 'imei',
  digits: string,
  cell: SuplCell,
  options: { hasAdditions?: boolean; isPosInit?: boolean } = {},
): Buffer {
  const bits = new Bits().put(2, 8).put(0, 8).put(0, 8)
  // A session of the SET alone.
  bits.put(1, 1).put(0, 1).put(1, 16)
  if (kind === 'imei') bits.put(1, 1).put(0, 7).put(8, 8).bytes(suplDigits(digits))
  else bits.put(0, 1).put(kind, 3).bytes(suplDigits(digits))
  // SUPL START without quality of position, or SUPL POS INIT without its four optional parts.
  if (options.isPosInit === true) bits.put(0, 1).put(3, 3).put(0, 1).put(0, 4)
  else bits.put(0, 1).put(1, 3).put(0, 1).put(0, 1)
  const more = options.hasAdditions === true ? 1 : 0
  // Capabilities: technologies, with what version 2 added; preference; protocols.
  bits.put(0, 1).put(more, 1).put(0b1111000, 7)
  if (more === 1) bits.put(0, 1).put(0, 6).put(1, 1).put(1, 8).put(0, 8)
  bits.put(1, 2).put(0, 1).put(0b010, 3)
  // Location: the cell, then its status.
  bits.put(0, 1)
  if (cell === 'gsm')
    bits.put(0, 1).put(0, 2).put(0, 3).put(240, 10).put(7, 10).put(4_660, 16).put(22_136, 16)
  else if (cell === 'wcdma') bits.put(0, 1).put(1, 2).put(0, 4).put(240, 10).put(7, 10).put(12_345_678, 28)
  else {
    const inner = new Bits().put(0, 1).put(2, 3).put(0, 5).put(0, 1).put(1, 1)
    inner.put(2, 4).put(4, 4).put(0, 4).put(0, 1).put(0, 4).put(7, 4).put(0x1a2d001, 28).put(11, 9).put(1, 16)
    const content = inner.toBuffer()
    bits.put(1, 1).put(0, 7).put(content.length, 8).bytes(content)
  }
  bits.put(0, 1).put(1, 2)
  const content = bits.toBuffer()
  const length = Buffer.alloc(2)
  length.writeUInt16BE(content.length + 2)
  return Buffer.concat([length, content])
}

const current = new Bits().put(0, 1).put(1, 2)
const located = (cell: Bits): Bits => new Bits().put(0, 1).of(cell, current)
/** Alternative `kind` of the cells that version 2 added. */
const laterCell = (kind: number, content: Bits): Bits =>
  located(new Bits().put(1, 1).put(0, 7).open(new Bits().put(0, 1).put(kind, 3).of(content)))

/** Where a SET is (LocationId), each with every part that may stand behind what is read. */
export const suplPlaces = {
  gsm: (): Bits => {
    const neighbour = new Bits().put(0, 1).put(5, 10).put(6, 6).put(7, 6)
    const cell = new Bits().put(0, 1).put(3, 2).put(240, 10).put(7, 10).put(4_660, 16).put(22_136, 16)
    return located(new Bits().put(0, 3).of(cell).put(1, 4).of(neighbour, neighbour).put(9, 8))
  },
  wcdma: (): Bits => {
    const frequency = new Bits().put(0, 3).put(0, 1).put(1, 1).put(9_612, 14).put(10_562, 14)
    const fdd = new Bits().put(1, 1).put(777, 28).put(0, 1).put(7, 3).put(44, 9).put(3, 6).put(4, 7).put(5, 7)
    const tdd = new Bits().put(0, 1).put(1, 1).put(15, 4).put(44, 7).put(3, 4).put(4, 7).put(5, 7)
    const measured = new Bits().put(7, 3).of(frequency).put(33, 7).put(1, 5).of(fdd, tdd).put(1, 4).put(1, 14)
    const cell = new Bits().put(7, 4).put(240, 10).put(7, 10).put(12_345_678, 28)
    return located(new Bits().put(1, 3).of(cell, frequency).put(99, 9).put(0, 3).of(measured))
  },
  cdma: (): Bits =>
    located(new Bits().put(2, 3).put(0, 1).put(0, 32).put(0, 32).put(0, 32).put(0, 32).put(0, 11)),
  lte: (): Bits => {
    const network = new Bits().put(0, 1).put(1, 1).put(0x310, 12).put(1, 1).put(0x410, 12)
    const cell = new Bits().put(0, 1).put(13, 4).of(network).put(0x1a2d001, 28).put(11, 9).put(0x1b2c, 16)
    return laterCell(2, cell.put(40, 7).put(20, 6).put(0, 3).put(0, 1).put(12, 9).put(0, 1).put(0, 2))
  },
  nr: (): Bits => {
    const network = new Bits().put(0, 1).put(1, 1).put(0x240, 12).put(0, 1).put(7, 8)
    const serving = new Bits().put(0, 1).put(7, 3).put(500, 10).put(1_234_567, 22).of(network)
    serving.put(0, 4).put(0x12345c7a, 32).put(0x1a2b, 24)
    serving.put(0, 1).put(5, 3).put(20, 14).put(0, 1).put(2, 3).put(33, 7).put(100, 12)
    const cells = new Bits().put(0, 2).put(1, 5).of(serving, serving)
    return located(new Bits().put(1, 1).put(0, 7).open(new Bits().put(1, 1).put(0, 7).open(cells)))
  },
  /** `own`: the address of the phone itself; with it the name of the network. */
  wifi: (address: string, own = ''): Bits => {
    const more = own === '' ? 0 : 1
    const access = new Bits().put(more, 1).put(0xfff, 12).bytes(Buffer.from(address, 'hex'))
    access.put(10, 24).put(0, 1).put(2, 2).put(77, 8).put(36, 9)
    access.put(1, 2).put(12_345, 25).put(0, 1).put(3, 3).put(9, 8).put(1, 32)
    access.put(0, 1).put(0, 2).put(1, 2).put(5, 32).put(2, 7).put(0xabcdef, 24)
    if (own !== '') {
      const name = new Bits().put(3, 5).bytes(Buffer.from('Home'))
      access
        .put(8, 7)
        .put(0b101, 9)
        .open(name)
        .open(new Bits().bytes(Buffer.from(own, 'hex')))
    }
    return laterCell(3, access)
  },
} as const

/** Several places (MultipleLocationIds), the first of them of some time ago. */
export function suplPlacesList(...places: readonly Bits[]): Bits {
  const list = new Bits().put(places.length - 1, 6)
  for (const [index, place] of places.entries()) {
    list
      .put(0, 1)
      .put(index === 0 ? 1 : 0, 1)
      .of(place)
    if (index === 0) list.put(5, 16)
    list.put(1, 1)
  }
  return list
}

/** Bits of a velocity, by its kind. */
const velocities = [25, 34, 33, 50] as const

/** A position with its error, sureness, height, and velocity of a kind. */
export function suplPosition(latitude: number, longitude: number, velocity = 3): Bits {
  const position = new Bits().put(1, 2).put(13, 8).letters('261129040600Z').put(7, 4)
  position.put(latitude < 0 ? 1 : 0, 1).put(Math.round((Math.abs(latitude) / 90) * 2 ** 23), 23)
  position.put(Math.round((longitude / 360) * 2 ** 24) + 2 ** 23, 24)
  position.put(0x010203, 22).put(66, 7).put(0, 2).put(100, 15).put(7, 7)
  return position
    .put(0, 1)
    .put(velocity, 2)
    .put(0, 1)
    .put(0, velocities[velocity] as number)
}

const quality = new Bits().put(7, 4).put(50, 7).put(51, 7).put(60, 16).put(4, 3)
const capabilities = new Bits().put(0, 2).put(0b1111000, 7).put(1, 2).put(0, 1).put(2, 3)
const thirdParties = new Bits().put(2, 6).put(1, 4).bytes(suplDigits('4790000001'))
thirdParties.put(2, 4).put(6, 10).letters('a@b.exa').put(7, 4).put(2, 8).letters('a/b')
const application = new Bits()
  .put(1, 2)
  .put(3, 5)
  .letters('Maps')
  .put(3, 5)
  .letters('Maps')
  .put(1, 3)
  .letters('11')
const session = new Bits().put(2, 2).put(1, 16).put(3, 4).bytes(suplDigits('240075811111111'))

/** A message of version 2 of the IMSI 240075811111111. `name`: see below; `rest`: what stands behind its name. */
function suplMessage(kind: number, isLater: boolean, rest: Bits): Buffer {
  const bits = new Bits().put(0x020000, 24).of(session)
  if (isLater) bits.put(1, 1).put(kind, 7).open(rest)
  else bits.put(0, 1).put(kind, 3).of(rest)
  const content = bits.toBuffer()
  const length = Buffer.alloc(2)
  length.writeUInt16BE(content.length + 2)
  return Buffer.concat([length, content])
}

/** SUPL START with all that version 2 added: places, who asks for it, a position. */
export function suplStartWith(place: Bits, others: Bits, position: Bits): Buffer {
  const added = new Bits().put(15, 5).of(others, thirdParties, application, position)
  const start = new Bits().put(3, 2).of(capabilities, place, quality).put(0, 7).put(1, 1).open(added)
  return suplMessage(1, false, start)
}

/** SUPL POS INIT that asks for assistance, with a position and a message of a positioning protocol. */
export function suplPosInit(place: Bits, others: Bits, position: Bits): Buffer {
  const satellite = new Bits().put(0, 1).put(5, 6).put(6, 8)
  const asks = new Bits().put(1, 2).put(0x155, 9).put(1, 2).put(100, 10).put(10, 8).put(3, 5).put(4, 4)
  asks.put(1, 5).of(satellite, satellite)
  const pos = new Bits().put(0, 3).put(2, 2).put(1, 13).put(0xabcd, 16)
  const init = new Bits().put(31, 5).of(capabilities, asks, place, position, pos).put(0, 32).put(0, 32)
  return suplMessage(3, false, init.put(0, 7).put(1, 1).open(new Bits().put(4, 4).of(others)))
}

/** SUPL END with a position. */
export function suplEnd(position: Bits): Buffer {
  return suplMessage(5, false, new Bits().put(4, 4).of(position))
}

/** SUPL TRIGGERED START for a period. */
export function suplTriggered(place: Bits, others: Bits, position: Bits): Buffer {
  const rest = new Bits().put(0b1111111100, 11).of(capabilities, place).put(5, 32).put(6, 32).of(quality)
  rest.of(others, thirdParties, application).put(0, 2).put(1, 4).put(9, 24).put(59, 24).put(5, 22)
  return suplMessage(0, true, rest.of(position))
}

/** SUPL REPORT of two positions, the later with places. */
export function suplReport(positions: readonly [Bits, Bits], others: Bits): Buffer {
  const by = new Bits()
    .put(0, 1)
    .put(6, 4)
    .put(0, 1)
    .put(63, 6)
    .put(0, 4)
    .put(0, 1)
    .put(3, 4)
    .put(7, 3)
    .put(1, 8)
  const rest = new Bits().put(0b11100, 6).put(0, 6).put(0, 1).of(session, capabilities).put(1, 10)
  rest.put(0b1001, 5).put(7, 4).of(positions[0], by).put(0, 1).put(13, 8).letters('261129040600Z')
  rest.put(0b1111, 5).put(7, 4).of(positions[1], by, others).put(1, 4).put(1, 1).put(77, 25)
  return suplMessage(6, true, rest)
}
