import { junitXml } from '../junit-xml.ts'
import type { Exporter } from './exporter.ts'
import { hostOf } from './exporter.ts'

/**
 * JUnit XML, as build servers read it: a failed case for each finding, one passed case where there is none; and what
 * could not be read, as output.
 */
export const exporter: Exporter = {
  name: 'junit',
  title: 'JUnit XML, for build servers',
  render: (given) => {
    const { findings } = given.result
    if (findings.length === 0)
      return junitXml(
        'varde',
        [{ group: 'varde', name: 'nothing that identifies was found' }],
        given.coverage(),
      )
    return junitXml(
      'varde',
      findings.map((finding) => {
        const host = given.hide(hostOf(given.recipient(finding.recipient)))
        return {
          group: `varde.${finding.severity}`,
          name: `${host}: ${finding.id}`,
          failure: {
            type: finding.severity,
            message: `${given.message(finding)}${given.perhaps(finding)}`,
            text: finding.reasons.map((reason) => given.hide(reason)).join('\n'),
          },
        }
      }),
      given.coverage(),
    )
  },
}
