import { compareInstants } from '../../core/time.ts'
import type { Anchor } from '../../correlate/align-by-anchors.ts'
import type { AnomalyCode, AnomalyLog } from '../../core/anomaly.ts'
import { latin1 } from '../../core/latin1.ts'
import { limits } from '../../core/limits.ts'
import type { DeviceEvent, DeviceEventKind } from '../../device/events/types.ts'
import type { Part } from '../../message/types.ts'
import { BootWatch } from './boot-times.ts'
import type { Tick } from './boot-times.ts'

/** Limits of the events that the traffic shows. */
export const trafficEventAnomalies: { readonly tooMany: AnomalyCode } = {
  tooMany: {
    code: 'device.derived_events.too_many',
    kind: 'limit',
    sentence: 'The traffic itself shows more events than the limit: the ones beyond it were not used.',
  },
}

/** A sign of an event, seen in the traffic: what it is called, what it harmlessly means, how strong it is. */
export interface Sign {
  readonly kind: DeviceEventKind
  readonly source: string
  readonly meaning: string
}

/**
 * All signs, by a short name. That the network was silent before is none: after a silence comes whatever is sent next, so
 * each sender with a period would “follow” the joins that its own questions to DNS make.
 */
export const signs: Readonly<Record<'dhcp' | 'dhcp6' | 'eapol' | 'portal', Sign>> = {
  dhcp: {
    kind: 'network-up',
    source: 'traffic: DHCP',
    meaning: 'a device joined the network and asked for an address (start, Wi-Fi on, came home)',
  },
  dhcp6: {
    kind: 'network-up',
    source: 'traffic: DHCPv6',
    meaning: 'a device joined the network and asked for an IPv6 address (start, Wi-Fi on, came home)',
  },
  eapol: {
    kind: 'network-up',
    source: 'traffic: EAPOL',
    meaning:
      'a device proved the key of the Wi-Fi and joined it (start, Wi-Fi on, came home, another access point)',
  },
  portal: {
    kind: 'network-up',
    source: 'traffic: captive-portal check',
    meaning: 'the system asked whether the network leads to the internet, as it does when it joins one',
  },
}

/** Hosts that systems ask whether a network leads anywhere. */
export const portalHosts: ReadonlySet<string> = new Set([
  'connectivitycheck.gstatic.com',
  'connectivitycheck.android.com',
  'captive.apple.com',
  'www.msftconnecttest.com',
  'www.msftncsi.com',
  'connect.rom.miui.com',
  'connectivitycheck.platform.hicloud.com',
  'wifi.vivo.com.cn',
  'detectportal.firefox.com',
])

/** Answers of web servers whose `Date` is looked at. */
const datesMax = 256
/** Heads of answers that are looked at for one: a capture may hold none. */
const headsLookedMax = 512
/** Bytes of a head that are looked at. */
const headBytesMax = 4_096
/** A `Date` further from the capture's clock than this says nothing. */
const dateSecondsMax = 86_400

/** Signs of one join come within this many seconds. */
const joinSeconds = 30

/**
 * Events that the traffic itself shows, on the capture's clock, each with its harmless meaning: they say what happened,
 * not why. Signs that belong to one join of the network are one event.
 */
export class TrafficEvents {
  readonly events: DeviceEvent[] = []
  private readonly boots: BootWatch = new BootWatch(limits.device.ticksHeldMax)
  /** Comparisons of the capture's clock with the time that the phone keeps after it asked a time server. */
  readonly anchors: Anchor[] = []
  private readonly anomalies: AnomalyLog
  private dates = 0
  private headsLooked = 0
  /** Of all `Date`s the latest against the capture's clock: copies from caches are older, none is newer. */
  private leastDateOffset = Number.POSITIVE_INFINITY
  private leastDateAt = 0
  private lastJoin = Number.NEGATIVE_INFINITY

  constructor(anomalies: AnomalyLog) {
    this.anomalies = anomalies
  }

  saw(sign: Sign, sec: number, nsec: number, frame: number, note = ''): void {
    const at = sec + nsec / 1e9
    if (at < this.lastJoin + joinSeconds && at > this.lastJoin - joinSeconds) return
    if (this.events.length >= limits.device.derivedEventsMax) {
      this.anomalies.note(trafficEventAnomalies.tooMany, frame)
      return
    }
    this.lastJoin = at
    this.events.push({
      at: { sec, nsec },
      kind: sign.kind,
      source: sign.source,
      note: note === '' ? `frame ${frame}` : `frame ${frame}, ${note}`,
      derived: { meaning: sign.meaning },
    })
  }

  /** A SYN with a time stamp option: the tick counter of the phone's kernel. */
  tick(tick: Tick): void {
    this.boots.tick(tick)
  }

  anchor(anchor: Anchor): void {
    if (this.anchors.length < limits.device.anchorsMax) this.anchors.push(anchor)
  }

  /** Compares the clocks by the `Date` of an answer, seen at `at`. One that has an `Age` comes from a cache and is old. */
  answerHead(head: Part, at: number): void {
    if (this.dates >= datesMax || this.headsLooked >= headsLookedMax) return
    this.headsLooked++
    const text = latin1(head.buf, head.start, Math.min(head.end, head.start + headBytesMax))
    const written = /\r\ndate:[ \t]*([^\r\n]{20,40})\r\n/i.exec(text)?.[1]
    if (written === undefined || /\r\nage:/i.test(text)) return
    const said = Date.parse(written)
    if (!Number.isNaN(said)) this.date(at, said / 1_000)
  }

  /** The `Date` of an answer (RFC 9110 section 6.6.1: whole seconds), seen at `at`; both in seconds since 1970. */
  date(at: number, said: number): void {
    this.dates++
    const offset = at - said
    if (Math.abs(offset) > dateSecondsMax || offset >= this.leastDateOffset) return
    this.leastDateOffset = offset
    this.leastDateAt = at
  }

  /** What compares the capture's clock with true time: time servers, else web servers where two or more answered. */
  clocks(): Anchor[] {
    if (this.anchors.length > 0 || this.dates < 2 || !Number.isFinite(this.leastDateOffset))
      return this.anchors
    return [
      {
        at: this.leastDateAt,
        offset: this.leastDateOffset - 0.5,
        uncertainty: 1,
        source: 'HTTP Date in the capture',
      },
    ]
  }

  /** All events in order of time, with the starts of the phone that its tick counter tells. */
  all(): DeviceEvent[] {
    return [...this.events, ...this.boots.all()].sort((left, right) => compareInstants(left.at, right.at))
  }
}
