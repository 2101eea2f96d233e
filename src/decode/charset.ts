/** Text in a set that is declared by name, in UTF-8; the bytes as they are where nobody knows the name. */
export function inUtf8(bytes: Buffer, charset: string): Buffer {
  const decoder = decoderOf(charset)
  return decoder === null ? bytes : Buffer.from(decoder.decode(bytes), 'utf8')
}

const decoders = new Map<string, InstanceType<typeof TextDecoder> | null>()
/** Names are the sender's word. */
const decodersMax = 64

function decoderOf(charset: string): InstanceType<typeof TextDecoder> | null {
  const name = charset.toLowerCase()
  if (name === 'utf-8' || name === 'us-ascii') return null
  const known = decoders.get(name)
  if (known !== undefined) return known
  let made: InstanceType<typeof TextDecoder> | null = null
  try {
    made = new TextDecoder(name)
  } catch (error) {
    // What it says of names that it does not know.
    if (!(error instanceof RangeError)) throw error
  }
  if (decoders.size < decodersMax) decoders.set(name, made)
  return made
}
