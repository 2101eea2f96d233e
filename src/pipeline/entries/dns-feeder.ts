import { toldAddresses } from '../../attribute/told-addresses.ts'
import type { AnomalyLog } from '../../core/anomaly.ts'
import { compareInstants, secondsOf } from '../../core/time.ts'
import { parseDns } from '../../message/dns/parse.ts'
import type { DnsEntry } from '../../source/entry.ts'
import type { FedFile } from './fed-file.ts'

/** Hands on questions of DNS and their answers. */
export class DnsFeeder {
  private readonly file: FedFile
  private readonly anomalies: AnomalyLog

  constructor(file: FedFile, anomalies: AnomalyLog) {
    this.file = file
    this.anomalies = anomalies
  }

  feed(entry: DnsEntry, number: number): void {
    const { file } = this
    const { sink, book, counted, connections } = file
    file.tally('DNS exchange')
    const isNamed = entry.ends.serverAddress !== ''
    // A log of the resolver itself does not name it: as far as it tells, the phone talks to nobody there.
    const flow = isNamed ? connections.of(entry) : connections.madeUp(entry)
    if (isNamed && flow.note === null) sink.recognised(flow, 'dns')
    const { sec, nsec } = entry.at
    const { id, questions } = entry
    const answer = entry.answer ?? this.answerOf(entry, number)
    const base = { isLocal: false, id, questions, frame: number, sec, nsec }
    // An answer that is told apart from its question does not make another question, nor does the question behind it, in
    // a log whose newest record stands first.
    const asked = `${id} ${questions[0]?.name ?? ''}`
    const isAnswer = entry.isAnswerOnly === true
    const { answered } = flow
    const isBehind = answer === null && answered !== null && compareInstants(entry.at, answered) <= 0
    if (flow.lastQuestion !== asked || (!isAnswer && !isBehind)) {
      counted.dnsMessages++
      sink.dns(flow, { ...base, isResponse: false, rcode: 0, records: [] })
      let offset = 0
      for (const { name } of questions) {
        file.names.tell(flow, 'dns', name, entry.at, number, offset)
        offset += Buffer.byteLength(name)
      }
    }
    flow.lastQuestion = asked
    flow.answered = isAnswer ? entry.at : null
    if (answer === null) return
    for (const { name, cnames, address, ttlSeconds } of toldAddresses(
      questions[0]?.name ?? '',
      answer.records,
    ))
      book.answers.dnsAnswer(
        flow.clientAddress,
        name,
        cnames,
        address,
        secondsOf(entry.at),
        ttlSeconds,
        number,
      )
    counted.dnsMessages++
    sink.dns(flow, { ...base, isResponse: true, rcode: answer.rcode, records: answer.records })
  }

  /** What a log keeps of an answer as DNS has it. */
  private answerOf({ answerMessage, at }: DnsEntry, number: number): DnsEntry['answer'] {
    if (answerMessage === undefined) return null
    const origin = { frame: number, sec: at.sec, nsec: at.nsec }
    const { message, problem } = parseDns(answerMessage, 0, answerMessage.length, false, origin)
    if (problem !== null) this.anomalies.note(problem, number)
    return message === null || !message.isResponse ? null : message
  }
}
