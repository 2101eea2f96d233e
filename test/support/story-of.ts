/** What a protocol told, in one line each, for dialogues of text. */
import type { Outcome } from './playbook.ts'

/** `request 0 USER Username: alice`, `response 0 331 go`: kind, exchange, method, target, fields and body. */
export function storyOf(outcome: Outcome): string[] {
  return outcome.events.flatMap((event) => {
    if (event.kind === 'serverName') return [`name ${event.name}`]
    if (event.kind === 'recognised') return [`recognised ${event.protocol}`]
    if (event.kind !== 'request' && event.kind !== 'response') return []
    const fields = event.fields.trimEnd().replaceAll('\r\n', ', ')
    const words = [
      event.kind,
      String(event.exchange),
      event.method,
      event.target,
      fields,
      event.body.trimEnd(),
    ]
    return [words.filter((word) => word !== '').join(' ')]
  })
}
