import { escapeHtml } from '../writing/escape-html.ts'

/** A piece of a page that is markup already. Only {@link htmlWriter} makes it, so that captured text never is. */
export class Html {
  readonly markup: string
  constructor(markup: string) {
    this.markup = markup
  }
}

/** What a place in a template takes: text (made inert), a number, a piece, or several of them. */
export type HtmlValue = Html | string | number | readonly HtmlValue[]

/** A template whose texts are made inert: what stands in `${}` is never markup, unless it is a piece. */
export type HtmlWriter = (parts: TemplateStringsArray, ...values: readonly HtmlValue[]) => Html

/**
 * Writes pieces of a page. Every text passes `hide` (which masks the values in it) and is then escaped for content and
 * for quoted attributes; an attribute is always written with quotes.
 */
export function htmlWriter(hide: (text: string) => string): HtmlWriter {
  const written = (value: HtmlValue): string => {
    if (typeof value === 'string') return escapeHtml(hide(value))
    if (typeof value === 'number') return String(value)
    if (value instanceof Html) return value.markup
    return value.map(written).join('')
  }
  return (parts, ...values) =>
    new Html(
      parts
        .map((part, index) => (index === 0 ? part : `${written(values[index - 1] ?? '')}${part}`))
        .join(''),
    )
}
