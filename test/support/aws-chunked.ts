/** Bytes in signed chunks of `size` bytes, as programs upload them to S3. */
export function awsChunked(bytes: Buffer, size: number): Buffer {
  const signature = 'ab'.repeat(32)
  const pieces: Buffer[] = []
  for (let at = 0; at < bytes.length; at += size) {
    const chunk = bytes.subarray(at, at + size)
    const line = `${chunk.length.toString(16)};chunk-signature=${signature}\r\n`
    pieces.push(Buffer.from(line), chunk, Buffer.from('\r\n'))
  }
  return Buffer.concat([...pieces, Buffer.from(`0;chunk-signature=${signature}\r\n\r\n`)])
}
