import { jsonText } from '../../core/json-text.ts'
import { recordOf, textOf } from '../../core/json-value.ts'
import { parseJson } from '../../core/parse-json.ts'
import { limits } from '../../core/limits.ts'
import type { JsonRecord } from '../../core/json-value.ts'
import type { FindAttachment } from '../entry.ts'

/**
 * Playwright keeps bodies in files of their own beside the entries, whose members `_file` name them. Puts into `entry` what
 * they hold, and returns the entry as it then stands, so that a slice of the recording has all of it; null where none was
 * put in. `missed` is called for each that is not to be had. Of a WebSocket the file holds the messages, each a line of JSON.
 */
export function withAttached(entry: JsonRecord, find: FindAttachment, missed: () => void): Buffer | null {
  let isChanged = false
  for (const content of [
    recordOf(recordOf(entry['request'])?.['postData']),
    recordOf(recordOf(entry['response'])?.['content']),
  ]) {
    const name = textOf(content?.['_file'])
    if (content === null || name === '' || textOf(content['text']) !== '') continue
    const bytes = find(name)
    if (bytes === null) {
      missed()
      continue
    }
    if (entry['_resourceType'] === 'websocket')
      Object.assign(entry, { _webSocketMessages: messagesIn(bytes) })
    else Object.assign(content, { text: bytes.toString('base64'), encoding: 'base64' })
    Object.assign(content, { _file: undefined })
    isChanged = true
  }
  return isChanged ? Buffer.from(jsonText(entry)) : null
}

/** A line that is no message was cut off: what is left of it is read, and nobody knows who sent it. */
function messagesIn(bytes: Buffer): unknown[] {
  const lines = bytes.toString('utf8').split('\n', limits.source.entryValuesMax)
  return lines.filter((line) => line !== '').map((line) => recordOf(parseJson(line)) ?? { data: line })
}
