/**
 * JSON schema of the STIX 2.1 objects that varde writes, from the standard (OASIS, 10 June 2021); what each rule comes
 * from stands beside it. Stricter than the standard in one thing: members that it does not know are refused.
 */

/** 2.9: a type, two hyphens, and a UUID of RFC 4122. */
function identifier(type: string): object {
  return {
    type: 'string',
    pattern: `^${type}--[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`,
  }
}

/** 2.15: RFC 3339 in UTC, with a day that exists: what it means is left to `format`. */
const timestamp = {
  type: 'string',
  pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?Z$',
  format: 'date-time',
}

/** 3.2: `created` and `modified` are precise to the millisecond. */
const toMilliseconds = { ...timestamp, pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$' }

const text = { type: 'string' }
const name = { type: 'string', minLength: 1 }

/** 2.12: a list is left out rather than empty. */
function list(items: object): object {
  return { type: 'array', minItems: 1, uniqueItems: true, items }
}

/** 3.2: what every domain object has, and what it may have. */
function domainObject(
  type: string,
  required: Readonly<Record<string, object>>,
  optional: Readonly<Record<string, object>>,
): object {
  const common = {
    type: { const: type },
    spec_version: { const: '2.1' },
    id: identifier(type),
    created: toMilliseconds,
    modified: toMilliseconds,
  }
  return {
    type: 'object',
    required: [...Object.keys(common), ...Object.keys(required)],
    properties: {
      ...common,
      ...required,
      ...optional,
      created_by_ref: identifier('identity'),
      revoked: { type: 'boolean' },
      labels: list(name),
      confidence: { type: 'integer', minimum: 0, maximum: 100 },
      lang: name,
    },
    additionalProperties: false,
  }
}

/** 4.7. */
const indicator = domainObject(
  'indicator',
  {
    // 9: what these tests know of patterns: one observation, one comparison of one value, which 9.2 allows to quote.
    pattern: {
      type: 'string',
      pattern: "^\\[(?:domain-name|ipv4-addr|ipv6-addr):value ?= ?'(?:[^'\\\\]|\\\\['\\\\])+'\\]$",
    },
    // pattern-type-ov
    pattern_type: { enum: ['stix', 'pcre', 'sigma', 'snort', 'suricata', 'yara'] },
    valid_from: timestamp,
  },
  {
    name,
    description: text,
    // indicator-type-ov
    indicator_types: list({
      enum: [
        'anomalous-activity',
        'anonymization',
        'benign',
        'compromised',
        'malicious-activity',
        'attribution',
        'unknown',
      ],
    }),
    pattern_version: name,
    valid_until: timestamp,
  },
)

/** 4.16. */
const report = domainObject(
  'report',
  { name, published: timestamp, object_refs: list(identifier('[a-z0-9-]+')) },
  {
    description: text,
    // report-type-ov
    report_types: list({
      enum: [
        'attack-pattern',
        'campaign',
        'identity',
        'indicator',
        'intrusion-set',
        'malware',
        'observed-data',
        'threat-actor',
        'threat-report',
        'tool',
        'vulnerability',
      ],
    }),
  },
)

/** 8: a bundle has no version of its own in 2.1. */
export const stixSchema: object = {
  type: 'object',
  required: ['type', 'id'],
  properties: {
    type: { const: 'bundle' },
    id: identifier('bundle'),
    objects: list({
      type: 'object',
      required: ['type'],
      discriminator: { propertyName: 'type' },
      oneOf: [indicator, report],
    }),
  },
  additionalProperties: false,
}
