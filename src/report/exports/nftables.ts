import { addressesOf } from './exporter.ts'
import type { Exporter } from './exporter.ts'

/** Rules for nftables: the addresses that recipients of findings had in the capture. They may be shared with others. */
export const exporter: Exporter = {
  name: 'nftables',
  title: 'nftables rules that drop what goes to the addresses seen',
  render: (given) => {
    const all = new Set(
      given.result.findings.flatMap(({ recipient }) =>
        addressesOf({
          addresses: given
            .recipient(recipient)
            .addresses.filter(({ scope }) => scope === 'public' || scope === 'documentation'),
        }),
      ),
    )
    const v4 = [...all].filter((address) => !address.includes(':')).sort()
    const v6 = [...all].filter((address) => address.includes(':')).sort()
    const set = (name: string, type: string, elements: readonly string[]): string[] => [
      `  set ${name} {`,
      `    type ${type}`,
      ...(elements.length === 0 ? [] : [`    elements = { ${elements.join(', ')} }`]),
      '  }',
    ]
    return [
      `# Addresses of recipients of findings, by varde ${given.version}; others may share them.`,
      // Loaded again, it takes the place of the earlier one.
      'table inet varde',
      'delete table inet varde',
      'table inet varde {',
      ...set('recipients4', 'ipv4_addr', v4),
      ...set('recipients6', 'ipv6_addr', v6),
      '  chain forward {',
      '    type filter hook forward priority filter; policy accept;',
      '    ip daddr @recipients4 counter drop',
      '    ip6 daddr @recipients6 counter drop',
      '  }',
      '}',
      '',
    ].join('\n')
  },
}
