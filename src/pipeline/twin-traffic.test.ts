/** What a capture of several interfaces holds twice is said; datagrams count once. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ethernetFrame, pcapFile, tcpFlags, tcpPacket, udpPacket } from '../../test/support/capture.ts'
import type { CapturedFrame, TcpOptions } from '../../test/support/capture.ts'
import { brokenSums, scanCapture } from '../../test/support/scan-capture.ts'
import { cryptoFrame, initialPacket } from '../../test/support/quic-packet.ts'
import { testFolder } from '../../test/support/test-folder.ts'
import { wlanFrame } from '../../test/support/encapsulation.ts'
import { clientHello } from '../../test/support/tls-hello.ts'

const folder = testFolder('twin-traffic')

/** Of a frame of Wi-Fi with data, to the network. */
function wlanHeader(sequence: number): Buffer {
  const header = Buffer.from('0801000002005e00530102005e00530202005e0053030000', 'hex')
  header.writeUInt16LE(sequence << 4, 22)
  return header
}

async function oddities(
  frames: readonly (Buffer | CapturedFrame)[],
  linkType = 1,
): Promise<[string, number][]> {
  const path = join(folder, 'capture.pcap')
  writeFileSync(path, pcapFile(frames, { linkType }))
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

test('a datagram that is held twice is one send, and counts as seen twice', async () => {
  const datagram = (number: number): Buffer =>
    udpPacket({
      payload: `imei=356938035643809&n=${number}`,
      identification: 100 + number,
      targetPort: 9_999,
    })
  const elsewhere = (frame: Buffer): Buffer =>
    ethernetFrame(frame.subarray(14), { sourceMac: '02:00:5e:00:53:09' })
  const frames = [0, 1, 2].map(datagram)
  // Both interfaces in turn, and one after the other as bursts come.
  for (const order of [
    frames.flatMap((one) => [one, elsewhere(one)]),
    [...frames, ...frames.map(elsewhere)],
  ]) {
    const path = join(folder, 'sends.pcap')
    writeFileSync(
      path,
      pcapFile(order.map((bytes, at) => ({ bytes, sec: 1_550_000_000, nsec: at * 2_000_000 }))),
    )
    const result = await scanCapture(path)
    expect(brokenSums(result)).toEqual([])
    expect(result.transmissions.map(({ frames: [frame] }) => frame)).toHaveLength(3)
    const bytes = frames.reduce((sum, frame) => sum + frame.length - 42, 0)
    expect(result.coverage.streams).toMatchObject({ payload: 2 * bytes, delivered: bytes, duplicate: bytes })
    expect(result.recipients[0]?.bytesToServer).toBe(bytes)
  }
})

test('without a checksum the numbers tell', async () => {
  const sent = (identification: number): Buffer => {
    const frame = udpPacket({ payload: 'hello, and who are you', identification })
    frame.writeUInt16BE(0, 40)
    return frame
  }
  expect(await oddities([sent(7), sent(8)])).toEqual([])
  expect(
    await oddities([sent(7), ethernetFrame(sent(7).subarray(14), { sourceMac: '02:00:5e:00:53:09' })]),
  ).toEqual([['stream.udp.twin', 1]])
})

test('without numbers, headers of another interface or another hop tell what is held twice from what is sent again', async () => {
  const v6 = { source: '2001:db8::10', target: '2001:db8::20' }
  for (const options of [v6, { identification: 0 }]) {
    const one = udpPacket({ ...options, payload: 'hello, and who are you', targetPort: 9_999 })
    const elsewhere = ethernetFrame(one.subarray(14), { sourceMac: '02:00:5e:00:53:09' })
    const nextHop = Buffer.from(one)
    const hops = 'source' in options ? 21 : 22
    nextHop[hops] = (nextHop[hops] as number) - 1
    expect(await oddities([one, elsewhere])).toEqual([['stream.udp.twin', 1]])
    expect(await oddities([one, nextHop])).toEqual([['stream.udp.twin', 1]])
    expect(await oddities([one, one])).toEqual([])
    const other = udpPacket({ ...options, payload: 'hello, and who are you', targetPort: 9_998 })
    expect(await oddities([one, other])).toEqual([])
    const later = [0, 1].map((sec) => ({
      bytes: sec === 0 ? one : elsewhere,
      sec: 1_550_000_000 + sec,
      nsec: 0,
    }))
    expect(await oddities(later)).toEqual([])
  }
})

test('headers that differ in each frame tell nothing of what is sent again', async () => {
  const v6 = { source: '2001:db8::10', target: '2001:db8::20' }
  const packet = udpPacket({ ...v6, payload: 'hello, and who are you', targetPort: 9_999 }).subarray(14)
  const frames = [1, 2].map((sequence) => {
    const header = wlanHeader(sequence)
    return Buffer.concat([header, Buffer.from('aaaa0300000086dd', 'hex'), packet])
  })
  expect(await oddities(frames, 105)).toEqual([])
})

test('the same to somebody else is read, whatever its checksum says', async () => {
  const to = (target: string): Buffer => {
    const frame = udpPacket({
      payload: 'imei=356938035643809&',
      identification: 7,
      target,
      targetPort: 9_999,
    })
    frame.writeUInt16BE(0x1234, 40)
    return frame
  }
  const path = join(folder, 'others.pcap')
  writeFileSync(path, pcapFile([to('198.51.100.20'), to('203.0.113.20'), to('198.51.100.20')]))
  const result = await scanCapture(path)
  expect(result.recipients).toHaveLength(2)
  expect(result.transmissions.length).toBeGreaterThanOrEqual(2)
})

test('a datagram with the number and checksum of another, and other content, is read', async () => {
  const said = Buffer.from('imei=356938035643809&a=12')
  const other = Buffer.from('a=12&imei=356938035643809')
  // Words in another order have the same checksum.
  const [first, second] = [said, other].map((payload) =>
    udpPacket({ payload: Buffer.concat([payload, Buffer.from('&')]), identification: 7, targetPort: 9_999 }),
  )
  if (first === undefined || second === undefined) throw new Error('two frames')
  first.copy(second, 40, 40, 42)
  const path = join(folder, 'alike.pcap')
  writeFileSync(path, pcapFile([first, second]))
  const result = await scanCapture(path)
  expect(result.transmissions).toHaveLength(2)
  expect(result.coverage.streams.duplicate).toBe(0)
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

test('a datagram before and after that, in both directions, and none that two devices or one to two servers send', async () => {
  const sent = (identification: number, more: Parameters<typeof udpPacket>[0]): Buffer =>
    udpPacket({
      payload: 'hello, and who are you',
      identification,
      sourcePort: 40_000,
      targetPort: 7_777,
      ...more,
    })
  const [phone, router, server, other] = ['192.168.43.5', '100.64.0.9', '203.0.113.7', '203.0.113.8']
  const out = { source: phone, target: server }
  const behind = { source: router, target: server, sourcePort: 51_000 }
  const back = { source: server, sourcePort: 7_777, payload: 'I am well' }
  const told: [string, number][] = [['stream.udp.translated', 1]]
  expect(await oddities([sent(7, out), sent(7, behind)])).toEqual(told)
  expect(
    await oddities([
      sent(7, out),
      sent(7, behind),
      sent(9, { ...back, target: router, targetPort: 51_000 }),
      sent(9, { ...back, target: phone, targetPort: 40_000 }),
    ]),
  ).toEqual([['stream.udp.translated', 2]])
  expect(await oddities([sent(7, out), sent(8, behind)])).toEqual([])
  expect(await oddities([sent(7, out), sent(7, { ...behind, payload: 'hello, and who is she ' })])).toEqual(
    [],
  )
  expect(await oddities([sent(7, out), sent(7, { ...out, target: other })])).toEqual([])
  expect(await oddities([sent(0, out), sent(0, behind)])).toEqual([])
  const later = [sent(7, out), sent(7, behind)].map((bytes, at) => ({
    bytes,
    sec: 1_550_000_000 + at,
    nsec: 0,
  }))
  expect(await oddities(later)).toEqual([])
  const toAll = { target: '239.255.255.250', targetPort: 1_900 }
  expect(await oddities([sent(7, { ...out, ...toAll }), sent(7, { ...behind, ...toAll })])).toEqual([])
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

test('without numbers, what Wi-Fi says that it sends again is held twice, and nothing else', async () => {
  for (const options of [{ source: '2001:db8::10', target: '2001:db8::20' }, { identification: 0 }]) {
    const packet = udpPacket({ ...options, payload: 'hello, and who are you', targetPort: 9_999 }).subarray(
      14,
    )
    const type = 'source' in options ? '86dd' : '0800'
    const content = Buffer.concat([Buffer.from(`aaaa03000000${type}`, 'hex'), packet])
    const sent = (sequence: number, flags = 1): Buffer => wlanFrame(content, { sequence, flags })
    const again = 1 | 8
    expect(await oddities([sent(5), sent(5, again)], 105)).toEqual([['stream.udp.twin', 1]])
    expect(await oddities([sent(5), sent(5, again), sent(5, again)], 105)).toEqual([['stream.udp.twin', 2]])
    // The first try was not heard.
    expect(await oddities([sent(5, again), sent(5, again)], 105)).toEqual([['stream.udp.twin', 1]])
    expect(await oddities([sent(5), sent(6, again)], 105)).toEqual([])
    expect(await oddities([sent(5), sent(5)], 105)).toEqual([])
    const others = wlanFrame(content, { sequence: 5, flags: again, qos: 3 })
    expect(await oddities([sent(5), others], 105)).toEqual([])
  }
})
