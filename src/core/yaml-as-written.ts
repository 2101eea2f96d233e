import type { DocumentOptions, ParseOptions, SchemaOptions, ToJSOptions } from 'yaml'

/**
 * How YAML of users is parsed: each value is the text that stands there (`2.10` is no number that loses its zero), what is
 * left empty is null, and nothing may refer to what stands elsewhere.
 */
export const yamlAsWritten: ParseOptions & DocumentOptions & SchemaOptions & ToJSOptions = {
  schema: 'failsafe',
  customTags: ['null'],
  maxAliasCount: 0,
  // A tag that is not known (`!!int`) leaves its value as it stands.
  logLevel: 'error',
}
