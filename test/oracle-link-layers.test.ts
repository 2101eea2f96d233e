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
import { pcapngFile } from './support/capture.ts'
import { dissect } from './support/dissect.ts'
import { tunnelCases, wlanCases } from './support/encapsulated-frames.ts'

const hasTshark = await run('tshark', ['--version']).then(
  ({ code }) => code === 0,
  () => false,
)

/** Frames that tshark 4.4 reads otherwise, and why that is no fault of ours. */
const differences: Readonly<Record<string, string>> = {
  'MPLS link type': 'tshark does not read this link type (219)',
  'PPP of the Linux daemon': 'tshark does not read this link type (166)',
  'marked as protected, but decrypted by the card': 'tshark believes the mark unless a preference is set',
  'decrypted by the card, with the vector left in': 'the same',
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
