import { parseAddress } from '../../core/address.ts'
import { listOf, numberOf, recordOf, shortTextOf } from '../../core/json-value.ts'
import type { JsonRecord } from '../../core/json-value.ts'
import type { SourceApp } from '../packets/apps.ts'

const pathCharactersMax = 1_024
const packageForm = /^[A-Za-z]\w*(?:\.\w+)+$/

/**
 * The app that sent the request of a HAR entry, where its recorder saw that: PiRogue names the process whose stack it kept
 * or whose content it decrypted, Proxyman the program at the other end, ProxyPin the app. Null where it does not.
 */
export function harApp(
  entry: JsonRecord,
  request: JsonRecord,
  response: JsonRecord | null,
): SourceApp | null {
  for (const side of [request, response]) {
    for (const member of ['_stacktrace', '_decryption']) {
      const app = processOf(side?.[member])
      if (app !== null) return app
    }
  }
  return proxyPinApp(recordOf(entry['_app'])) ?? proxymanApp(entry)
}

/** What ProxyPin calls itself: on Android it is named, too, where the app is not known. */
const proxyPinPackage = 'com.network.proxy'

/** `id` is the package on Android, and a name elsewhere. */
function proxyPinApp(told: JsonRecord | null): SourceApp | null {
  const id = shortTextOf(told?.['id'])
  const name = shortTextOf(told?.['name']) || id
  const path = shortTextOf(told?.['path'], pathCharactersMax)
  if ((name === '' && path === '') || id === proxyPinPackage) return null
  return { uid: null, pid: null, packageName: packageForm.test(id) ? id : '', name, path }
}

function proxymanApp(entry: JsonRecord): SourceApp | null {
  const name = shortTextOf(entry['_clientName'])
  const path = shortTextOf(entry['_clientBundlePath'], pathCharactersMax)
  // Of another device Proxyman knows the address only.
  if ((name === '' && path === '') || parseAddress(name) !== null) return null
  return { uid: null, pid: null, packageName: '', name, path }
}

/** A process of Android has the name of its package, with a colon and a name of its own behind it where it is another. */
function processOf(value: unknown): SourceApp | null {
  const told = recordOf(value) ?? recordOf(listOf(value)[0])
  const name = shortTextOf(told?.['process'])
  if (name === '') return null
  const number = numberOf(told?.['pid'])
  const pid = number !== null && Number.isSafeInteger(number) && number > 0 ? number : null
  const [program = ''] = name.split(':', 1)
  return { uid: null, pid, packageName: packageForm.test(program) ? program : '', name, path: '' }
}
