import type { ScanResult } from '../../src/pipeline/scan-result.ts'
import { printableJsonPieces } from '../../src/report/json.ts'
import { scanDocument } from '../../src/report/scan-document.ts'

/** The document of `--json` as one text. */
export function renderJson(result: ScanResult, isRevealed: boolean): string {
  return [...printableJsonPieces(scanDocument(result, isRevealed))].join('')
}
