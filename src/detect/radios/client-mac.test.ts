import { expect, test } from 'vitest'
import { TcpConversation } from '../../../test/support/capture.ts'
import { detect, isWorthDecoding, request, summary } from '../../../test/support/decoded-tree.ts'
import { mqttPacket, mqttString } from '../../../test/support/mqtt-packet.ts'
import { observed, scanFrames } from '../../../test/support/scan-frames.ts'
import { Detector } from '../detector.ts'

const blind = new Detector(null)

test.each([
  ['Client-Id', 'phone-02005e10531a', '02005e10531a'],
  ['Client-Id', 'dev_A450461C9E37', 'a450461c9e37'],
  ['Client-Id', 'shop/mac-a450461c9e37', 'a450461c9e37'],
  ['Topic', 'cmd/device-a450461c9e37', 'a450461c9e37'],
])('an address behind a word for a device names a client: %s: %s', (field, value, mac) => {
  const input = request('/x', [`${field}: ${value}`])
  expect(summary(detect(blind, input))).toEqual([`wifi-mac=${mac} (possible)`])
  expect(isWorthDecoding(blind, input)).toBe(true)
})

test.each([
  // A number of digits, an address of a group, both cases, more of it, another word, an example, and another field.
  ['Client-Id', 'phone-202611300712'],
  ['Client-Id', 'phone-a550461c9e37'],
  ['Client-Id', 'phone-a450461C9E37'],
  ['Client-Id', 'phone-a450461c9e37f0'],
  ['Client-Id', 'b7d0f3a1-58c2-4e96-a0d4-3c9e71f25b88'],
  ['Client-Id', 'paho-a450461c9e37'],
  ['Client-Id', 'phone-aabbccddeeff'],
  ['X-Request', 'phone-a450461c9e37'],
])('others are none: %s: %s', (field, value) => {
  expect(summary(detect(blind, request('/x', [`${field}: ${value}`]))).join()).not.toContain('wifi-mac')
})

test('so it does in the topic of a message, and in no path of HTTP', async () => {
  const topic = 'sys/a1b2c3/dev_a450461c9e37/up'
  const messages = [
    mqttPacket(0x10, [mqttString('MQTT'), Buffer.from([4, 2, 0, 60]), mqttString('x')]),
    mqttPacket(0x30, [mqttString(topic), Buffer.from('ok')]),
  ]
  const { frames } = new TcpConversation({ targetPort: 1883 }).open().send(Buffer.concat(messages)).close()
  expect(observed(await scanFrames(frames))).toEqual(['wifi-mac a450461c9e37 possible'])
  expect(summary(detect(blind, request(`/${topic}`)))).toEqual([])
})
