/**
 * What real captures hold, worked out by hand and with other programs (the corpus's own list of files), and what must not
 * be said of them.
 */
export interface LabelledCapture {
  readonly file: string
  readonly labels: readonly Label[]
  /** Where it says that something must not be reported: what that is, of one observation. */
  readonly never: readonly Never[]
}

/** A value that is sent, and in how many messages. */
export interface Label {
  /** Kinds that it may be called; none: there is no kind for it. */
  readonly kinds: readonly string[]
  readonly value: string
  /** '' for any. */
  readonly host: string
  readonly times: number
}

/** What the predicates look at. */
export interface Said {
  readonly kind: string
  readonly value: string
  readonly confidence: string
  readonly host: string
  readonly frames: readonly number[]
}

export interface Never {
  readonly what: string
  readonly isIt: (said: Said) => boolean
}

function label(kinds: string, value: string, host: string, times = 1): Label {
  return { kinds: kinds === '' ? [] : kinds.split(' '), value, host, times }
}

const anything: Never = { what: 'any identifier', isIt: () => true }
const facebook = 'graph.facebook.com'
const branch = 'api2.branch.io'
/** Whom the phone registers with: the operator, by its name for the network or by its private address. */
const operator = ['ims.mnc410.mcc310.3gppnetwork.org', 'fd01::183']

export const labelledCaptures: readonly LabelledCapture[] = [
  {
    file: 'phone/quickplay-msisdn-sll-sanitised.pcap',
    labels: [
      label('msisdn', '09000000001', 'play-singtelhawk.quickplay.com'),
      label('account-credential user-id', 'u8jzPde-0I_gxLd6Gnc-fBAepfJ', 'api.account.xiaomi.com'),
      label('account-credential', 'Bd0Kh8oOOL8dKLzdocJ2isAj', 'api.account.xiaomi.com'),
      // In the user agent of nearly every request.
      label('device-model', 'MI 3W', ''),
      label('build', 'V6.4.2.0.KXDMICB', ''),
    ],
    never: [
      {
        what: 'identifiers in the 66 requests for pieces of video',
        isIt: ({ kind, frames }) =>
          kind !== 'device-model' && kind !== 'build' && !frames.includes(19) && !frames.includes(78),
      },
      {
        what: 'another telephone number',
        isIt: ({ kind, value }) => kind === 'msisdn' && !value.endsWith('9000000001'),
      },
    ],
  },
  {
    file: 'phone/xinxiansk-sdk-init.pcap',
    labels: [label('device-id imei', '350672920106648', 'sdk.xinxiansk.com')],
    never: [
      {
        what: 'an IMEI that is more than possible (its check digit is wrong)',
        isIt: ({ kind, confidence }) => kind === 'imei' && confidence !== 'possible',
      },
    ],
  },
  {
    file: 'phone/pushwoosh-hwid-webex.pcap',
    labels: [
      label('android-id', 'a375db57ef62d1c5', 'cp.pushwoosh.com', 2),
      label('push-token', 'APA91bHUHQqDA1', 'cp.pushwoosh.com'),
    ],
    // By SIP it registers in clear text, too.
    never: [
      {
        what: 'identifiers in the 49 flows of TLS',
        isIt: ({ host }) => host !== 'cp.pushwoosh.com' && host !== '172.16.1.75',
      },
    ],
  },
  {
    file: 'phone/qualcomm-xtra-waze.pcap',
    labels: [],
    never: [
      { what: 'an identifier told to XTRA', isIt: ({ host }) => host.endsWith('gpsonextra.net') },
      { what: 'rtserver-id', isIt: ({ value }) => value === '15' },
    ],
  },
  {
    file: 'phone/gtp-ims-iphone.pcap',
    labels: [
      label('imsi', '310410010001002', operator[0] as string, 3),
      label('imei', '354427063233479', operator[0] as string, 3),
      // In three registrations, and in five other messages to the same server.
      label('cell-id', '310-410-0001-1a2d001', '', 8),
    ],
    never: [
      {
        what: 'anything told to another one than the operator',
        isIt: ({ host }) => !operator.includes(host),
      },
    ],
  },
  { file: 'phone/nokia-2.2-boot-wifi.pcap', labels: [], never: [anything] },
  { file: 'phone/android10-private-dns-dot.pcap', labels: [], never: [anything] },
  { file: 'phone/pcapdroid-two-flows.pcap', labels: [], never: [anything] },
  {
    file: 'har/reporthar-android-first-run.har',
    labels: [
      label('advertising-id', '1209d0b9-b959-42e6-b921-aa5d9d08c1af', facebook, 4),
      label('advertising-id', '1209d0b9-b959-42e6-b921-aa5d9d08c1af', branch, 3),
      label('device-id install-id', 'ad2140b6-25f1-42d7-b45c-4c0e224ca64f', 'sessions.bugsnag.com'),
      label('device-id install-id', 'ad2140b6-25f1-42d7-b45c-4c0e224ca64f', 'notify.bugsnag.com'),
      label('user-id', '7d5a6fd0d53a566b', 'sessions.bugsnag.com'),
      label('user-id', '7d5a6fd0d53a566b', 'notify.bugsnag.com'),
      label('install-id', 'XZ9dd82044-772f-4b99-b17b-208e9c3cc38b', facebook, 3),
      label('device-id', '1172860168313205995', branch, 3),
      label('user-id install-id', '1172860168363571074', branch, 3),
      label('', 'T-Mobile', branch, 1),
      label('', '10.0.0.1', branch, 1),
    ],
    never: [
      {
        what: 'a number of the hardware that its sender calls none (is_hardware_id_real)',
        isIt: ({ value }) => /^(?:048f96ec|58efd809|c19d8fab)-/.test(value),
      },
    ],
  },
  {
    file: 'har/chrome.har',
    // Who recorded it was logged in at Google; three of the cookies have one value.
    labels: [
      'YAieF18TdLas-8SKhGKNYvnieZbB1wJ1jf2tW44mAWYKcppPKLvK_Ok7NklKqsURxU82bg.',
      'YAieF18TdLas-8SKhGKNYvnieZbB1wJ1jf2tW44mAWYKcppP1MvyqChs4flonGDrhu0qfw.',
      'YAieF18TdLas-8SKhGKNYvnieZbB1wJ1jf2tW44mAWYKcppPqnnM4L77WRxhbrutGn6uEw.',
      'AOiDlkphfGSlvWKsu',
      'A_mrp5cpjfkd72x04',
      'GtMYjIVXfk0omvEX/A1mpBXxfb2x4uc-qq',
      'lTu95MmvfwxU5H_h/Af79riHHI6PPtD3q3',
    ].map((value) => label('account-credential', value, 'www.google.com')),
    never: [
      {
        what: 'anything but the login at Google',
        isIt: ({ kind, host }) => kind !== 'account-credential' || host !== 'www.google.com',
      },
    ],
  },
  ...['charles.har', 'with-bom.har'].map(
    (name): LabelledCapture => ({ file: `har/${name}`, labels: [], never: [anything] }),
  ),
]
