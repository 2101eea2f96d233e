/**
 * docs/recording.md against the world: its commands for Linux record a phone that sends its IMEI, with a real tcpdump in
 * network namespaces of their own, and `varde` as the page calls it finds it. What cannot run here (routers, phones,
 * other systems) is not tested.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { labObstacle } from '../../tools/phone-emulator/lab.ts'
import { testFolder } from '../support/test-folder.ts'
import { entry, root } from './run-varde.ts'

const page = readFileSync(join(root, 'docs/recording.md'), 'utf8')
const folder = testFolder('recording-page')

/** The commands of each block of the page, with the heading that it stands below. */
const blocks = page.split(/^## /mu).flatMap((part) =>
  [...part.matchAll(/^```sh\n(?<commands>.*?)^```$/gmsu)].map((match) => ({
    heading: part.split('\n', 1)[0] ?? '',
    commands: (match.groups?.['commands'] ?? '').trimEnd().split('\n'),
  })),
)

test('what reports say is quoted as reports say it', () => {
  const written = readdirSync(join(root, 'src/report'))
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => readFileSync(join(root, 'src/report', name), 'utf8'))
    .join('\n')
  const table = page.slice(page.indexOf('| the report says |'), page.indexOf('## Keeping it'))
  const quoted = [...table.matchAll(/^\| `(?<said>[^`]+)` \|/gmu)].map(
    (match) => match.groups?.['said'] ?? '',
  )
  expect(quoted.length).toBeGreaterThan(5)
  expect(quoted.filter((said) => !written.includes(said))).toEqual([])
})

test('what the page calls is there', () => {
  const called = [...page.matchAll(/varde (?<command>(?:case |events )?[a-z]+)[^`\n]*/gu)]
    .map(([text, command = '']) => ({ command, options: text.match(/(?<= )--?[a-z-]+/gu) ?? [] }))
    .filter(({ options }) => options.length > 0)
  expect(called.length).toBeGreaterThan(5)
  for (const { command, options } of called) {
    const { stdout } = spawnSync(process.execPath, [entry, ...command.split(' '), '--help'], {
      encoding: 'utf8',
    })
    for (const option of options) expect(stdout, `varde ${command} ${option}`).toContain(option)
  }
})

const hasTcpdump = spawnSync('tcpdump', ['--version']).status === 0
const obstacle = labObstacle() ?? (hasTcpdump ? null : 'no tcpdump')
if (obstacle !== null) process.stderr.write(`docs/recording.md: its recorders are not run (${obstacle}).\n`)

/** The kernel hands packets over once a second, as the page says. */
const handedOverMs = 3_000

/** The phone of the page: the filter on the router names it. */
const phoneMac = '02:00:5e:10:20:2b'
const imei = '357184092641738'

