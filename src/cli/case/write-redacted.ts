import { rmSync } from 'node:fs'
import { arch, platform, release } from 'node:os'
import { archiveOf } from '../../case/bundle/archive.ts'
import { canonicalJson } from '../../case/canonical-json.ts'
import type { CaseFiles } from '../../case/folder/case-files.ts'
import { record } from '../../case/folder/custody.ts'
import type { Acting } from '../../case/folder/custody.ts'
import { sha256 } from '../../case/digest.ts'
import { manifestName, signatureName, timeStampName } from '../../case/manifest.ts'
import { commitmentsName, commitmentsText, openingsText } from '../../case/redact/commitment.ts'
import { frameKind } from '../../case/redact/frames.ts'
import { commit } from '../../case/redact/redactor.ts'
import { manifestBytes, signManifest } from '../../case/sign-manifest.ts'
import { version } from '../version.ts'
import { hearEnding } from '../on-ending.ts'
import { writeNewFile } from '../write-new-file.ts'
import { findersOf, newSalt, redactOriginal, requireNoLeak } from './redact-bundle.ts'
import type { OriginalBundle } from './redact-bundle.ts'
import type { Stamper } from './stamper.ts'

/** What a redaction needs beside the original. */
export interface RedactOptions {
  /** PEM of the key to sign with. */
  readonly key: string
  readonly kept: readonly string[]
  readonly stamper: Stamper | null
  /** The case that the act is recorded in; null where a bundle is redacted. */
  readonly files: CaseFiles | null
  readonly output: string
  readonly secretsPath: string
}

/** Redacts a bundle and writes the redacted one, and what opens its commitments. */
export async function writeRedacted(
  original: OriginalBundle,
  acting: Acting,
  options: RedactOptions,
): Promise<{ fingerprint: string; values: number; digests: number; frames: number }> {
  const { files, kept, output, secretsPath, stamper } = options
  const details = { original: original.link, kept }
  const { by, data, command, clock } = acting
  const act = {
    at: acting.now(),
    act: 'redact',
    by,
    version,
    ...(data === undefined ? {} : { data }),
    ...(command === undefined ? {} : { command }),
    ...(clock === undefined ? {} : { clock: clock() }),
    details,
  }
  await hearEnding()
  const newFinder = await findersOf(original, new Set(kept))
  const redacted = await redactOriginal(original, new Set(kept), act, newFinder())
  await hearEnding()
  const committed = commit(redacted.committed, newSalt)
  const commitments = committed.map(({ identifier, number, commitment }) => ({
    identifier,
    number,
    commitment,
  }))
  const parts = [...redacted.parts, { name: commitmentsName, text: commitmentsText(commitments) }]
  const contents = parts.map(({ name, text }) => ({ name, content: Buffer.from(text) }))
  const manifest = manifestBytes({
    schema: 'varde/redacted-bundle@1',
    redaction: {
      version,
      original: original.link,
      fingerprint: original.fingerprint,
      ...redacted.original,
      kept,
    },
    ...redacted.manifest,
    sealedAt: act.at,
    operator: acting.by,
    host: {
      system: `${platform()} ${release()} ${arch()}`,
      runtime: `node ${process.version}`,
      ...(clock === undefined ? {} : { clock: clock() }),
    },
    timeStamp: stamper === null ? null : { authority: stamper.authority, nonce: stamper.nonce },
    parts: contents.map(({ name, content }) => ({
      name,
      bytes: content.length,
      sha256: sha256(content),
    })),
    recipes: [],
  })
  // What is written and recorded below is whole, or not begun.
  await requireNoLeak(newFinder(), [...redacted.parts, { name: manifestName, text: manifest.toString() }])
  const signature = signManifest(manifest, options.key)
  const stamped = stamper === null ? null : await stamper.stamp(sha256(manifest))
  if (files !== null) record(files, 'redact', details, acting)
  // First what opens the commitments: without it the bundle could never be revealed.
  const openings = committed.map(({ identifier, number, value, salt }) => ({
    identifier,
    number,
    value,
    salt,
  }))
  writeNewFile(secretsPath, Buffer.from(openingsText({ manifest: sha256(manifest), openings })))
  try {
    writeNewFile(
      output,
      archiveOf([
        { name: manifestName, content: manifest },
        { name: signatureName, content: Buffer.from(`${canonicalJson(signature)}\n`) },
        ...(stamped === null ? [] : [{ name: timeStampName, content: stamped.response }]),
        ...contents,
      ]),
    )
  } catch (error) {
    rmSync(secretsPath, { force: true })
    throw error
  }
  const digests = commitments.filter(({ identifier }) => identifier === 'digest').length
  const frames = commitments.filter(({ identifier }) => identifier === frameKind).length
  return {
    fingerprint: signature.fingerprint,
    values: commitments.length - digests - frames,
    digests,
    frames,
  }
}
