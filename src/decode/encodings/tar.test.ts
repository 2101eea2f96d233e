import { inflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { decodeBody, nodeWith } from '../../../test/support/decoded-message.ts'
import { encoding, written } from './tar.ts'

/** What GNU tar made of a folder with a file, and of a gzip'd one. */
const packed = Buffer.from(
  'eNrt1E8KQVEUx/FbJtZgQm8B3PfePfdiC5JibEAkCuVPiazAYqQswoCZBbkxe2H2Xsr3M/md2Rn8OmdQUanTnhN5ppfMN7MNnVYlURlYL1e9hV+p/tOg0itPlvNZ2v1bYz73H0eJ/l3krCpp+k/dLhhPh+OgHsRia3FV+zA+asFe4Q/0y6NtFv//6/2LTf5/iUPuPwvFQ/415BrH9qXVuVybt7OcjDYSRtpG1slZqfa9uylwLAAAAAAAAAAAAAAA/KgHhEM83w==',
  'base64',
)
const archive = inflateSync(packed)
const document = '{"imei":"356938035643809"}'

conformEncoding(
  encoding,
  {
    'one file': {
      bytes: written.encode(Buffer.from(document)),
      gives: [`logs/a.txt = ${document}`, 'file name of [0] = logs/a.txt'],
    },
    'cut in its second member': {
      bytes: archive.subarray(0, 1_600),
      gives: ['file name of [0] = d/', `d/a.json = ${document}`, 'file name of [1] = d/a.json'],
    },
  },
  { 'blocks of zeros': Buffer.alloc(1_024), text: 'ustar archive of a phone' },
)

test('members are read as what they are, also under compression', () => {
  for (const body of [archive, packed, Buffer.from(`{"log":"${packed.toString('base64')}"}`)]) {
    const result = decodeBody(body)
    expect(nodeWith(result, '356938035643809')?.key).toBe('imei')
    expect(nodeWith(result, 'gz of imei=490154203237518')?.step.step).toBe('gzip')
    expect(nodeWith(result, 'b.gz')?.key).toBe('filename')
  }
})

test('more members than the limit are said', () => {
  const one = written.encode(Buffer.from('x')).subarray(0, 1_024)
  expect(decodeBody(Buffer.concat(Array.from({ length: 300 }, () => one))).limits).toContain(
    'archiveMembersMax',
  )
})
