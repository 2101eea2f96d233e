/** Every way in which Node's TLS protects records, for tests that go through all of them. */
import { constants } from 'node:crypto'
import type { TalkOptions } from './tls-peers.ts'

export type Both = NonNullable<TalkOptions['both']>

/** Name, and what both ends are told. */
export const suites: readonly [name: string, both: Both][] = [
  ...[
    'TLS_AES_128_GCM_SHA256',
    'TLS_AES_256_GCM_SHA384',
    'TLS_CHACHA20_POLY1305_SHA256',
    'TLS_AES_128_CCM_SHA256',
    'TLS_AES_128_CCM_8_SHA256',
  ].map((ciphers): [string, Both] => [
    ciphers,
    { minVersion: 'TLSv1.3', ciphers: `${ciphers}:ECDHE-ECDSA-AES128-GCM-SHA256:@SECLEVEL=0` },
  ]),
  ...[
    'ECDHE-ECDSA-AES128-GCM-SHA256',
    'ECDHE-ECDSA-AES256-GCM-SHA384',
    'ECDHE-ECDSA-CHACHA20-POLY1305',
    'ECDHE-ECDSA-AES128-CCM',
    'ECDHE-ECDSA-AES256-CCM',
    'ECDHE-ECDSA-AES128-CCM8',
    'ECDHE-ECDSA-AES256-CCM8',
    'ECDHE-ECDSA-AES128-SHA256',
    'ECDHE-ECDSA-AES256-SHA384',
    'ECDHE-ECDSA-AES128-SHA',
    'ECDHE-ECDSA-AES256-SHA',
    'ECDHE-ECDSA-CAMELLIA128-SHA256',
    'ECDHE-ECDSA-CAMELLIA256-SHA384',
    'ECDHE-ECDSA-ARIA128-GCM-SHA256',
    'ECDHE-ECDSA-NULL-SHA',
  ].flatMap((ciphers): [string, Both][] => {
    const both = { maxVersion: 'TLSv1.2', ciphers: `${ciphers}:@SECLEVEL=0` } as const
    const withoutMacLast = { ...both, secureOptions: constants.SSL_OP_NO_ENCRYPT_THEN_MAC }
    return /SHA(256|384)?$/.test(ciphers) && !/GCM|POLY/.test(ciphers)
      ? [
          [ciphers, both],
          [`${ciphers} without encrypt-then-MAC`, withoutMacLast],
        ]
      : [[ciphers, both]]
  }),
  ...(['TLSv1.1', 'TLSv1'] as const).flatMap((version): [string, Both][] => {
    const both = {
      minVersion: version,
      maxVersion: version,
      ciphers: 'ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0',
    } as const
    return [
      [`${version} AES128-SHA`, both],
      [
        `${version} AES128-SHA without encrypt-then-MAC`,
        { ...both, secureOptions: constants.SSL_OP_NO_ENCRYPT_THEN_MAC },
      ],
    ]
  }),
]
