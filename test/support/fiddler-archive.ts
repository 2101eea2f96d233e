import { zipFile } from './zip-file.ts'
import type { ZipFile } from './zip-file.ts'

/** What Fiddler keeps of a session; `flags` and `bits` stand in its facts. */
export interface FiddlerSession {
  readonly client: string | Buffer
  readonly server?: string | Buffer
  readonly socket?: string | Buffer
  readonly flags?: Readonly<Record<string, string>>
  readonly bits?: number
  readonly begin?: string
  /** When its answer was over; absent where that was never set. */
  readonly done?: string
}

/** The files of an archive, as Fiddler writes them: its list for people, then three or four for each session, from 1. */
export function fiddlerFiles(sessions: readonly FiddlerSession[], separator = '/'): ZipFile[] {
  const file = (name: string, content: string | Buffer): ZipFile => ({ name, bytes: Buffer.from(content) })
  return [
    file('[Content_Types].xml', '<?xml version="1.0" encoding="utf-8" ?><Types />'),
    file('_index.htm', '<html><body>sessions</body></html>'),
    ...sessions.flatMap((session, index) => {
      const name = `raw${separator}${String(index + 1).padStart(2, '0')}`
      return [
        file(`${name}_c.txt`, session.client),
        file(`${name}_m.xml`, factsOf(session, index + 1)),
        file(`${name}_s.txt`, session.server ?? ''),
        ...(session.socket === undefined ? [] : [file(`${name}_w.txt`, session.socket)]),
      ]
    }),
  ]
}

/** The archive itself. */
export function fiddlerArchive(sessions: readonly FiddlerSession[], separator = '/'): Buffer {
  return zipFile(fiddlerFiles(sessions, separator))
}

function factsOf(session: FiddlerSession, id: number): string {
  const begin = session.begin ?? '2026-03-04T08:40:00.1234567+01:00'
  const done = session.done === undefined ? '' : ` ServerDoneResponse="${session.done}"`
  const flags = {
    'x-egressport': '51320',
    'x-clientport': String(51_000 + id),
    'x-clientip': '::ffff:192.0.2.60',
    'x-hostip': '198.51.100.7',
    ...session.flags,
  }
  return [
    `\ufeff<?xml version="1.0" encoding="utf-8"?>`,
    `<Session SID="${id}" BitFlags="${session.bits ?? 0}">`,
    `  <SessionTimers ClientConnected="${begin}" ClientBeginRequest="${begin}" GotRequestHeaders="${begin}" GatewayTime="0" ServerBeginResponse="0001-01-01T00:00:00"${done} />`,
    '  <PipeInfo CltReuse="true" />',
    '  <SessionFlags>',
    ...Object.entries(flags).map(([name, value]) => `    <SessionFlag N="${name}" V="${value}" />`),
    '  </SessionFlags>',
    '</Session>',
  ].join('\r\n')
}

/** The file of a session's frames, as Fiddler writes it. */
export function fiddlerSocket(
  frames: readonly { readonly isRequest: boolean; readonly bytes: Buffer }[],
): Buffer {
  return Buffer.concat([
    Buffer.from('Fiddler-WebSocket: 1\r\n\r\n'),
    ...frames.flatMap(({ isRequest, bytes }, index) => [
      Buffer.from(
        [
          `${isRequest ? 'Request' : 'Response'}-Length: ${bytes.length}`,
          `ID: ${index + 1}`,
          'BitFlags: 0',
          `DoneRead: 2026-03-04T08:41:0${index % 10}.0000000+01:00`,
          '\r\n',
        ].join('\r\n'),
      ),
      bytes,
      Buffer.from('\r\n'),
    ]),
  ])
}
