import type { Variant } from './request.ts'

/**
 * The registration service as a state machine: what makes it send, how long it waits, when it gives up.
 * It knows no sockets and no clock but the host's, so that tests run a day in a millisecond.
 */
export type SenderSignal = 'boot-completed' | 'connectivity' | 'in-service'

export interface SenderRules {
  /** What the first request's delay is counted from. */
  readonly firstAfter: 'boot-completed' | 'in-service' | 'connectivity'
  readonly firstDelayMs: number
  /** While unregistered, does each connectivity change or return to service try again at once? */
  readonly triesOnSignals: boolean
  /** The job started by a signal runs within this deadline. */
  readonly jobDeadlineMs: number
  readonly retryAfterMs: number
  readonly retriesMax: number
  /** After a success: send again after this long, or never (null). */
  readonly repeatAfterMs: number | null
  readonly needs: 'any-sim' | 'china-telecom-sim'
  /** On mobile data only with a China Telecom data SIM; over Wi-Fi with any. */
  readonly foreignSimNeedsWifi: boolean
}

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000

/** What the modules of the later variants share: any SIM, any network, an hour between tries. */
const onConnectivity = {
  firstAfter: 'connectivity',
  firstDelayMs: 0,
  triesOnSignals: false,
  jobDeadlineMs: 0,
  retryAfterMs: HOUR_MS,
  repeatAfterMs: null,
  needs: 'any-sim',
  foreignSimNeedsWifi: false,
} as const

export const SENDER_RULES: Readonly<Record<Variant, SenderRules>> = {
  Q: {
    firstAfter: 'boot-completed',
    firstDelayMs: MINUTE_MS,
    triesOnSignals: true,
    jobDeadlineMs: 1000,
    retryAfterMs: HOUR_MS,
    retriesMax: 10,
    repeatAfterMs: null,
    needs: 'any-sim',
    foreignSimNeedsWifi: true,
  },
  M: {
    firstAfter: 'in-service',
    firstDelayMs: MINUTE_MS,
    triesOnSignals: false,
    jobDeadlineMs: 0,
    retryAfterMs: HOUR_MS,
    retriesMax: 10,
    repeatAfterMs: 30.5 * DAY_MS,
    needs: 'any-sim',
    foreignSimNeedsWifi: true,
  },
  K: {
    firstAfter: 'boot-completed',
    firstDelayMs: 0,
    triesOnSignals: false,
    jobDeadlineMs: 0,
    retryAfterMs: HOUR_MS,
    retriesMax: 10,
    repeatAfterMs: null,
    needs: 'china-telecom-sim',
    foreignSimNeedsWifi: true,
  },
  R: { ...onConnectivity, retriesMax: 10, repeatAfterMs: 12 * HOUR_MS },
  // Configurable in the module; an hour and three tries are this emulator's choice.
  N1: { ...onConnectivity, retriesMax: 3 },
  N2: { ...onConnectivity, retriesMax: 3 },
  N3: { ...onConnectivity, retriesMax: 10 },
}

/** The device event that led to a request, as far as the phone knows. */
export interface Cause {
  readonly kind: string
  /** Emulated milliseconds since 1970. */
  readonly atMs: number
}

/** What the state machine needs of the phone around it. */
export interface SenderHost {
  nowMs(): number
  /** Runs `act` once after `ms` of the phone's time. The answer cancels it. */
  after(ms: number, act: () => void): () => void
  /** A number in [0, 1), for the job's delay within its deadline. */
  random(): number
  /** Is there an allowed way to the server now? */
  network(): 'wifi' | 'mobile' | 'none'
  readonly hasChinaTelecomSim: boolean
  readonly isRoaming: boolean
  readonly iccid: string
  /** Sends one request; the answer says whether the server accepted. Never rejects. */
  send(cause: Cause): Promise<boolean>
}

export class RegistrationSender {
  /** The ICCID the server accepted. Survives reboots, as the phone stores it. */
  private storedIccid: string | null = null
  private isFirstDone = false
  private isFirstPlanned = false
  private isRunning = false
  private retries = 0
  /** Counts power-offs: an answer to a request of an earlier life changes nothing. */
  private life = 0
  private cancelFirst: (() => void) | null = null
  private cancelJob: (() => void) | null = null
  private cancelRetry: (() => void) | null = null
  private readonly rules: SenderRules
  private readonly host: SenderHost

  constructor(rules: SenderRules, host: SenderHost) {
    this.rules = rules
    this.host = host
  }

  get isRegistered(): boolean {
    return this.storedIccid === this.host.iccid
  }

  /** Power off: timers are lost, the stored success is not. */
  stop(): void {
    this.cancelFirst?.()
    this.cancelJob?.()
    this.cancelRetry?.()
    this.cancelFirst = null
    this.cancelJob = null
    this.cancelRetry = null
    this.isFirstDone = false
    this.isFirstPlanned = false
    this.isRunning = false
    this.retries = 0
    this.life++
  }

  signal(signal: SenderSignal, cause: Cause): void {
    if (this.isRegistered || this.host.isRoaming) return
    if (this.rules.needs === 'china-telecom-sim' && !this.host.hasChinaTelecomSim) return
    if (!this.isFirstDone) {
      if (signal === this.rules.firstAfter) this.planFirst(cause)
      return
    }
    if (this.rules.triesOnSignals && signal !== 'boot-completed') this.planJob(cause)
  }

  private planFirst(cause: Cause): void {
    if (this.isFirstPlanned) return
    this.isFirstPlanned = true
    this.cancelFirst = this.host.after(this.rules.firstDelayMs, () => {
      this.cancelFirst = null
      this.isFirstDone = true
      this.attempt(cause)
    })
  }

  /** A signal starts a job; one that comes while a job waits or a request runs adds nothing. */
  private planJob(cause: Cause): void {
    if (this.isRunning || this.cancelJob !== null) return
    this.cancelJob = this.host.after(this.host.random() * this.rules.jobDeadlineMs, () => {
      this.cancelJob = null
      this.attempt(cause)
    })
  }

  private attempt(cause: Cause): void {
    if (this.isRunning || this.isRegistered) return
    const network = this.host.network()
    const isForbidden =
      network === 'mobile' && this.rules.foreignSimNeedsWifi && !this.host.hasChinaTelecomSim
    if (network === 'none' || isForbidden) {
      this.planRetry()
      return
    }
    this.isRunning = true
    const life = this.life
    void this.host.send(cause).then((isAccepted) => {
      if (life !== this.life) return
      this.isRunning = false
      this.settle(isAccepted)
    })
  }

  private settle(isAccepted: boolean): void {
    if (!isAccepted) {
      this.planRetry()
      return
    }
    this.cancelRetry?.()
    this.cancelRetry = null
    this.storedIccid = this.host.iccid
    this.retries = 0
    if (this.rules.repeatAfterMs === null) return
    this.cancelRetry = this.host.after(this.rules.repeatAfterMs, () => {
      this.cancelRetry = null
      this.storedIccid = null
      this.attempt({ kind: 'periodic-repeat', atMs: this.host.nowMs() })
    })
  }

  /** Each failure moves the one retry alarm an hour on; alarms that rang are counted, not failures. */
  private planRetry(): void {
    this.cancelRetry?.()
    this.cancelRetry = null
    if (this.retries >= this.rules.retriesMax) return
    this.cancelRetry = this.host.after(this.rules.retryAfterMs, () => {
      this.cancelRetry = null
      this.retries++
      this.attempt({ kind: 'hourly-retry', atMs: this.host.nowMs() })
    })
  }
}
