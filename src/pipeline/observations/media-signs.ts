/**
 * Pictures, sound, films and documents for print: as random as what is encrypted, and no secret. Two or three bytes begin what
 * anybody likes, so that each is asked for what stands behind its sign, too. Archives are none: what can not be unpacked may
 * hold anything.
 */

type IsMedium = (bytes: Buffer, at: number) => boolean

const isWord: IsMedium = (bytes, at) => /^[\w -]{4}$/.test(bytes.toString('latin1', at, at + 4))

const media: readonly (readonly [sign: Buffer, isMedium: IsMedium])[] = [
  // JPEG (ITU-T T.81, B.1.1.4): a segment that names its program, or one with the next behind it.
  [
    Buffer.from('ffd8ff', 'hex'),
    (bytes, at) => {
      const marker = bytes[at + 3] ?? 0
      if (marker === 0xe0 || marker === 0xe1) return isWord(bytes, at + 6)
      const next = at + 4 + (bytes[at + 4] ?? 0) * 256 + (bytes[at + 5] ?? 0)
      return marker >= 0xc0 && bytes[next] === 0xff
    },
  ],
  [
    Buffer.from('89504e470d0a1a0a', 'hex'),
    (bytes, at) => bytes.toString('latin1', at + 12, at + 16) === 'IHDR',
  ],
  [Buffer.from('GIF8'), (bytes, at) => /^[79]a$/.test(bytes.toString('latin1', at + 4, at + 6))],
  [Buffer.from('RIFF'), (bytes, at) => isWord(bytes, at + 8)],
  [Buffer.from('%PDF-'), (bytes, at) => /^[12]\.\d/.test(bytes.toString('latin1', at + 5, at + 8))],
  // The version, and a kind of page of three bits (RFC 3533, 6).
  [Buffer.from('OggS'), (bytes, at) => bytes[at + 4] === 0 && (bytes[at + 5] ?? 255) < 8],
  // Its version, and a size of four times seven bits.
  [
    Buffer.from('ID3'),
    (bytes, at) =>
      [2, 3, 4].includes(bytes[at + 3] ?? 0) && bytes.subarray(at + 6, at + 10).every((byte) => byte < 0x80),
  ],
  // The first block is the stream's, of 34 bytes.
  [Buffer.from('fLaC'), (bytes, at) => (bytes.readUIntBE(at + 4, 4) & 0x7fff_ffff) === 34],
  // Matroska and WebM: the version of EBML or the type of the document comes first (RFC 8794, 11.2).
  [
    Buffer.from('1a45dfa3', 'hex'),
    (bytes, at) =>
      [0x4286, 0x4282, 0x42f7].some((id) =>
        bytes.subarray(at + 5, at + 16).includes(Buffer.from([id >> 8, id & 255])),
      ),
  ],
  // Icons: how many, and the byte of the first one that is kept free.
  [
    Buffer.from('00000100', 'hex'),
    (bytes, at) => (bytes[at + 4] ?? 0) > 0 && bytes[at + 5] === 0 && bytes[at + 9] === 0,
  ],
  // Films and pictures in boxes (ISO 14496-12, 4.3): the size of the first stands in front of its name.
  [
    Buffer.from('ftyp'),
    (bytes, at) => at >= 4 && bytes[at - 4] === 0 && bytes[at - 3] === 0 && isWord(bytes, at + 4),
  ],
]
const longestHead = 16

/** True where a medium begins at the first byte. */
export function isMedia(bytes: Buffer): boolean {
  return media.some(([sign, isMedium]) => {
    const at = sign.toString('latin1') === 'ftyp' ? 4 : 0
    return bytes.length >= at + longestHead && bytes.indexOf(sign, at) === at && isMedium(bytes, at)
  })
}

/** True where one begins somewhere in the first `length` bytes, as one does behind a head of its own. */
export function holdsMedia(bytes: Buffer, length: number): boolean {
  const stop = Math.min(length, bytes.length - longestHead)
  return media.some(([sign, isMedium]) => {
    for (let at = bytes.indexOf(sign); at !== -1 && at < stop; at = bytes.indexOf(sign, at + 1))
      if (isMedium(bytes, at)) return true
    return false
  })
}
