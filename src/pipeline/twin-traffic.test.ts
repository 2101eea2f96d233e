/** What a capture of several interfaces holds twice is said: it counts twice. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ethernetFrame, pcapFile, tcpFlags, tcpPacket, udpPacket } from '../../test/support/capture.ts'
import type { CapturedFrame, TcpOptions } from '../../test/support/capture.ts'
import { brokenSums, scanCapture } from '../../test/support/scan-capture.ts'
import { cryptoFrame, initialPacket } from '../../test/support/quic-packet.ts'
import { testFolder } from '../../test/support/test-folder.ts'
import { clientHello } from '../../test/support/tls-hello.ts'

const folder = testFolder('twin-traffic')

async function oddities(frames: readonly (Buffer | CapturedFrame)[]): Promise<[string, number][]> {
  const path = join(folder, 'capture.pcap')
  writeFileSync(path, pcapFile(frames))
  const result = await scanCapture(path)
  expect(brokenSums(result)).toEqual([])
  return result.anomalies.map(({ tally: { code, count } }): [string, number] => [code.code, count])
}

test('a datagram with the same number and checksum', async () => {
  const one = udpPacket({ payload: 'hello, and who are you', identification: 7 })
  const elsewhere = ethernetFrame(one.subarray(14), { sourceMac: '02:00:5e:00:53:09' })
  expect(await oddities([one, elsewhere])).toEqual([['stream.udp.twin', 1]])
  expect(await oddities([one, udpPacket({ payload: 'hello, and who are you', identification: 8 })])).toEqual(
    [],
  )
  expect(await oddities([one, udpPacket({ payload: 'hello, and who is it  ', identification: 7 })])).toEqual(
    [],
  )
  // As a device asks again that numbers all its packets alike.
  const asked = [0, 5].map((seconds) => ({ bytes: one, sec: 1_550_000_000 + seconds, nsec: 0 }))
  expect(await oddities(asked)).toEqual([])
  const unnumbered = udpPacket({ payload: 'hello, and who are you', identification: 0 })
  expect(await oddities([unnumbered, unnumbered])).toEqual([])
})

test('a connection before and after the phone’s address was translated', async () => {
  const server = '203.0.113.7'
  const connection = (phone: string, port: number): Buffer[] => {
    const there: TcpOptions = { source: phone, target: server, sourcePort: port, targetPort: 80 }
    const back: TcpOptions = { source: server, target: phone, sourcePort: 80, targetPort: port }
    return [
      tcpPacket({ ...there, sequence: 0x7a10_0000, flags: tcpFlags.syn }),
      tcpPacket({
        ...back,
        sequence: 0x9b20_0000,
        acknowledgement: 0x7a10_0001,
        flags: tcpFlags.syn | tcpFlags.ack,
      }),
      tcpPacket({
        ...there,
        sequence: 0x7a10_0001,
        acknowledgement: 0x9b20_0001,
        payload: 'GET / HTTP/1.1\r\nHost: a.example\r\n\r\n',
      }),
    ]
  }
  const both = [...connection('192.168.43.5', 40_000), ...connection('100.64.0.9', 51_000)]
  expect(await oddities(both)).toEqual([['stream.tcp.twin', 1]])
  expect(await oddities(connection('192.168.43.5', 40_000))).toEqual([])
})

test('a connection of QUIC before and after that, once, and none that is tried again', async () => {
  const hello = (random: number): Buffer => {
    const message = clientHello({ sni: 'www.example.com' })
    for (let index = 0; index < 32; index++) message[6 + index] = random + 7 * index
    return initialPacket(cryptoFrame(0, message), { size: 1_200 })
  }
  const from = (source: string, random: number, identification: number): Buffer =>
    udpPacket({ source, sourcePort: 40_000, targetPort: 443, payload: hello(random), identification })
  const [phone, router] = ['192.168.43.5', '100.64.0.9']
  expect(await oddities([from(phone, 1, 1), from(router, 1, 2)])).toEqual([['message.quic.twin', 1]])
  expect(await oddities([from(phone, 1, 1), from(phone, 1, 2)])).toEqual([])
  expect(await oddities([from(phone, 1, 1), from(router, 2, 2)])).toEqual([])
})
