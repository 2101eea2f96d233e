/**
 * tshark as the oracle of link layers and tunnels: it reads the same generated frames, one of each kind, and must see the
 * same innermost packet in each. Tunnels that varde knows by their content alone are left out: tshark goes by the port.
 */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { run } from './e2e/run-varde.ts'
import { darwinOption, darwinProcessBlock, pktap } from './support/app-blocks.ts'
import {
  enhancedPacketBlock,
  ethernetFrame,
  interfaceBlock,
  ipPacket,
  pcapFile,
  pcapngFile,
  sectionHeaderBlock,
  udpDatagram,
} from './support/capture.ts'
import { dissect } from './support/dissect.ts'
import { snap, wlanFragments } from './support/encapsulation.ts'
import { tunnelCases, wlanCases } from './support/encapsulated-frames.ts'
import { readCapture } from './support/read-capture.ts'

const hasTshark = await run('tshark', ['--version']).then(
  ({ code }) => code === 0,
  () => false,
)

/** Frames that tshark 4.4 reads otherwise, and why that is no fault of ours. */
const differences: Readonly<Record<string, string>> = {
  'IPsec without encryption, IPv6, with a vector and a longer check value':
    'tshark takes all between the header and the last words for content',
  'IPsec without encryption behind a NAT':
    'alone in a capture tshark reads it, too; among these it leaves it closed',
  'GUE, IPv4': 'tshark does not know GUE',
  'GUE with words of its own, IPv6': 'the same',
  'GUE, GRE with a key': 'the same',
  'GUE version 1': 'the same',
  'CAPWAP, Wi-Fi': 'tshark takes the first two bytes to be turned unless a preference is set',
  'MPLS link type': 'tshark does not read this link type (219)',
  'Ethernet over MPLS to 45:00:5e:00:53:02, which begins as IP does': 'tshark goes by the first four bits',
  'Ethernet over MPLS to 60:45:cb:00:53:02, which begins as IP does': 'the same',
  'PPP of the Linux daemon': 'tshark does not read this link type (166)',
  'PPP multilink with short numbers, compressed': 'tshark takes long numbers unless a preference is set',
  'marked as protected, but decrypted by the card': 'tshark believes the mark unless a preference is set',
  'decrypted by the card, with the vector left in': 'the same',
  'an aggregate, decrypted by the card, with the vector left in': 'the same',
  '802.11 in Linux cooked v1': 'tshark reads Wi-Fi in cooked captures behind radiotap only',
}

const all = [
  ...tunnelCases.map(([name, linkType, frame]) => ({ name, linkType, frame })),
  ...wlanCases.map(([name, linkType, frame]) => ({ name, linkType, frame })),
]
const judged = all.filter(({ name }) => !name.includes('another port'))

