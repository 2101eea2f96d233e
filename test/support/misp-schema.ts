/**
 * JSON schema of a MISP event, from draft-dulaunoy-misp-core-format (November 2025); the section that a rule comes from
 * stands beside it. Where the draft asks for what an instance gives (ids of events, attributes and organisations, all
 * of them `of a specific MISP instance`), an export from outside of any leaves it out.
 */

/** 2.2.1.1, 2.3.2.1: RFC 4122. */
const uuid = {
  type: 'string',
  pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$',
}
const text = { type: 'string' }
const number = { type: 'string', pattern: '^(?:0|[1-9]\\d*)$' }
/** 2.3.2.16, 2.3.2.17: to the microsecond, with a zone. */
const seen = {
  type: 'string',
  format: 'date-time',
  pattern: 'T\\d\\d:\\d\\d:\\d\\d\\.\\d{6}[+-]\\d\\d:\\d\\d$',
}

/** 2.3.2.3: of the categories and their types, those that a list of recipients can need. */
const types: Readonly<Record<string, readonly string[]>> = {
  'Network activity': [
    'ip-src',
    'ip-dst',
    'ip-dst|port',
    'ip-src|port',
    'port',
    'hostname',
    'domain',
    'domain|ip',
    'url',
    'uri',
    'user-agent',
    'http-method',
    'AS',
    'hostname|port',
    'community-id',
    'comment',
    'text',
    'other',
  ],
  'Payload delivery': [
    'ip-src',
    'ip-dst',
    'hostname',
    'domain',
    'url',
    'user-agent',
    'mobile-application-id',
  ],
  'External analysis': ['ip-src', 'ip-dst', 'hostname', 'domain', 'url', 'user-agent', 'community-id'],
}

/** 2.2.1.15, 2.3.2.10: where it is not for a sharing group, there is none. */
const withoutGroup = {
  anyOf: [
    { properties: { distribution: { const: '4' } } },
    { properties: { sharing_group_id: { const: '0' } } },
  ],
}

/** Where one member is as given, the others are as given, too. */
function where(name: string, is: string | boolean, others: Readonly<Record<string, object>>): object {
  return { anyOf: [{ not: { properties: { [name]: { const: is } } } }, { properties: others }] }
}

/** What a value is, by its type. */
const values: Readonly<Record<string, object>> = {
  hostname: { pattern: '^(?=.{1,253}$)[a-z0-9_-]{1,63}(?:\\.[a-z0-9_-]{1,63})+$' },
  'ip-dst': { anyOf: [{ format: 'ipv4' }, { format: 'ipv6' }] },
}

const attribute = {
  type: 'object',
  required: [
    'uuid', // 2.3.2.1
    'type', // 2.3.2.3
    'category', // 2.3.2.4
    'to_ids', // 2.3.2.5
    'distribution', // 2.3.2.7
    'timestamp', // 2.3.2.8
    'sharing_group_id', // 2.3.2.10
    'deleted', // 2.3.2.11
    'value', // 2.3.2.15
  ],
  properties: {
    uuid,
    type: text,
    category: { enum: Object.keys(types) },
    to_ids: { type: 'boolean' },
    distribution: { enum: ['0', '1', '2', '3', '4', '5'] },
    timestamp: number,
    comment: text, // 2.3.2.9
    sharing_group_id: number,
    deleted: { type: 'boolean' },
    value: { type: 'string', minLength: 1 },
    first_seen: seen,
    last_seen: seen,
    // 2.8: the id of a tag is of an instance.
    Tag: {
      type: 'array',
      items: {
        type: 'object',
        required: ['name', 'colour', 'exportable'],
        properties: {
          name: { type: 'string', minLength: 1 },
          colour: { type: 'string', pattern: '^#[0-9a-f]{6}$' },
          exportable: { type: 'boolean' },
        },
        additionalProperties: false,
      },
    },
  },
  additionalProperties: false,
  allOf: [
    // 2.3.2.3, 2.3.2.4: each category takes some types.
    ...Object.entries(types).map(([category, taken]) =>
      where('category', category, { type: { enum: taken } }),
    ),
    ...Object.entries(values).map(([type, value]) => where('type', type, { value })),
    withoutGroup,
  ],
}

export const mispSchema: object = {
  type: 'object',
  required: ['Event'],
  properties: {
    Event: {
      type: 'object',
      required: [
        'uuid', // 2.2.1.1
        'published', // 2.2.1.3
        'info', // 2.2.1.4
        'threat_level_id', // 2.2.1.5
        'analysis', // 2.2.1.6
        'date', // 2.2.1.7
        'timestamp', // 2.2.1.8
        'publish_timestamp', // 2.2.1.9
        'first_publication', // 2.2.1.10
        'attribute_count', // 2.2.1.13
        'distribution', // 2.2.1.14
        'sharing_group_id', // 2.2.1.15
        'extends_uuid', // 2.2.1.16
        'Attribute', // 2.3
      ],
      properties: {
        uuid,
        published: { type: 'boolean' },
        info: { type: 'string', maxLength: 256, pattern: '^[^\\n]*$' },
        threat_level_id: { enum: ['1', '2', '3', '4'] },
        analysis: { enum: ['0', '1', '2'] },
        date: { type: 'string', format: 'date' },
        timestamp: number,
        publish_timestamp: number,
        first_publication: number,
        attribute_count: number,
        distribution: { enum: ['0', '1', '2', '3', '4'] },
        sharing_group_id: number,
        extends_uuid: { anyOf: [{ const: '' }, uuid] },
        Attribute: { type: 'array', uniqueItems: true, items: attribute },
      },
      additionalProperties: false,
      allOf: [
        withoutGroup,
        // 2.2.1.9, 2.2.1.10: what was never published has no time of it.
        where('published', false, { publish_timestamp: { const: '0' }, first_publication: { const: '0' } }),
      ],
    },
  },
  additionalProperties: false,
}
