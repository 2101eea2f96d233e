import { expect, test } from 'vitest'
import { harEntryOf, harFile } from '../../../test/support/recordings.ts'
import { scanCapture } from '../../../test/support/scan-capture.ts'
import { putInto, testFolder } from '../../../test/support/test-folder.ts'
import { limits } from '../../core/limits.ts'
import type { HttpMessage } from './http-exchanges.ts'
import { Traffic } from './traffic.ts'

const put = putInto(testFolder('http-exchanges'))

/** A request with this body, as who writes it down is given it. */
async function givenOf(body: string): Promise<HttpMessage | undefined> {
  const request = { postData: { mimeType: 'text/plain', text: body } }
  const result = await scanCapture(put('long.har', harFile([harEntryOf({ method: 'POST', request })])))
  const given: HttpMessage[] = []
  await new Traffic(result, []).httpExchanges(0, true, (exchange) => void given.push(exchange.request))
  return given[0]
}

const { bodyBytesMax } = limits.message
const line = `${' '.repeat(1_000)}\n`
/** As many lines as are read at once. */
const piece = line.repeat(Math.floor(bodyBytesMax / line.length))

test.each([
  { pieces: 1, keptPieces: 1, incomplete: '' },
  { pieces: 5, keptPieces: 4, incomplete: 'limit' },
])('of a body of $pieces long pieces and a short one its start is given, without a hole', async (given) => {
  const { pieces, keptPieces, incomplete } = given
  // Too long to be read with the piece before, and short enough to fit in an export behind the fourth.
  const last = `${'the last piece'.padEnd(300)}\n`
  const body = piece.repeat(pieces) + last
  const request = await givenOf(body)
  const kept = keptPieces === pieces ? body.length : keptPieces * piece.length
  expect(request).toMatchObject({ incomplete, bodyBytes: kept, leftOutBytes: body.length - kept })
  expect(request?.parts.body.equals(Buffer.from(body.slice(0, kept)))).toBe(true)
})
