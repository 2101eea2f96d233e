import { describe, expect, test } from 'vitest'
import { readEntries } from '../../../test/support/read-entries.ts'
import { harEntryOf, harFile } from '../../../test/support/recordings.ts'
import type { HarEntryOptions } from '../../../test/support/recordings.ts'
import type { ExchangeEntry } from '../entry.ts'

function exchange(options: HarEntryOptions): ExchangeEntry {
  return readEntries('har', harFile([harEntryOf(options)])).entries[0]?.entry as ExchangeEntry
}
const unnamed = { uid: null, pid: null, packageName: '', name: '', path: '' }

describe('the app that sent a request', () => {
  test.each([
    [
      'PiRogue, with the stack',
      { request: { _stacktrace: { stack: [], process: 'com.leaky.app', pid: 42 } } },
      { ...unnamed, packageName: 'com.leaky.app', name: 'com.leaky.app', pid: 42 },
    ],
    [
      'PiRogue, with what was decrypted',
      { response: { _decryption: { process: 'com.leaky.app:push', pid: -1 } } },
      { ...unnamed, packageName: 'com.leaky.app', name: 'com.leaky.app:push' },
    ],
    [
      'PiRogue, a process that is no package',
      { request: { _stacktrace: [{ process: 'mediaserver' }] } },
      { ...unnamed, name: 'mediaserver' },
    ],
    [
      'Proxyman',
      { entry: { _clientName: 'Leaky', _clientBundlePath: '/Applications/Leaky.app' } },
      { ...unnamed, name: 'Leaky', path: '/Applications/Leaky.app' },
    ],
    [
      'ProxyPin on Android',
      { entry: { _app: { id: 'com.leaky.app', name: 'Leaky', path: '', os: 'android' } } },
      { ...unnamed, packageName: 'com.leaky.app', name: 'Leaky' },
    ],
    [
      'ProxyPin elsewhere',
      { entry: { _app: { id: 'Leaky', name: 'Leaky', path: '/Applications/Leaky.app', os: 'macos' } } },
      { ...unnamed, name: 'Leaky', path: '/Applications/Leaky.app' },
    ],
    [
      'ProxyPin, which names itself where it does not know',
      { entry: { _app: { id: 'com.network.proxy', name: 'ProxyPin', path: '' } } },
      undefined,
    ],
    ['ProxyPin, no app', { entry: { _app: null } }, undefined],
    ['ProxyPin, an app without a name', { entry: { _app: { id: 7, name: [] } } }, undefined],
    ['Proxyman, another device', { entry: { _clientName: '192.168.1.5' } }, undefined],
    ['nobody', {}, undefined],
  ])('%s', (_, options: HarEntryOptions, app) => {
    expect(exchange(options).app).toEqual(app)
  })

  test('has connections of its own: what two apps send to one host is not one flow', () => {
    const [one, other, none] = ['com.a', 'com.b', ''].map(
      (process) => exchange({ request: { _stacktrace: { process } } }).ends.connection,
    )
    expect(new Set([one, other, none]).size).toBe(3)
    expect(none).toBe(exchange({}).ends.connection)
  })
})

describe('PiRogue', () => {
  test('a decrypted content is whole, though the size is that of the encrypted one', () => {
    const postData = { mimeType: 'application/octet-stream', text: '{"a":1}' }
    const content = { ...postData, size: 200 }
    const decrypted = exchange({
      request: { bodySize: 200, postData, _decryption: { algorithm: 'AES' } },
      response: { bodySize: 200, content, _decryption: { algorithm: 'AES' } },
    })
    expect([decrypted.request.isBodyLeftOut, decrypted.response?.isBodyLeftOut]).toEqual([false, false])
    const cut = exchange({ request: { bodySize: 200, postData }, response: { bodySize: 200, content } })
    expect([cut.request.bodyBytesLeftOut, cut.response?.bodyBytesLeftOut]).toEqual([193, 193])
    const empty = exchange({ request: { bodySize: 200, _decryption: { algorithm: 'AES' } } })
    expect(empty.request.bodyBytesLeftOut).toBe(200)
  })

  test('newer versions write the Community ID in a member of its own', () => {
    const _communityId = '1:mjEQ7MDVEUsJTkzD7CXXbUqUJKQ='
    const { ends } = exchange({ entry: { _communityId, connection: '4711' } })
    expect(ends).toMatchObject({ communityId: _communityId, clientPort: 4711 })
  })
})

describe('Proxyman', () => {
  const told = {
    serverIPAddress: undefined,
    _clientAddress: '192.0.2.5',
    _clientPort: 63_258,
    _serverAddress: '198.51.100.7',
    _serverPort: 443,
    _remoteDeviceIP: '192.0.2.5',
  }
  test('the ends of a connection are those that it names', () => {
    const { ends } = exchange({ entry: told })
    expect(ends).toMatchObject({
      clientAddress: '192.0.2.5',
      clientPort: 63_258,
      serverAddress: '198.51.100.7',
      serverPort: 443,
      isOnWire: false,
    })
    expect(exchange({ entry: { ...told, _clientPort: 63_259 } }).ends.connection).not.toBe(ends.connection)
    expect(exchange({ entry: { ...told, serverIPAddress: '198.51.100.8' } }).ends.serverAddress).toBe(
      '198.51.100.8',
    )
    expect(exchange({ entry: { ...told, _clientAddress: null } }).ends.clientAddress).toBe('192.0.2.5')
  })

  test('what is no address is none', () => {
    const odd = { _clientAddress: 'phone.local', _clientPort: 'x', _serverAddress: 'a.example.com' }
    expect(exchange({ entry: odd }).ends).toEqual(exchange({}).ends)
  })
})
