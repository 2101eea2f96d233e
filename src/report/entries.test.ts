import { expect, test } from 'vitest'
import { TcpConversation } from '../../test/support/capture.ts'
import { scanFrames } from '../../test/support/scan-frames.ts'
import { protectionText } from './entries.ts'

const keys = {
  secrets: 1,
  connections: 1,
  badLines: 0,
  otherLines: 0,
  secretsLeftOut: 0,
  lateConnections: 0,
}

test('keys of other connections are not why one could be read that was recorded decrypted', async () => {
  const frames = new TcpConversation({ targetPort: 443 })
    .open()
    .send('GET /?imei=356938035643809 HTTP/1.1\r\nHost: api.example.net\r\n\r\n')
    .close().frames
  const result = await scanFrames(frames)
  const [sent] = result.transmissions
  if (sent === undefined) throw new Error('nothing was sent')
  const why = (one: typeof result): string => protectionText(one, sent).replace(/.*; /, '')
  expect(why(result)).toBe('recorded decrypted')
  expect(why({ ...result, keys })).toBe('recorded decrypted, or read with the keys')
  expect(why({ ...result, keys, anomalies: [] })).toBe('read with the keys')
})
