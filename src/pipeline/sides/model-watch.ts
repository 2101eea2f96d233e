import { latin1 } from '../../core/latin1.ts'
import type { DecodeInput } from '../../decode/types.ts'
import type { RequestWatch } from '../watch/request-watch.ts'

/** Android’s own user agent names the model before the build; Apple’s names it with its version. */
const modelForms: readonly RegExp[] = [
  /\bAndroid [\w.]+; (?:[a-z]{2}[-_][A-Za-z]{2}; )?([^;()]{2,60}?) Build\//,
  /\b((?:iPhone|iPad|iPod)\d{1,2},\d{1,2})\b/,
]
/** Models of one side that are kept: an access point has many clients. */
const modelsMax = 64
const headBytesMax = 8_192

/** Collects the models that user agents name. */
export class ModelWatch implements RequestWatch {
  readonly models: Set<string> = new Set()

  request({ head }: DecodeInput): void {
    if (this.models.size >= modelsMax) return
    const text = latin1(head.buf, head.start, Math.min(head.end, head.start + headBytesMax))
    const agent = /^user-agent:[ \t]*([^\r\n]+)/im.exec(text)?.[1]
    if (agent === undefined) return
    for (const form of modelForms) {
      const model = form.exec(agent)?.[1]
      if (model !== undefined) this.models.add(model.trim())
    }
  }
}
