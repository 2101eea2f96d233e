/** What a real program writes that stands in a connection and decrypts it (sslsplit): read, and not taken for clear text. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer, request } from 'node:https'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { selfSigned } from '../tools/phone-emulator/certificate.ts'
import { freePort } from './support/free-ports.ts'
import { isThere } from './support/record-loopback.ts'
import { testFolder } from './support/test-folder.ts'
import { anomalyCodes, observed, scanBytes } from './support/scan-frames.ts'

const folder = testFolder('decrypting-proxy')
const imei = '356938035643809'
/** An address of loopback that no other test uses: the port has to be one of TLS. */
const host = '127.77.0.1'
const port = 8443

/** Fifteen seconds: beside other tests a start takes long. */
const triesMax = 600

const from = Date.UTC(2024, 0, 1)
const { keyPem, certificatePem } = selfSigned('www.example.com', Buffer.from([9]), from, from + 7.3e11)

async function ask(through: number): Promise<void> {
  const asked = request({
    host,
    port: through,
    method: 'POST',
    path: `/register?imei=${imei}`,
    headers: { host: 'api.example.net' },
    rejectUnauthorized: false,
    agent: false,
  })
  asked.end('{"imsi":"242010123456789"}')
  const [answer] = (await once(asked, 'response')) as [NodeJS.ReadableStream]
  answer.resume()
  await once(answer, 'end')
}

/** The program parts with its rights first: the process that listens is none of ours. */
async function isListening(at: number): Promise<boolean> {
  const socket = connect(at, host)
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

test.skipIf(!(await isThere('sslsplit')))('a connection that sslsplit decrypted', async () => {
  const [keyFile, certificateFile] = [join(folder, 'a.key'), join(folder, 'a.crt')]
  writeFileSync(keyFile, keyPem)
  writeFileSync(certificateFile, certificatePem)
  const server = createServer({ key: keyPem, cert: certificatePem }, (asked, answer) => {
    asked.resume().on('end', () => answer.end('got it'))
  })
  await once(server.listen(port, host), 'listening')
  const [through, capture] = [await freePort(), join(folder, 'split.pcap')]
  const ends = ['https', host, String(through), host, String(port)]
  const proxy = spawn('sslsplit', ['-D', '-k', keyFile, '-c', certificateFile, '-X', capture, ...ends], {
    stdio: 'ignore',
  })
  try {
    for (let tries = 0; tries < triesMax && proxy.exitCode === null; tries++) {
      if (await isListening(through)) break
      await wait(25)
    }
    await ask(through)
  } finally {
    const ended = once(proxy, 'exit')
    if (proxy.kill()) await ended
    server.close()
  }
  const result = await scanBytes(readFileSync(capture))
  expect(observed(result)).toEqual([`imei ${imei} probable`, 'imsi 242010123456789 probable'])
  expect(result.transmissions.map(({ protection }) => protection)).toEqual(['tls'])
  expect(anomalyCodes(result)).toEqual(['stream.tcp.decrypted'])
})
