import { describe, expect, test } from 'vitest'
import { capsule, datagramCapsule } from '../../../test/support/capsules.ts'
import { conform, expectBalanced } from '../../../test/support/conform.ts'
import type { Step } from '../../../test/support/playbook.ts'
import { client, clientGap, play, playLayer, server, testFlow } from '../../../test/support/playbook.ts'
import { protocol } from './index.ts'
import { capsuleTokens } from './target.ts'

const text = 'hello imei=350000000000000'

conform('capsules of both sides', protocol, [
  client(Buffer.concat([datagramCapsule(text), datagramCapsule('x'.repeat(300)), capsule(2, 'addresses')])),
  server(datagramCapsule('an answer')),
  client(Buffer.concat([capsule(0x29, 'of a kind that nobody knows'), datagramCapsule('other', 2)])),
])

/** The messages behind an upgrade of HTTP/1, as the flows inside hand them on. */
function upgraded(path: string, steps: readonly Step[], token = 'connect-udp') {
  const fields = `Connection: Upgrade\r\nUpgrade: ${token}\r\nCapsule-Protocol: ?1\r\n\r\n`
  const outcome = playLayer([
    client(`GET ${path} HTTP/1.1\r\nHost: proxy.example\r\n${fields}`),
    server(`HTTP/1.1 101 Switching Protocols\r\n${fields}`),
    ...steps,
  ])
  expectBalanced(outcome)
  return outcome
}

function namesIn({ events }: ReturnType<typeof upgraded>): string[] {
  return events.flatMap((event) => (event.kind === 'serverName' ? [event.name] : []))
}

const bodies = ({ messages }: ReturnType<typeof upgraded>): string[] =>
  messages.filter(({ protocol: name }) => name === 'unrecognised').map(({ body }) => body)

describe('datagrams that a proxy passes on', () => {
  const usual = '/.well-known/masque/udp/collect.example/9000/'

  test('each is read by itself, for the host that the proxy was asked for', () => {
    const outcome = upgraded(usual, [
      client(Buffer.concat([datagramCapsule('hello datagram'), datagramCapsule('the second one')])),
      server(datagramCapsule('and an answer')),
    ])
    expect(namesIn(outcome)).toEqual(['proxy.example', 'collect.example'])
    expect(bodies(outcome)).toEqual(['hello datagram', 'the second one', 'and an answer'])
  })

  test.each([
    ['/.well-known/masque/udp/2001%3Adb8%3A%3A42/443/', '2001:db8::42'],
    ['/masque?target_host=collect.example&target_port=53', 'collect.example'],
    ['/proxy?h=Collect.Example&p=443', 'collect.example'],
  ])('its target in %s', (path, target) => {
    expect(namesIn(upgraded(path, [client(datagramCapsule(text))])).at(-1)).toBe(target)
  })

  test.each(['/elsewhere', '/.well-known/masque/udp/%0d%0ax/1/', '/?h=%20'])(
    'where %s names no host it is the proxy',
    (path) => {
      const names = namesIn(upgraded(path, [client(datagramCapsule(text))]))
      expect(new Set(names)).toEqual(new Set(['proxy.example']))
    },
  )

  test('what is inside is recognised by its content', () => {
    const stun = Buffer.from(`000100002112a442${'01'.repeat(12)}`, 'hex')
    const outcome = upgraded(usual, [client(datagramCapsule(stun))])
    expect(outcome.events).toContainEqual(expect.objectContaining({ kind: 'recognised', protocol: 'stun' }))
  })

  test('capsules that nobody knows, and other contexts, are searched; addresses and routes are not', () => {
    const outcome = upgraded(usual, [
      client(
        Buffer.concat([capsule(0x29, 'unknown kind'), capsule(1, 'addresses'), datagramCapsule('else', 4)]),
      ),
    ])
    expect(bodies(outcome)).toEqual(['unknown kind', '\x04else'])
  })

  test('behind a gap the next whole capsule is found', () => {
    const outcome = upgraded(usual, [
      client(datagramCapsule('before')),
      clientGap(40),
      client('rest of a lost one'),
      client(datagramCapsule('behind')),
    ])
    expect(bodies(outcome)).toEqual(['before', 'behind', 'rest of a lost one'])
    expect(outcome.anomalies).toMatchObject({ 'message.capsule.gap': 1, 'message.capsule.resync': 1 })
  })
})

test('IP packets are searched as plain bytes, which is said', () => {
  const outcome = upgraded('/.well-known/masque/ip/*/*/', [client(datagramCapsule(text))], 'connect-ip')
  expect(bodies(outcome)).toEqual([text])
  expect(outcome.anomalies).toEqual({ 'message.capsule.packets': 1 })
})

test('nothing is a capsule that was not asked for', () => {
  const bytes = datagramCapsule(text)
  expect(protocol.probeUnnamed?.(bytes, 0, bytes.length, 0, testFlow('tcp'))).toBe('no')
  expect(protocol.upgradeTokens).toEqual(capsuleTokens)
  expect(play(protocol, [client(bytes)]).messages.map(({ body }) => body)).toEqual([text])
})
