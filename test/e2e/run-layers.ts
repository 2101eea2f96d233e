import { NameBook } from '../../src/attribute/names.ts'
import { AnomalyLog } from '../../src/core/anomaly.ts'
import { Detector } from '../../src/detect/detector.ts'
import type { Profile } from '../../src/device/types.ts'
import { MessageLayer } from '../../src/message/message-layer.ts'
import type { Exchange, Message } from '../../src/message/types.ts'
import { Dissector } from '../../src/packet/dissector.ts'
import { coverageOf } from '../../src/pipeline/coverage.ts'
import type { Coverage } from '../../src/pipeline/coverage.ts'
import { Examiner } from '../../src/pipeline/examiner.ts'
import { CaptureFeeder } from '../../src/pipeline/reading/feeder.ts'
import { RecipientBook } from '../../src/pipeline/recipients/recipient-book.ts'
import { StreamLayer } from '../../src/stream/stream-layer.ts'
import { spellingsOf } from '../support/scan-capture.ts'

/** Notes every HTTP request, with or without an identifier in it. */
class NotingExaminer extends Examiner {
  readonly requests: string[] = []

  override request(exchange: Exchange, message: Message): void {
    if (exchange.protocol === 'http' || exchange.protocol === 'http2') {
      const { buf } = message.head
      const text = (start: number, end: number): string => buf.toString('latin1', start, end)
      const method = text(message.methodStart, message.methodEnd)
      const target = text(message.targetStart, message.targetEnd)
      this.requests.push(`${method} ${text(message.hostStart, message.hostEnd)} ${target}`)
    }
    super.request(exchange, message)
  }
}

export interface LayerRun {
  readonly examiner: NotingExaminer
  readonly recipients: RecipientBook
  readonly anomalies: AnomalyLog
  readonly coverage: Coverage
}

/** Runs all layers over the bytes of an unzipped capture, given in pieces of `chunkBytes`. */
export function runLayers(bytes: Buffer, profile: Profile | null, chunkBytes: number): LayerRun {
  const anomalies = new AnomalyLog()
  const recipients = new RecipientBook(anomalies)
  const examiner = new NotingExaminer(
    0,
    profile === null ? new Detector(null) : new Detector(profile, spellingsOf(profile)),
    recipients,
    new NameBook(anomalies),
    anomalies,
    { observations: 0, transmissions: 0 },
  )
  const messages = new MessageLayer(examiner, anomalies)
  const streams = new StreamLayer(messages, anomalies)
  const dissector = new Dissector(streams, anomalies)
  const feeder = new CaptureFeeder(dissector, anomalies)
  for (let at = 0; at < bytes.length; at += chunkBytes) feeder.push(bytes.subarray(at, at + chunkBytes))
  feeder.end()
  dissector.end()
  streams.end()
  examiner.end()
  const { reader } = feeder
  if (reader === null) throw new Error('no capture')
  const coverage = coverageOf({
    fileBytes: feeder.bytes,
    source: reader.counts,
    packet: dissector.counts,
    stream: streams.counts,
    message: messages.counts,
    examine: examiner.counts,
  })
  return { examiner, recipients, anomalies, coverage }
}