describe.skipIf(obstacle !== null)('the recorders of the page', () => {
  const gateway = `varde-rec-ap-${process.pid}`
  const phone = `varde-rec-phone-${process.pid}`
  const bin = join(folder, 'bin')
  const recordings = blocks.filter(({ commands }) =>
    commands.some((command) => /\btcpdump -i (?:wlan0|br-lan)\b/u.test(command)),
  )
  let server: ChildProcess | null = null

  beforeAll(async () => {
    for (const space of [gateway, phone]) ip('netns', 'add', space)
    ip('link', 'add', 'wlan0', 'netns', gateway, 'type', 'veth', 'peer', 'name', 'wlan0', 'netns', phone)
    for (const setting of [
      'link add br-lan type bridge',
      'link set wlan0 master br-lan',
      'addr add 192.168.1.1/24 dev br-lan',
      'link set wlan0 up',
      'link set br-lan up',
    ])
      ip('-n', gateway, ...setting.split(' '))
    ip('-n', gateway, 'link', 'set', 'lo', 'up')
    ip('-n', phone, 'link', 'set', 'wlan0', 'address', phoneMac)
    ip('-n', phone, 'addr', 'add', '192.168.1.23/24', 'dev', 'wlan0')
    ip('-n', phone, 'link', 'set', 'wlan0', 'up')
    execFileSync('mkdir', ['-p', bin])
    program('sudo', 'exec "$@"')
    // The router is this machine.
    program('ssh', 'shift; exec sh -c "$1"')
    program('varde', `exec '${process.execPath}' '${entry}' "$@"`)
    server = within(gateway, [
      process.execPath,
      '-e',
      `require('node:http').createServer((_, answer) => answer.end('ok')).listen(80, () => console.log('listening'))`,
    ])
    await said(server, 'listening')
  })

  afterAll(() => {
    server?.kill('SIGKILL')
    for (const space of [gateway, phone]) spawnSync('ip', ['netns', 'del', space])
  })

  test('three ways are on the page', () => {
    expect(recordings.map(({ heading }) => heading)).toEqual([
      'On an access point of your own',
      'On an access point of your own',
      'On the router',
    ])
  })

  /** Records while the phone sends its IMEI; gives what `varde` says of it with the page's command, and what the recorder said. */
  async function recorded(record: string, scan = 'varde scan phone.pcap'): Promise<Record<string, string>> {
    const place = mkdtempSync(join(folder, 'place-'))
    const recorder = within(gateway, ['sh', '-c', record], place)
    const told = await said(recorder, 'listening on')
    const sent = spawnSync(
      'ip',
      ['netns', 'exec', phone, process.execPath, '-e', `fetch('http://192.168.1.1/register?imei=${imei}')`],
      { encoding: 'utf8' },
    )
    expect(sent.stderr).toBe('')
    await setTimeout(handedOverMs)
    const closed = once(recorder, 'close')
    process.kill(-(recorder.pid as number), 'SIGINT')
    await closed
    const options = { cwd: place, encoding: 'utf8', env: environment() } as const
    const { stdout, stderr } = spawnSync('sh', ['-c', `${scan} --reveal`], options)
    return { stdout, stderr, told: told() }
  }

  test.each(recordings)('$heading: $commands.0', async ({ commands: [record = '', scan] }) => {
    const { stdout, stderr, told } = await recorded(record, scan)
    expect(told).toContain('0 packets dropped by kernel')
    // So little fits into the first file of a ring.
    expect(stderr).toMatch(
      /^(?:varde: --joined changes nothing: one file was given, and it was read as it is\.\n)?$/u,
    )
    expect(stdout).toContain(imei)
    expect(stdout).toContain('→ query imei')
  })

  test.each([
    ['the wrong interface', '-i lo', 'There was no payload to read'],
    ['packets that are cut', '-i wlan0 -s 96', 'were cut off by the snapshot length'],
    [
      'one direction alone',
      '-i wlan0 -Q out',
      'Nothing that was sent is in the capture, only what was answered.',
    ],
  ])('a recording of %s is said to be one', async (_, options, sentence) => {
    expect(page).toContain(`| \`${sentence}\` |`)
    const { stdout = '' } = await recorded(`sudo tcpdump ${options} -Z "$USER" -w phone.pcap`)
    expect(stdout.replaceAll(/\s+/gu, ' ')).toContain(sentence)
    expect(stdout).not.toContain(imei)
  })

  function program(name: string, script: string): void {
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  }

  function environment(): Record<string, string> {
    return { PATH: `${bin}:${process.env['PATH'] ?? ''}`, HOME: folder, USER: 'root', NO_COLOR: '1' }
  }

  function within(space: string, command: readonly string[], cwd: string = folder): ChildProcess {
    const options = { cwd, env: environment(), detached: true }
    return spawn('ip', ['netns', 'exec', space, ...command], options)
  }
})

function ip(...args: readonly string[]): void {
  execFileSync('ip', args, { stdio: 'pipe' })
}

/** Waits until a program has said `text`; gives what else it says later. Fails where it ends before. */
async function said(child: ChildProcess, text: string): Promise<() => string> {
  let all = ''
  await new Promise<void>((resolve, reject) => {
    const hear = (chunk: Buffer): void => {
      all += chunk.toString()
      if (all.includes(text)) resolve()
    }
    child.stdout?.on('data', hear)
    child.stderr?.on('data', hear)
    child.once('close', () => reject(new Error(`ended before it said "${text}": ${all}`)))
  })
  return () => all
}
