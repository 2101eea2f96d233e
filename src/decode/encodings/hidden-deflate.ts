import { gzipSync } from 'node:zlib'
import { hiddenDeflates, mayHideDeflate } from '../../core/signs/hidden-deflate.ts'
import type { Encoding, Written } from '../encoding.ts'
import { certainty, transformedWhole } from '../encoding.ts'
import { openHiddenDeflate } from '../open-hidden-deflate.ts'

const bytesMin = 40

/**
 * gzip, zlib and deflate that a program hid: with a head that it changed or cut off, behind bytes of its own, under XOR
 * with a short key, or backwards. Behind deflate as it is, of which the middle may look like a beginning.
 */
export const encoding: Encoding = {
  name: 'hidden-deflate',
  kind: 'transform',
  title: 'hidden deflate',
  probe(bytes, { shape }) {
    if (bytes.length < bytesMin || shape.controls + shape.high === 0) return certainty.no
    return mayHideDeflate(bytes, 0, bytes.length) ? certainty.guess - 2 : certainty.no
  },
  decode(bytes, hint, budget) {
    for (const hidden of hiddenDeflates(bytes)) {
      if (!budget.takeTransform()) return 'budget'
      const outputMax = budget.outputMax(bytes.length)
      if (outputMax === 0) {
        budget.reachOutputMax(bytes.length)
        return 'budget'
      }
      const opened = openHiddenDeflate(hidden, outputMax)
      // What comes out is charged whatever it proves to be: it was work.
      if (!budget.takeBytes(opened.bytes.length)) return 'budget'
      if (opened.isProved) return transformedWhole('hidden-deflate', hidden.title, opened.bytes, bytes, hint)
    }
    return 'no text comes out of it'
  },
}

/** As programs write it that want no tool to know it. */
export const written: Written = {
  name: 'gzip, XOR',
  family: 'E5',
  gives: 'binary',
  isForDocuments: true,
  encode: (bytes) => Buffer.from(gzipSync(bytes).map((byte) => byte ^ 0x5a)),
}
