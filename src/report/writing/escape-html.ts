import { printable } from './printable.ts'

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Any text as content of an HTML element or of a quoted attribute: inert, whatever a capture held. */
export function escapeHtml(text: string): string {
  return printable(text).replaceAll(/[&<>"']/g, (character) => entities[character] ?? '')
}
