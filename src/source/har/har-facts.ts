import type { RecordingFacts } from '../entry.ts'
import { listOf, recordOf, textOf } from '../../core/json-value.ts'

/** What tweasel's recorder says of device and apps (`log._tweasel`); null where it says nothing. */
export function factsOf(value: unknown): RecordingFacts | null {
  const told = recordOf(value)
  if (told === null) return null
  const device: Record<string, string> = {}
  for (const name of deviceFacts) {
    const fact = recordOf(told['device'])?.[name]
    if (typeof fact === 'string' && fact !== '') device[name] = fact.slice(0, factCharactersMax)
  }
  const apps = listOf(told['apps'])
    .slice(0, appsMax)
    .flatMap((one) => {
      const app = recordOf(one)
      const text = (name: string): string => textOf(app?.[name]).slice(0, factCharactersMax)
      return app === null ? [] : [{ id: text('id'), name: text('name'), version: text('version') }]
    })
  return { device, apps }
}

const deviceFacts = [
  'platform',
  'runTarget',
  'manufacturer',
  'model',
  'modelCodeName',
  'osVersion',
  'osBuild',
  'architectures',
]
const factCharactersMax = 256
const appsMax = 256
