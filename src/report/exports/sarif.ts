import type { Finding, Severity } from '../../assess/types.ts'
import { sarifText } from '../sarif-text.ts'
import type { Exported, Exporter } from './exporter.ts'
import { hostOf } from './exporter.ts'
import type { ScanResult } from '../../pipeline/scan-result.ts'
import { fileNames } from '../file-names.ts'
import { frameInFile } from '../frame-in-file.ts'
import { transmissionsText } from '../phrases.ts'

const levels: Readonly<Record<Severity, 'note' | 'warning' | 'error'>> = {
  low: 'note',
  medium: 'warning',
  high: 'error',
  critical: 'error',
}
/** As code hosting reads it: `security-severity`. */
const scores: Readonly<Record<Severity, string>> = { low: '3.0', medium: '5.5', high: '8.0', critical: '9.5' }

function ruleOf(finding: Finding): string {
  return finding.family === '' ? 'identifier-sent' : finding.family
}

/** The highest severity of the findings of a rule: code hosting reads it from there. */
function highestOf(findings: readonly Finding[], rule: string): Severity {
  const order: readonly Severity[] = ['critical', 'high', 'medium', 'low']
  return (
    order.find((severity) =>
      findings.some((finding) => finding.severity === severity && ruleOf(finding) === rule),
    ) ?? 'low'
  )
}

interface Artifact {
  readonly uri: string
  readonly sha256: string | null
  readonly fileBytes: number
}

/** The files that were read: of a recording each of its own. */
function artifactsOf(given: Exported): Artifact[] {
  return given.result.captures.flatMap((capture, index): Artifact[] => {
    const { files } = capture
    if (files === undefined) return [{ ...capture, uri: uriOf(given.captureName(index)) }]
    const names = fileNames(files)
    return files.map((file, at) => ({ ...file, uri: uriOf(given.hideName(names[at] ?? '')) }))
  })
}

function uriOf(name: string): string {
  return name.toWellFormed().split('/').map(encodeURIComponent).join('/')
}

/** Which of the files holds a frame. */
function artifactOf({ captures }: ScanResult, capture: number, frame: number): number {
  const before = captures.slice(0, capture).reduce((sum, { files }) => sum + (files?.length ?? 1), 0)
  const one = captures[capture]
  return before + (one === undefined ? 0 : (frameInFile(one, frame)?.file ?? 0))
}

/** SARIF 2.1.0 (OASIS): one run, a result for each finding; what could not be read stands with the run. */
export const exporter: Exporter = {
  name: 'sarif',
  title: 'SARIF 2.1.0, for code hosting and CI',
  render: (given) => sarifOf(given, ''),
}

/** As the exporter. `failure`: why the run says nothing although it has no result; '' where it does. */
export function sarifOf(given: Exported, failure: string): string {
  const { result, version } = given
  const rules = [...new Set(result.findings.map(ruleOf))].sort()
  const senders = new Map(
    [
      ...result.transmissions.flatMap(({ families }) => families),
      ...result.contacts.map((one) => one.family),
    ].map(({ family, title }) => [family, title]),
  )
  const artifacts = artifactsOf(given)
  return sarifText({
    version,
    rules: rules.map((id) => ({
      id,
      shortDescription: {
        text:
          id === 'identifier-sent'
            ? 'An identifier of the device or its user is sent'
            : given.hide(senders.get(id) ?? id),
      },
      properties: {
        'security-severity': scores[highestOf(result.findings, id)],
        tags: ['security', 'privacy'],
      },
    })),
    content: {
      invocations: [
        {
          executionSuccessful: failure === '',
          toolExecutionNotifications: [
            ...(failure === '' ? [] : [{ level: 'error', message: { text: failure } }]),
            ...given.coverage().map((text) => ({ level: 'note', message: { text } })),
          ],
        },
      ],
      artifacts: artifacts.map(({ uri, sha256, fileBytes }) => ({
        location: { uri },
        roles: ['analysisTarget'],
        length: fileBytes,
        ...(sha256 === null ? {} : { hashes: { 'sha-256': sha256 } }),
      })),
      results: result.findings.map((finding) => {
        const recipient = given.recipient(finding.recipient)
        const first = given.transmissions(finding)[0]
        const index = artifactOf(result, first?.capture ?? 0, first?.frames[0] ?? 0)
        return {
          ruleId: ruleOf(finding),
          ruleIndex: rules.indexOf(ruleOf(finding)),
          level: levels[finding.severity],
          message: {
            text: `${given.message(finding)} in ${transmissionsText(finding)}${given.perhaps(finding)}`,
          },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: artifacts[index]?.uri ?? '', index },
              },
              logicalLocations: [{ name: given.hide(hostOf(recipient)), kind: 'resource' }],
            },
          ],
          partialFingerprints: {
            'varde/finding': `${ruleOf(finding)}:${given.hide(hostOf(recipient))}:${[...finding.identifiers].sort().join('+')}`,
          },
          properties: { 'security-severity': scores[finding.severity], confidence: finding.confidence },
        }
      }),
    },
  })
}
