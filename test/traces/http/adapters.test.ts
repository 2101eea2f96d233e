/** What each adapter knows is found in traffic, also where nothing but the host makes a request worth a look. */
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { adapters } from '../../../src/detect/adapters.gen.ts'
import { exampleOfEach } from '../../../tools/adapters.ts'
import { TcpConversation } from '../../support/capture.ts'
import { scanFrames } from '../../support/scan-frames.ts'

const examples = exampleOfEach(fileURLToPath(new URL('../../..', import.meta.url)))

test('the example of each adapter, sent to its host', async () => {
  const frames = examples.flatMap(([, { host, target, headers, bodyBase64 }], index) => {
    const body = Buffer.from(bodyBase64, 'base64')
    const length = body.length === 0 ? [] : [`Content-Length: ${body.length}`]
    const method = body.length === 0 ? 'GET' : 'POST'
    const head = [`${method} ${target} HTTP/1.1`, `Host: ${host}`, ...headers, ...length, '', ''].join('\r\n')
    return new TcpConversation({ sourcePort: 40_000 + index })
      .open()
      .send(Buffer.concat([Buffer.from(head), body]))
      .close().frames
  })
  const { transmissions, recipients } = await scanFrames(frames)
  for (const [id, { host }] of examples) {
    // Where an adapter says of all its fields that they are none, nothing was sent.
    const known = adapters.find((one) => one.id === id)
    if (known !== undefined && known.sealed === '' && known.fields.every(({ isNone }) => isNone)) continue
    const recipient = recipients.find((one) => one.host === host)?.id
    const families = transmissions
      .filter((one) => one.recipient === recipient)
      .flatMap((one) => one.families.map(({ family }) => family))
    expect(families, `${id}, sent to ${host}`).toContain(id)
  }
})
