import type { Scaffold } from './types.ts'

const example = JSON.stringify({ device_id: 'd41d8cd98f00b204e9800998' })

/** An adapter for one host that is nobody's, with one field: sound, and a hint until its source is named. */
export const adapterScaffold: Scaffold = {
  kind: 'adapter',
  files: (name, { title }) => ({
    [`src/detect/adapters/${name}.yaml`]: `id: ${name}
title: "${title}"
# seen (in a capture), read (in source or documentation), or remembered (a hint only)
basis: remembered
source: "TODO: where each fact is from"
endpoints:
  hosts: ["${name}.example.com"]
  paths: ["/v1"]
fields:
  - { path: "device_id", identifier: device-id, reason: "TODO: why we believe it" }
example:
  host: ${name}.example.com
  target: "/v1"
  # ${example}
  bodyBase64: ${Buffer.from(example).toString('base64')}
  finds: ["device-id"]
`,
  }),
  edits: () => ({}),
  next: (name) => [
    `src/detect/adapters/${name}.yaml: hosts, paths and fields with their source; an invented example`,
    'src/detect/adapters.test.ts runs the example',
  ],
}
