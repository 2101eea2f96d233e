import { element } from './dom.ts'
import type { Content } from './dom.ts'

const groupLength = 4

/** The key's fingerprint, and a field to hold another against it. */
export function fingerprintBlock(fingerprint: string): Content[] {
  const groups = fingerprint.match(new RegExp(`.{1,${groupLength}}`, 'g')) ?? []
  const field = element('input', { id: 'told', type: 'text', autocomplete: 'off', spellcheck: 'false' })
  const answer = element('p', { role: 'status' }, '')
  field.addEventListener('input', () => {
    const told = field.value.toLowerCase().replaceAll(/[^0-9a-f]/g, '')
    answer.textContent =
      told === ''
        ? ''
        : told === fingerprint
          ? '✓ It is the same: whoever told you the fingerprint signed this bundle.'
          : told.length < fingerprint.length && fingerprint.startsWith(told)
            ? `The same so far: ${told.length} of ${fingerprint.length} characters.`
            : '✗ It is another key.'
  })
  return [
    element('h3', {}, 'The key that signed it'),
    element('p', { class: 'fingerprint' }, ...groups.map((group) => element('span', {}, group))),
    element(
      'p',
      {},
      element(
        'label',
        { for: 'told' },
        'Fingerprint as you were told by another way (by phone, on paper, on their site):',
      ),
      field,
    ),
    answer,
  ]
}
