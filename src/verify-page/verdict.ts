import type { BundleEvidence } from './bundle-evidence.ts'
import { element, points, section } from './dom.ts'
import { fingerprintBlock } from './fingerprint.ts'

/** The answer: whether every byte holds, what does not, what was looked at and what was not. */
export function verdictSection(evidence: BundleEvidence, fileName: string): HTMLElement {
  const { discrepancies, manifest, signature } = evidence.checked
  const authority = manifest?.timeStamp?.authority ?? ''
  const holds = discrepancies.length === 0
  const count =
    discrepancies.length === 1 ? '1 thing does not hold' : `${discrepancies.length} things do not hold`
  return section(
    'verdict',
    'Result',
    element(
      'div',
      { class: `verdict ${holds ? 'none' : 'critical'}` },
      element(
        'p',
        {},
        element(
          'strong',
          {},
          holds ? '✓ The bytes of this bundle hold.' : `✗ Do not rely on this bundle: ${count}.`,
        ),
      ),
      element('p', {}, fileName),
    ),
    holds
      ? []
      : [
          element('h3', {}, 'What does not hold'),
          element(
            'ul',
            { class: 'problems' },
            ...discrepancies.map(({ part, what }) =>
              element('li', {}, element('code', {}, part), ` ${what}`),
            ),
          ),
          element('p', {}, 'Nothing of a bundle that does not hold is shown any further.'),
        ],
    holds
      ? [
          element('h3', {}, 'What was checked here'),
          points([
            'The container is in its one form: no byte outside of the parts was changed or added.',
            'SHA-256, size and checksum of every part are those of the manifest, in its order, and none is missing or added.',
            'The Merkle root follows from the parts.',
            'The Ed25519 signature is over this manifest, by the key below.',
            'Each line of the ledger has the hash of the one before it.',
            'The bundle does not contradict itself: results have recipes, and the ledger tells of these captures and of this key.',
          ]),
        ]
      : [],
    element('h3', {}, 'What was not checked here'),
    points([
      manifest?.redaction === undefined
        ? [
            'Whether the observations follow from the packets: ',
            element('code', {}, 'varde verify BUNDLE'),
            ' derives each of them again.',
          ]
        : [
            'Whether the observations follow from the packets: captures and values are not in a redacted bundle. Whoever has the original checks that with ',
            element('code', {}, 'varde verify BUNDLE --original ORIGINAL'),
            '.',
          ],
      'Who holds the key: compare its fingerprint by another way. Anyone can sign a bundle with a key of their own.',
      'Whether the capture is true, and whether clocks were right: times are those of the machines that wrote them.',
      authority === ''
        ? 'When it was made: it has no time stamp of a third party.'
        : `The time stamp of ${authority}: varde verify checks it.`,
    ]),
    signature === null ? [] : fingerprintBlock(signature.fingerprint),
  )
}
