import { attribute } from './markup.ts'
import type { Element } from './markup.ts'

/** Colours and strokes of a page's own style, so that paper looks as the page does: properties by selector. */
export class StyleRules {
  private readonly rules: Map<string, Map<string, string>> = new Map()

  constructor(css: string) {
    // What is for print or small windows only stands in nested rules: left out here.
    const flat = css.replaceAll(/@[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}/g, '')
    for (const [, selectors = '', body = ''] of flat.matchAll(/([^{}]+)\{([^{}]*)\}/g))
      for (const selector of selectors.split(',')) {
        const name = selector.trim()
        const rule = this.rules.get(name) ?? new Map<string, string>()
        for (const part of body.split(';')) {
          const colon = part.indexOf(':')
          if (colon > 0) rule.set(part.slice(0, colon).trim(), part.slice(colon + 1).trim())
        }
        this.rules.set(name, rule)
      }
  }

  /** A property by the first selector that sets it; '' where none does. */
  value(property: string, ...selectors: readonly string[]): string {
    for (const selector of selectors) {
      const value = this.rules.get(selector)?.get(property)
      if (value !== undefined) return value
    }
    return ''
  }

  /** A property of an element of a picture, by its classes and its name. */
  ofPicture(element: Element, property: string): string {
    const classes = attribute(element, 'class')
      .split(' ')
      .filter((name) => name !== '')
    return this.value(
      property,
      ...classes.flatMap((name) => [`svg ${element.tag}.${name}`, `svg .${name}`, `.${name}`]),
      `svg ${element.tag}`,
    )
  }
}
