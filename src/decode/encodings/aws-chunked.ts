import { isSignedChunk, joinAwsChunks } from '../aws-chunks.ts'
import { isDeclared, transformInflated } from '../coding.ts'
import { certainty } from '../encoding.ts'
import type { Encoding } from '../encoding.ts'

/** The chunks of uploads to S3, where they are declared (`Content-Encoding: aws-chunked`) or signed. */
export const encoding: Encoding = {
  name: 'aws-chunked',
  kind: 'transform',
  title: 'chunks of S3',
  probe: (bytes, hint) =>
    isDeclared(hint.coding, 'aws-chunked') || isSignedChunk(bytes, 0, bytes.length)
      ? certainty.magic
      : certainty.no,
  decode: (bytes, hint, budget) => transformInflated('aws-chunked', joinAwsChunks, bytes, hint, budget),
}