test.skipIf(!hasTshark)('tshark sees the same packet in each link layer and tunnel', async () => {
  const linkTypes = [...new Set(judged.map(({ linkType }) => linkType))]
  const capture = pcapngFile(
    judged.map(({ frame, linkType }) => ({ bytes: frame, interfaceNumber: linkTypes.indexOf(linkType) })),
    { interfaces: linkTypes.map((linkType) => ({ linkType })) },
  )
  const folder = mkdtempSync(join(tmpdir(), 'varde-oracle-'))
  try {
    const path = join(folder, 'frames.pcapng')
    writeFileSync(path, capture)
    const fields = ['ip.src', 'ipv6.src', 'udp.srcport', 'udp.dstport', 'udp.length', 'udp.payload']
    const { stdout } = await promisify(execFile)(
      'tshark',
      [
        '-n',
        '-r',
        path,
        '-T',
        'fields',
        '-E',
        'occurrence=l',
        '-d',
        'udp.port==8472,vxlan',
        '-d',
        'udp.port==5555,ip',
        // What a session of L2TP version 3 carries is not in its packets.
        '-d',
        'l2tp.pw_type==0,eth',
        '-o',
        'l2tp.cookie_size:None',
        '-o',
        'l2tp.l2_specific:Default L2-Specific',
        '-o',
        'esp.enable_null_encryption_decode_heuristic:TRUE',
        ...fields.flatMap((field) => ['-e', field]),
      ],
      { env: { PATH: process.env['PATH'], HOME: '/nonexistent' } },
    )
    const theirs = stdout.trimEnd().split('\n')
    expect(theirs).toHaveLength(judged.length)
    const unlike: string[] = []
    for (const [index, { name, linkType, frame }] of judged.entries()) {
      const [source4 = '', source6 = '', sourcePort, targetPort, length, payload] = (
        theirs[index] ?? ''
      ).split('\t')
      const [ours] = dissect([frame], linkType).packets
      const [address = '', port] = ours?.source.split(' ') ?? []
      const isSame =
        (source4 === address || source6 === address) &&
        sourcePort === port &&
        targetPort === ours?.target.split(' ')[1] &&
        Number(length) === 8 + (ours?.payload.length ?? -1) &&
        payload === Buffer.from(ours?.payload ?? '', 'latin1').toString('hex')
      if (!isSame) unlike.push(name)
    }
    expect(unlike).toEqual(Object.keys(differences))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test.skipIf(!hasTshark)('tshark puts the same fragments of Wi-Fi frames together', async () => {
  const packet = ipPacket(17, udpDatagram({ payload: 'y'.repeat(500) }))
  const whole = [300, 200, 100].flatMap((bytes, sequence) => wlanFragments(snap(packet), bytes, { sequence }))
  const frames = [...whole, ...wlanFragments(snap(packet), 200, { sequence: 9 }).slice(1)]
  const theirs = await fieldsOf(pcapFile(frames, { linkType: 105 }), ['udp.srcport', 'udp.payload'])
  const ours = dissect(
    frames.map((bytes) => ({ bytes, sec: 1 })),
    105,
  ).packets
  expect(ours).toHaveLength(3)
  expect(ours.map(({ frame, payload }) => `${frame} ${Buffer.from(payload).toString('hex')}`)).toEqual(
    theirs.flatMap(([port = '', payload], index) => (port === '' ? [] : [`${index + 1} ${payload}`])),
  )
})

/** Fields of each frame, as tshark sees them in a capture. */
async function fieldsOf(
  capture: Buffer,
  fields: readonly string[],
  ...options: string[]
): Promise<string[][]> {
  const folder = mkdtempSync(join(tmpdir(), 'varde-oracle-'))
  try {
    const path = join(folder, 'frames.capture')
    writeFileSync(path, capture)
    const { stdout } = await promisify(execFile)(
      'tshark',
      ['-n', '-r', path, ...options, '-T', 'fields', ...fields.flatMap((field) => ['-e', field])],
      { env: { PATH: process.env['PATH'], HOME: '/nonexistent' } },
    )
    return stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const plain = ethernetFrame(ipPacket(17, udpDatagram({ payload: 'hello' })))

test.skipIf(!hasTshark)('tshark sees the same processes in the packet tap of Apple', async () => {
  const frames = [
    pktap(plain, 1, { pid: 640, name: 'Kitchen' }),
    pktap(plain, 1, { pid: 1, name: 'launchd' }, { pid: 9, name: 'Bakery' }),
  ]
  const theirs = await fieldsOf(pcapFile(frames, { linkType: 258 }), [
    'pktap.pid',
    'pktap.cmdname',
    'udp.srcport',
  ])
  expect(theirs).toEqual([
    ['640', 'Kitchen', '40000'],
    ['1', 'launchd', '40000'],
  ])
})

test.skipIf(!hasTshark)(
  'tshark sees the same processes in blocks of Apple, and the same references to them',
  async () => {
    const capture = Buffer.concat([
      sectionHeaderBlock(),
      interfaceBlock(),
      darwinProcessBlock(501, 'mDNSResponder'),
      darwinProcessBlock(77, 'Kitchen'),
      enhancedPacketBlock({ bytes: plain }, { sec: 1_000, nsec: 0 }, 6, false, [
        darwinOption(0),
        darwinOption(1, true),
      ]),
    ])
    const option = 'pcapng.options.option.data.packet.darwin'
    const [theirs] = await fieldsOf(
      capture,
      ['pcapng.darwin.process_id', 'pcapng.darwin.process_name', `${option}.dpeb_id`, `${option}.edpeb_id`],
      '-X',
      'read_format:MIME Files Format',
    )
    expect(theirs).toEqual(['501,77', 'mDNSResponder,Kitchen', '0', '1'])
    expect(readCapture(capture).frames[0]?.app).toMatchObject({ pid: 77, name: 'Kitchen' })
  },
)
