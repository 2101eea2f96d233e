/**
 * The tables of a result, as data: their Parquet files, the tables of `varde query` and docs/tables.md follow from this
 * list. A column that is added, renamed or read from elsewhere needs another `tablesVersion`: it is part of a result's
 * key, so that results with other tables stand beside the old ones.
 */
import type { Column, ColumnType, Table } from './types.ts'

/** Version of the tables: raised when a column is added, renamed or read from elsewhere. */
export const tablesVersion = 'varde/tables@5'

type Make = (name: string, from: string, about: string) => Column

function column(type: ColumnType): Make {
  return (name, from, about) => ({ name, type, from, about })
}

const text = column('text')
const texts = column('texts')
const integer = column('integer')
const integers = column('integers')
const number = column('number')
const flag = column('flag')
const time = column('time')

/** Captured text: masked unless revealed. */
function hidden(one: Column, path: string | null = one.from): Column {
  return { ...one, hidden: { path } }
}

const capture = integer('capture', 'capture', 'number of the capture, from 0: captures.capture')
const recipient = text('recipient', 'recipient', 'recipients.id')
const copyAbout = 'first or other, where the capture holds these bytes twice and differently; NULL elsewhere'

function exchangeColumns(at: string): Column[] {
  return [
    text('protocol', `${at}.protocol`, 'as http, dns'),
    hidden(text('method', `${at}.method`, 'of the request; empty where there is none')),
    hidden(text('host', `${at}.host`, 'name the request was for')),
    hidden(text('path', `${at}.path`, 'of the request, without its query')),
    integer('port', `${at}.port`, 'of the server'),
    integer('status', `${at}.status`, 'of the answer; 0: none was seen'),
    hidden(
      text('asked', `${at}.asked`, 'domain of the name that a question of DNS asks for; NULL elsewhere'),
    ),
    flag('has_no_answer', `${at}.hasNoAnswer`, 'true: its protocol sends no answer to it; NULL elsewhere'),
    flag('may_be_unsent', `${at}.mayBeUnsent`, 'true: nothing shows that it was sent; NULL elsewhere'),
    flag(
      'opened_by_proxy',
      `${at}.isOpenedByProxy`,
      'true: what encrypts it ends at a proxy; NULL elsewhere',
    ),
    flag(
      'sealed_by_program',
      `${at}.isSealedByProgram`,
      'true: the program encrypted it itself, and it was opened with a key that was given or is published; NULL elsewhere',
    ),
    text('community_id', `${at}.communityId`, 'Community ID of the connection, as other tools compute it'),
    texts('tunnels', `${at}.tunnels`, 'tunnels that its packets came through'),
    hidden(
      texts(
        'code',
        `${at}.code`,
        'methods of the app that sent it, the innermost first, where the recorder saw them',
      ),
    ),
  ]
}

