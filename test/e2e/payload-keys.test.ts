/** Keys of what a program encrypts itself: given on the command line, and kept in a case and its bundles. */
import { createCipheriv } from 'node:crypto'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { pcapFile, TcpConversation } from '../support/capture.ts'
import { putInto, testFolder } from '../support/test-folder.ts'
import { varde } from './run-varde.ts'

const folder = testFolder('payload-keys')
const put = putInto(folder)
const secret = '0123456789abcdef'
const line = `PAYLOAD_KEY AES/ECB/PKCS5Padding text:${secret}`

function capture(): string {
  const cipher = createCipheriv('aes-128-ecb', secret, null)
  const text = '{"imei":"352099001761481","events":["start","screen on","unlock"]}'
  const body = Buffer.concat([cipher.update(text), cipher.final()])
  const head = `POST /log HTTP/1.1\r\nHost: log.example.com\r\nContent-Length: ${body.length}\r\n\r\n`
  const conversation = new TcpConversation().open().send(Buffer.concat([Buffer.from(head), body]))
  return put('app.pcap', pcapFile(conversation.close().frames, {}))
}

const path = capture()
const keys = put('keys.log', `# of the app\n${line} name=Example Browser 6.3\n`)

test('a report says what the key opened, and shows it to nobody', async () => {
  const { code, stdout } = await varde(['scan', path, '--keys', keys, '--reveal'])
  expect(code).toBe(0)
  expect(stdout).toContain('decrypted with a given key (AES-128-ECB, "Example Browser 6.3") → JSON $.imei')
  expect(stdout).toContain('1 key of payloads opened 1 value ("Example Browser 6.3" 1)')
  const json = await varde(['scan', path, '--keys', keys, '--json', '--reveal'])
  expect(JSON.parse(json.stdout)).toMatchObject({
    keys: { secrets: 0, payloadKeys: [{ name: 'Example Browser 6.3', payloads: 1 }] },
  })
  for (const text of [stdout, json.stdout]) {
    expect(text).not.toContain(secret)
    expect(text).not.toContain(Buffer.from(secret).toString('hex'))
  }
})

test.each([
  [`${line}0`, 'payload key 1: its key has 17 bytes, and AES/ECB/PKCS5Padding takes 16, 24 or 32.'],
  [`${line}\nPAYLOAD_KEY Foo 00`, 'payload key 2: its cipher Foo is not known here'],
])('a wrong line is refused in one line that does not show it', async (text, fault) => {
  const wrong = put('wrong.log', `${text}\n`)
  const { code, stderr } = await varde(['scan', path, '--keys', wrong])
  expect(code).toBe(2)
  expect(stderr.trim().split('\n')).toHaveLength(1)
  expect(stderr).toContain(fault)
  expect(stderr).not.toContain(secret)
})

test('a case keeps the key, and its bundle is derived again with it; slices need it', async () => {
  const at = join(folder, 'case')
  const run = async (...args: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await varde(args)
    expect([code, args, code === 0 ? '' : stderr]).toEqual([0, args, ''])
    return stdout
  }
  await run('case', 'init', at, '--name', 'app')
  await run('case', 'add', at, path)
  await run('case', 'add', at, keys, '--as', 'keys')
  expect(await run('case', 'scan', at)).toContain('1 finding')
  const bundle = join(folder, 'app.varde')
  await run('case', 'bundle', at, '-o', bundle)
  expect(await run('verify', bundle)).toContain(
    'every result was derived from the packets again, and is the same',
  )
  const sliced = join(folder, 'sliced.varde')
  const refused = await varde(['case', 'bundle', at, '--slices', '-o', sliced])
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('add --with-secrets')])
  await run('case', 'bundle', at, '--slices', '--with-secrets', '-o', sliced)
  await run('verify', sliced)
})