/** All tables, in the order of docs/tables.md. `from` is the path in `varde/scan@1`. */
export const resultTables: readonly Table[] = [
  {
    name: 'scans',
    about: 'The scan as a whole: one row for each result.',
    rows: [],
    columns: [
      text('verdict', 'verdict.label', 'what was found, in a word or two'),
      text('verdict_severity', 'verdict.severity', 'of the gravest finding; NULL: nothing was found'),
      hidden(text('verdict_sentence', 'verdict.sentence', 'the first sentence of the report')),
      { ...text('profile', 'profile.name', 'name of the profile; NULL without one'), isName: true },
      texts(
        'profile_kinds',
        'profile.kinds',
        'identifiers of which the profile has values, or says that there are none',
      ),
      texts(
        'untraceable',
        'profile.untraceable',
        'identifiers of the profile that are too short to be looked for',
      ),
      integer('exchanges', 'exchanges', 'requests with their answers that were read'),
      integer('key_secrets', 'keys.secrets', 'TLS secrets that were given'),
      integer('key_connections', 'keys.connections', 'connections that the secrets are for'),
      integer('key_bad_lines', 'keys.badLines', 'lines of key logs that could not be read'),
      integer('key_late_connections', 'keys.lateConnections', 'connections whose secrets came too late'),
      number('clock_offset_ms', 'clock.offsetMs', "what to add to the phone's times to get the capture's"),
      number('clock_uncertainty_ms', 'clock.uncertaintyMs', 'give or take'),
      number('clock_drift_ms_per_day', 'clock.driftMsPerDay', 'how much the phone gains in a day'),
      text('clock_method', 'clock.method', 'how that was found'),
      integer('compared_pairs', 'comparisons.pairs', 'pairs of event and recipient that were compared'),
      number('false_discovery_rate', 'comparisons.falseDiscoveryRate', 'that triggers were held to'),
      number('observed_seconds', 'comparisons.observedSeconds', 'time under observation'),
      integer(
        'series_left_out',
        'comparisons.seriesLeftOut',
        'series of sends that were too many to compare',
      ),
      integer(
        'left_out_unsent',
        'comparisons.mayBeUnsent',
        'requests that may never have been sent, and were not compared; NULL: none',
      ),
    ],
  },
  {
    name: 'captures',
    about: 'A file of evidence that was scanned.',
    rows: ['captures'],
    columns: [
      integer('capture', '#', 'number that other tables refer to'),
      text('file', 'path', 'place in the case'),
      text('sha256', 'sha256', 'digest of the file; of a recording in several files that of all their bytes'),
      text('format', 'format', 'as pcapng, har'),
      flag('gzip', 'gzip', 'it was packed'),
      integer('file_bytes', 'fileBytes', 'size of the file'),
      integer('bytes', 'bytes', 'of its packets or entries'),
      text('places', 'places', 'what its numbers count: frames or entries'),
      integer('packets', 'packets', 'packets in it'),
      integer('entries', 'entries', 'entries in it'),
      time('first_at', 'firstAt', 'of the first packet or entry'),
      time('last_at', 'lastAt', 'of the last one'),
      hidden(text('application', 'application', 'what wrote the file, as it says')),
      hidden(texts('comments', 'comments', 'comments in the file')),
    ],
  },
  {
    name: 'recorded_device',
    about: 'What the file says of the device that was recorded, in its own words.',
    rows: ['captures', 'recorded', 'device', '*'],
    columns: [
      integer('capture', '^^^#', 'captures.capture'),
      text('name', 'name', 'of what is said, as platform'),
      hidden(text('value', 'value', 'what is said')),
    ],
  },
  {
    name: 'recorded_apps',
    about: 'An app that was recorded, in the words of the file.',
    rows: ['captures', 'recorded', 'apps'],
    columns: [
      integer('capture', '^^#', 'captures.capture'),
      hidden(text('app', 'id', 'package or bundle')),
      hidden(text('name', 'name', 'its name')),
      text('version', 'version', 'its version'),
    ],
  },
  {
    name: 'coverage',
    about: 'A count of the coverage statement: what became of every byte.',
    rows: ['coverage', '**'],
    columns: [
      text('part', 'part', 'as frames, streams, messages, summary'),
      text('name', 'name', 'what was counted, as total, skipped.media content'),
      number('count', 'count', 'frames, bytes or pieces, as the name says'),
    ],
  },
  {
    name: 'recipients',
    about: 'Someone the phone talked to: a host name, or an address where there is no name.',
    rows: ['recipients'],
    columns: [
      text('id', 'id', 'r1, r2 … within the result'),
      hidden(text('host', 'host', 'name; empty where none is known')),
      text('name_evidence', 'nameEvidence', 'where the name comes from'),
      hidden(text('domain', 'domain', 'registrable domain')),
      text('organisation_id', 'organisation.id', 'key of the organisation'),
      text('organisation', 'organisation.name', 'who it belongs to'),
      text('parent', 'organisation.parent', 'who that belongs to'),
      text('country', 'organisation.country', 'seat of its parent, or its own (not where the server stands)'),
      text('seat', 'organisation.seat', 'where it is established itself'),
      text('state_control', 'organisation.stateControl', 'controls, stake or none-known'),
      text('use', 'organisation.use', 'what the host is for'),
      flag('shared_infrastructure', 'organisation.sharedInfrastructure', 'others are served from there, too'),
      text('source', 'organisation.source', 'who says that it belongs to them'),
      text('confidence', 'organisation.confidence', 'certain, probable or possible'),
      hidden(text('ambiguity', 'ambiguity', 'why it may be someone else')),
      integers('ports', 'ports', 'ports of the server'),
      texts('protocols', 'protocols', 'protocols seen'),
      texts('senders', 'senders', 'apps.id of those whose flows went there'),
      flag('ech', 'ech', 'some hello offered Encrypted Client Hello'),
      flag('dns_hidden', 'dnsHidden', 'some encrypted DNS to it could not be read'),
      integer('flows', 'flows', 'connections'),
      integer('bytes_to_server', 'bytesToServer', 'sent to it'),
      integer('bytes_to_client', 'bytesToClient', 'received from it'),
      integer('bytes_missing', 'missing', 'sent to it and not in the capture; NULL: no capture lacks any'),
    ],
  },
  {
    name: 'recipient_addresses',
    about: 'An address of a recipient.',
    rows: ['recipients', 'addresses'],
    columns: [
      text('recipient', '^id', 'recipients.id'),
      text('address', 'address', 'IPv4 or IPv6'),
      text('scope', 'scope', 'as global, private'),
      flag('asked', 'asked', 'true: only proxies were asked to reach it there; NULL: it was spoken to'),
    ],
  },
  {
    name: 'recipient_proxies',
    about:
      'An address at which a proxy was asked to reach a recipient, or that stood for it: not where it is.',
    rows: ['recipients', 'proxies'],
    columns: [
      text('recipient', '^id', 'recipients.id'),
      text('address', 'address', 'IPv4 or IPv6'),
      text('scope', 'scope', 'as global, private'),
    ],
  },
  {
    name: 'recipient_networks',
    about: "Who announces a recipient's address, by one source.",
    rows: ['recipients', 'networks'],
    columns: [
      text('recipient', '^id', 'recipients.id'),
      text('address', 'address', 'IPv4 or IPv6'),
      integer('asn', 'asn', 'number of the autonomous system'),
      text('name', 'name', 'its name'),
      text('source', 'source', 'data set that says so'),
    ],
  },
  {
    name: 'recipient_countries',
    about: "In which country a recipient's address is, by one source.",
    rows: ['recipients', 'countries'],
    columns: [
      text('recipient', '^id', 'recipients.id'),
      text('address', 'address', 'IPv4 or IPv6'),
      text('country', 'country', 'two letters'),
      text('source', 'source', 'data set that says so'),
      text('built_on', 'builtOn', 'its date'),
      flag('agreed', 'agreed', 'all sources say the same'),
    ],
  },
  {
    name: 'recipient_apps',
    about: "An app that contacted a recipient, as the device's own log says.",
    rows: ['recipients', 'apps'],
    columns: [
      text('recipient', '^id', 'recipients.id'),
      hidden(text('app', 'app', 'package or bundle; empty where the log has no name')),
      text('source', 'source', 'format of the log'),
      integer('contacts', 'contacts', 'how often'),
      time('first_at', 'firstAt', 'first time'),
      time('last_at', 'lastAt', 'last time'),
    ],
  },
  {
    name: 'apps',
    about: 'A program on the device, as the capture names it.',
    rows: ['apps'],
    columns: [
      text('id', 'id', 'a1, a2 … within the result'),
      hidden(text('package', 'package', 'Android package')),
      hidden(text('name', 'name', 'name of the app or process')),
      integer('uid', 'uid', "Android's number of the app, or of the user"),
      integers('pids', 'pids', 'numbers of its processes'),
      hidden(text('path', 'path', 'of the program')),
    ],
  },
  {
    name: 'tunnels',
    about: 'A tunnel that packets came through.',
    rows: ['tunnels'],
    columns: [
      capture,
      text('kind', 'kind', 'as gre, vxlan'),
      text('source', 'source', 'one end'),
      text('target', 'target', 'the other end'),
      integer('port', 'port', 'of the target'),
      integer('packets', 'packets', 'packets that came through'),
    ],
  },
  {
    name: 'observations',
    about: 'One place where traffic shows an identifier: a fact.',
    rows: ['observations'],
    columns: [
      text('id', 'id', 'o1, o2 … within the result'),
      capture,
      text('identifier', 'identifier', 'kind of the value, as imei, wifi-mac'),
      hidden(text('value', 'value', 'as it stands in the traffic'), 'masked'),
      hidden(text('normal', 'normal', 'in its normal form; NULL unless revealed'), null),
      text('written_as', 'writtenAs', 'how it was written, as md5; empty: as it is'),
      text('confidence', 'confidence', 'certain, probable or possible'),
      text('found_by', 'by', 'family, adapter or detector that found it'),
      hidden(texts('reasons', 'reasons', 'why we believe it')),
      recipient,
      text('copy', 'copy', copyAbout),
      text('protection', 'protection', 'plaintext, unknown, or what it was encrypted with'),
      text('direction', 'direction', 'sent or received'),
      time('seen_at', 'at', "by the capture's clock"),
      integers('frames', 'frames', 'frames (or entries) that carry it'),
      integer('exchange', 'exchange.id', 'number of the exchange in its capture: transmissions.exchange'),
      ...exchangeColumns('exchange'),
    ],
  },
  {
    name: 'observation_spans',
    about: 'Bytes in the capture that carry an observation.',
    rows: ['observations', 'spans'],
    columns: [
      text('observation', '^id', 'observations.id'),
      integer('frame', 'frame', 'number of the frame, from 1 (or of the entry)'),
      integer('first_byte', 'start', 'from 0'),
      integer('end_byte', 'end', 'the first one behind'),
    ],
  },
  {
    name: 'observation_steps',
    about: 'A step of decoding on the way to the value.',
    rows: ['observations', 'chain'],
    columns: [
      text('observation', '^id', 'observations.id'),
      integer('position', '#', 'from 0, the outermost first'),
      text('step', 'step', 'as body, base64, json'),
      hidden(text('detail', 'detail', 'such as the path in JSON')),
    ],
  },
  {
    name: 'transmissions',
    about: 'An exchange that carries one or more identifiers to a recipient.',
    rows: ['transmissions'],
    columns: [
      capture,
      integer('exchange', 'exchange', 'number of the exchange in its capture'),
      time('sent_at', 'at', "by the capture's clock"),
      recipient,
      texts('identifiers', 'identifiers', 'kinds of the values in it'),
      texts('families', 'families', 'known senders whose form it has'),
      text('app', 'app', 'apps.id; NULL where the capture does not say'),
      integers('frames', 'frames', 'frames (or entries) that carry it'),
      text('copy', 'copy', copyAbout),
      text('protection', 'protection', 'plaintext, unknown, or what it was encrypted with'),
      flag('accepted', 'receipt.accepted', 'what the answer says; NULL where it does not say'),
      hidden(text('receipt_reason', 'receipt.reason', 'how that was read')),
      text(
        'receipt_unshown',
        'receipt.unshown',
        'why an answer shows no receipt (early, interim, not-whole); NULL: it shows it',
      ),
      flag(
        'receipt_of_network',
        'receipt.isOfNetwork',
        'the network on the way answered in the place of the server',
      ),
      ...exchangeColumns('summary'),
    ],
  },
  {
    name: 'contacts',
    about: 'A known sender seen by its name alone: nothing of its content was readable.',
    rows: ['contacts'],
    columns: [
      capture,
      recipient,
      text('family', 'family', 'the known sender'),
      text('confidence', 'confidence', 'certain, probable or possible'),
      text('source', 'source', 'where the name was seen, as dns-question, sni, host'),
      hidden(text('name', 'name', 'the name that was seen')),
      time('seen_at', 'at', "by the capture's clock"),
      integer('frame', 'frame', 'number of the frame (or entry)'),
      text('sender', 'sender', 'address in a local network that asked or connected; NULL elsewhere'),
    ],
  },
  {
    name: 'findings',
    about: 'An assessed claim, with what speaks for it and against it.',
    rows: ['findings'],
    columns: [
      text('id', 'id', 'f1, f2 … within the result'),
      text('title', 'title', 'what it is about'),
      text('severity', 'severity', 'low, medium, high or critical'),
      text('confidence', 'confidence', 'certain, probable or possible'),
      text('family', 'family', 'known sender; NULL where there is none'),
      hidden(texts('reasons', 'reasons', 'what speaks for it')),
      hidden(texts('counter_evidence', 'counterEvidence', 'what speaks against it')),
      recipient,
      texts('identifiers', 'identifiers', 'kinds of the values'),
      integer('transmissions', 'transmissions', 'how many carry them'),
      texts('observations', 'observations', 'observations.id of each'),
      time('first_at', 'firstAt', 'first time'),
      time('last_at', 'lastAt', 'last time'),
    ],
  },
  {
    name: 'dismissals',
    about: 'A value that was looked at and is no identifier.',
    rows: ['dismissals'],
    columns: [
      text('identifier', 'identifier', 'kind that it looked like'),
      hidden(text('value', 'value', 'as it stands in the traffic'), 'masked'),
      hidden(text('reason', 'reason', 'why it is none')),
      recipient,
      integer('count', 'count', 'how often'),
    ],
  },
  {
    name: 'opaque',
    about:
      'Payloads that resist: no decoder claims their bytes, and they look random. By recipient, place and field.',
    rows: ['opaque'],
    columns: [
      capture,
      recipient,
      text('protocol', 'protocol', 'as http, mqtt'),
      hidden(text('place', 'place', 'method and path, ids in it as *')),
      hidden(text('field', 'field', 'name of the value; empty for a whole body')),
      text(
        'written',
        'written',
        'bytes, base64, hex, base32, characters (one for each byte) or text (in an alphabet that is not known)',
      ),
      integer('count', 'count', 'how many'),
      integer('bytes', 'bytes', 'of all together, as they are written'),
      integer('bytes_min', 'bytesMin', 'of the shortest'),
      integer('bytes_max', 'bytesMax', 'of the longest'),
      number('entropy_bits', 'entropyBits', 'bits per byte, on average of those judged'),
      integer('judged', 'judged', 'how many were looked at for this'),
      integer('distinct_contents', 'distinct', 'different contents among those judged'),
      integer('same_first_bytes', 'sameFirstBytes', 'first bytes that all have in common, up to 64'),
      time('first_at', 'firstAt', 'first time'),
      integer('first_frame', 'firstFrame', 'frame (or entry) of the first'),
      time('last_at', 'lastAt', 'last time'),
      integer('last_frame', 'lastFrame', 'frame (or entry) of the last'),
    ],
  },
  {
    name: 'local_names',
    about: 'A name that the phone tells the network it is in.',
    rows: ['localNames'],
    columns: [
      text('kind', 'kind', 'as host-name, client-id'),
      text('address', 'address', 'of the phone'),
      hidden(text('value', 'value', 'the name'), 'masked'),
      integer('frame', 'frame', 'number of the frame'),
    ],
  },
  {
    name: 'server_names',
    about: 'A name that a TLS or QUIC hello asked for.',
    rows: ['serverNames'],
    columns: [
      hidden(text('name', 'name', 'of the server')),
      text('transport', 'transport', 'tls or quic'),
      integer('hellos', 'hellos', 'how often'),
    ],
  },
  {
    name: 'dns_names',
    about: 'A name that DNS was asked for.',
    rows: ['dnsNames'],
    columns: [hidden(text('name', '.', 'the name'))],
  },
  {
    name: 'resolvers',
    about: 'A resolver that was asked by encrypted DNS.',
    rows: ['resolvers'],
    columns: [
      hidden(text('host', 'host', 'its name')),
      integer('questions', 'questions', 'how many could be read'),
    ],
  },
  {
    name: 'anomalies',
    about: 'A kind of oddity in a capture, or a limit that was reached: what may have been missed.',
    rows: ['anomalies'],
    columns: [
      capture,
      text('code', 'code', 'as message.dns.name_loop'),
      text('kind', 'kind', 'as malformed, gap, limit'),
      text('sentence', 'sentence', 'what it means'),
      integer('count', 'count', 'how often'),
    ],
  },
  {
    name: 'anomaly_samples',
    about: 'One of the first places where an anomaly was seen.',
    rows: ['anomalies', 'samples'],
    columns: [
      integer('capture', '^capture', 'captures.capture'),
      text('code', '^code', 'anomalies.code'),
      integer('frame', 'frame', 'number of the frame (or entry)'),
      hidden(text('detail', 'detail', 'what was odd there')),
    ],
  },
  {
    name: 'events',
    about: 'How many events of a kind the device reported.',
    rows: ['events'],
    columns: [
      text('kind', 'kind', 'as boot, unlock'),
      integer('given', 'given', 'in logs of the device'),
      integer('derived', 'derived', 'seen in the traffic itself'),
    ],
  },
  {
    name: 'triggers',
    about: 'A kind of event that sends to a recipient follow, with the numbers behind it.',
    rows: ['triggers'],
    columns: [
      text('event', 'event', 'kind of the event'),
      recipient,
      number('flow_bytes_min', 'flows.bytesMin', 'size class of the flows; NULL: all of the recipient'),
      number('flow_bytes_max', 'flows.bytesMax', 'its upper end'),
      integer('exposures', 'exposures', 'events whose window was observed whole'),
      integer('hits', 'hits', 'those of them with a send in the window'),
      number('window_from_ms', 'windowFromMs', 'start of the window after the event'),
      number('window_ms', 'windowMs', 'its end'),
      number('latency_first_ms', 'latencyMs.first', 'least delay of a hit; below 0: before the event'),
      number('latency_median_ms', 'latencyMs.median', 'delay of the middle hit'),
      number('latency_p90_ms', 'latencyMs.p90', 'delay that nine in ten hits keep'),
      number('latency_last_ms', 'latencyMs.last', 'longest delay of a hit'),
      number('lift', 'lift', 'hits against what chance gives'),
      number('p_value', 'pValue', 'by random shifts of the events'),
      number('q_value', 'qValue', 'corrected for the number of comparisons'),
      text('explained_by', 'explainedBy', 'another event that explains it; NULL: none'),
      flag('may_add', 'mayAdd', 'it may add to that event all the same; NULL: it is shown not to'),
      texts('together_with', 'togetherWith', 'events that cannot be told from it here'),
      flag('derived', 'isDerived', 'the events were read from the traffic itself'),
      hidden(text('sentence', 'sentence', 'the same in words')),
    ],
  },
  {
    name: 'periods',
    about: 'Sends to a recipient at regular intervals.',
    rows: ['periods'],
    columns: [
      recipient,
      number('flow_bytes_min', 'flows.bytesMin', 'size class of the flows; NULL: all of the recipient'),
      number('flow_bytes_max', 'flows.bytesMax', 'its upper end'),
      text('law', 'law', 'constant, jittered, retry-ladder, back-off or calendar'),
      number('period_s', 'periodS', 'seconds between sends'),
      number('jitter_s', 'jitterS', 'half the width of the middle two thirds of the deviations'),
      integer('count', 'count', 'intervals seen'),
      flag('of_bursts', 'isOfBursts', 'most of what comes is several sends; NULL: single ones'),
      integer(
        'stops_after',
        'stopsAfter',
        'sends after the first until there is silence; NULL: does not stop',
      ),
      integer('ladders', 'ladders', 'series that stopped so; NULL: does not stop'),
      text('until', 'until', 'event behind which sending began again; NULL: none is known'),
      number('factor', 'factor', 'of back-off: how much longer each wait is'),
      integer('every_days', 'everyDays', 'of a calendar: days from one send to the next'),
      integer('days', 'days', 'of a calendar: days on which a send would have been seen'),
      number('p_value', 'pValue', 'of such regularity by chance'),
      hidden(text('sentence', 'sentence', 'the same in words')),
    ],
  },
  {
    name: 'data_sets',
    about: 'A data set that names and countries come from.',
    rows: ['dataSets'],
    columns: [
      text('name', 'name', 'of the data set'),
      text('built_on', 'builtOn', 'its date'),
      text('licence', 'licence', 'its licence'),
      text('attribution', 'attribution', 'who is to be named'),
    ],
  },
]
