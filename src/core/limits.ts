/**
 * The limits that decide how much of the input is read or kept, in one place; docs/limits.md says of each what happens
 * when it is reached: mostly an Anomaly of kind `limit` is noted, and the bytes that were not looked at are counted.
 * Thresholds by which something is recognised stand with what recognises it: beyond them it is another thing, or none.
 */
export const limits = {
  source: {
    /** Largest pcap record or pcapng block that is held in memory (libpcap's own bound). Larger: skipped. */
    recordBytesMax: 16_777_216,
    interfacesMax: 65_536,
    /** Comments that a pcapng file holds, and bytes kept of each text in it. */
    commentsMax: 1_000,
    commentBytesMax: 1_024,
    /** Apps and processes that a capture names. */
    appsMax: 65_535,
    numberedBlocksMax: 65_536,
    /** Bytes of decryption secrets in one pcapng file that are handed on. */
    secretsBytesMax: 67_108_864,
    /** Largest entry of a HAR, flow or log file that is held in memory. Larger: skipped. */
    entryBytesMax: 67_108_864,
    /** Longest head, or trailer, of a message in an entry. */
    entryHeadBytesMax: 4_194_304,
    /** Values (members, elements) in one entry: each costs more memory than its bytes. */
    entryValuesMax: 1_000_000,
    /** Connections of all files with entries of a run that are held open at a time; of a file behind others so many in any case. */
    connectionsMax: 65_536,
    furtherConnectionsMin: 4_096,
    /** Contacts in the device's own logs with an address that wait for its name, of all files of a run. */
    unnamedContactsMax: 65_536,
    /** Longest name of a server, an app or a program in such a file. */
    nameBytesMax: 1_025,
    /** Longest line of a log, and lines that are remembered to see that one comes again. */
    lineBytesMax: 16_777_216,
    linesRememberedMax: 1_000_000,
    /** Files in one zip archive that are looked at. */
    zipMembersMax: 65_536,
    /** Bytes of one archive, with those inside it, that are unpacked. */
    zipBytesMax: 4_294_967_296,
    /** Archives inside archives, and the largest one inside another: it is held in memory. */
    zipDepthMax: 4,
    zipNestedBytesMax: 134_217_728,
    /** Signatures of an archive's end that are looked at: a file can be made of them. */
    zipEndsMax: 1_024,
    /** Bytes of a NetLog that are held for what is still to come, of requests and of sockets each. */
    netlogHeldBytesMax: 67_108_864,
    /** Connections whose last payloads in alerts are kept, to see that they come again, and bytes of all of these. */
    payloadsKeptMax: 1_024,
    payloadBytesKeptMax: 16_777_216,
    /** Bytes of one body of a HAR file that are looked through in all, once for each member that the file lists. */
    listedSearchBytesMax: 268_435_456,
  },
  network: {
    /** Waiting for a server of pcap-over-IP to answer. */
    connectSecondsMax: 10,
    /** A capture that comes by UDP is over when nothing came for so long: it has no other end. */
    udpIdleSecondsMax: 300,
  },
  packet: {
    /** Headers inside headers (VLAN, PPPoE, MPLS labels, extension headers, tunnels) before a frame is given up. */
    nestingMax: 16,
    /** Protocols that frames are counted by name for; the rest are counted together. */
    namesMax: 256,
    /** Tunnels whose ends are kept. */
    tunnelsMax: 64,
    /** Fragments and datagrams that wait, and their bytes. */
    fragmentsMax: 10_000,
    fragmentBytesMax: 16_777_216,
    fragmentSecondsMax: 30,
    /** Messages of SCTP that wait for further chunks, and the bytes of one. */
    sctpMessagesMax: 64,
    sctpMessageBytesMax: 65_536,
    /** Frames that wait to be put in the order of their times, and their bytes. */
    waitingFramesMax: 262_144,
    waitingBytesMax: 67_108_864,
    /** Stations of a Wi-Fi whose frames are counted: of a crowd none is told from the others. */
    stationsMax: 1_024,
  },
  stream: {
    flowsMax: 1_000_000,
    /** Silence after which a conversation over UDP is over (RFC 4787, REQ-5), and a connection rests. */
    idleSecondsMax: 120,
    /** Silence after which a connection is over (RFC 5382, REQ-5), and connections that rest at a time. */
    restingSecondsMax: 7_440,
    restingFlowsMax: 1_024,
    /** Silence after which a closed connection is forgotten, and a flow of DNS over UDP on which no question waits. */
    closedSecondsMax: 5,
    /**
     * Out-of-order bytes kept for one direction of one flow (what phones and servers have on their way at once), how many
     * segments they may be, and bytes for all flows together.
     */
    heldBytesPerDirectionMax: 8_388_608,
    heldSegmentsPerDirectionMax: 4_096,
    heldBytesMax: 67_108_864,
    /**
     * Bytes of one direction that are read by a parser; beyond, they are counted. Reading holds none of them: positions are
     * small numbers up to there, and a program that wants to hide something has to send as much first.
     */
    depthBytesMax: 1_073_741_824,
    /** Connections open at the end of one capture that are looked for in the next. */
    openFlowsMax: 65_536,
    /** Connections open at the end of any capture of a run, or seen without their handshake, that are kept for that. */
    borderFlowsMax: 262_144,
    /**
     * What was delivered last is kept to compare it with segments that come again: bytes and segments (powers of two)
     * of all flows together, and how many segments of one direction are gone back.
     */
    deliveredBytesKept: 524_288,
    deliveredSegmentsKept: 4_096,
    comparedSegmentsMax: 1_024,
    /** Of the bytes to the client of one connection: the first ones alone are kept so. */
    comparedAnswerBytesMax: 65_536,
    /** Copies that differ: of one direction at a time, how many, and bytes of the stream around them that are read with them. */
    copiesPerDirectionMax: 64,
    copyContextBytesMax: 32_768,
    /** Bytes of copies and of what is around them that are held, of all flows together. */
    copyBytesMax: 4_194_304,
    /** Ways in which the copies of one direction are put together, and bytes that are read so beside the first way. */
    copyReadingsMax: 64,
    copyChoiceBytesMax: 1_048_576,
    /** Bytes that are read so in a capture, in all ways together. */
    copyReadBytesMax: 33_554_432,
    /** Of them, those after which copies are read all together only: at least, and for each byte that TCP carries beyond. */
    copyCaptureChoiceBytesMin: 4_194_304,
    copyCaptureChoicePerByteMax: 2,
    /** Of one capture: segments of which copies contradict each other, and may be damaged. */
    damagedSegmentsMax: 65_536,
    /** Of one capture: segments that came behind what follows them, and are waited for when it is read again. */
    lateSegmentsMax: 4_096,
    /** How often a capture is read at most: again, where more damaged or late segments became known. */
    readingsMax: 4,
  },
  message: {
    headBytesMax: 262_144,
    fieldsMax: 2_000,
    bodyBytesMax: 4_194_304,
    /** Uploads in parts that are under way, and bytes of one that are put together. */
    uploadsMax: 8,
    uploadBytesMax: 4_194_304,
    /** All bytes held by the parsers of all flows together. */
    heldBytesMax: 134_217_728,
    /** Buffers that lie ready for the next message, beyond those in use. */
    poolIdleBytesMax: 16_777_216,
    /** Longest start line that is found again after a gap. */
    resyncLineBytesMax: 8_192,
    pendingExchangesMax: 1_024,
    interimResponsesMax: 100,
    dnsNameBytesMax: 1_025,
    dnsPointersMax: 32,
    dnsQuestionsMax: 64,
    dnsRecordsMax: 1_024,
    tlsHandshakeBytesMax: 65_536,
    /** Secrets of a key log that are kept, and sessions that may be resumed. */
    keySecretsMax: 1_000_000,
    keySecretsOfOneMax: 8,
    tlsSessionsMax: 65_536,
    keyEchMax: 65_536,
    /** Keys of what programs encrypt themselves that are kept: each of them is tried on whatever may be encrypted. */
    keyPayloadMax: 1_024,
    tlsHiddenSecretsMax: 4_096,
    /** Record numbers tried for one record after a gap, and for all records of a connection. */
    tlsSequencesMax: 512,
    tlsTriesMax: 4_096,
    /**
     * Of a connection whose hello is not in the capture: highest number (not included) that its first record may have; and
     * work on secrets that may be its own, in blocks of AES, for one connection and for all of a capture.
     */
    tlsLateNumbersMax: 65_536,
    tlsLateTriesMax: 4_000_000,
    tlsLateCaptureTriesMax: 64_000_000,
    /** Encrypted records of a connection that pass while its secrets may still come (of a source that brings them as it is read). */
    tlsAwaitedRecordsMax: 64,
    /** Bytes of a connection that are kept until the hello comes that says how to open them. */
    tlsWaitingBytesMax: 131_072,
    /** Streams inside streams: TLS in a tunnel in TLS. */
    streamNestingMax: 8,
    /** Tunnels of any kind, one inside the other. */
    innerNestingMax: 16,
    quicCryptoBytesMax: 65_536,
    quicConnectionsMax: 65_536,
    /** Initial packets of one flow that are tried for its ClientHello, and datagrams that it is waited for. */
    quicInitialsMax: 64,
    /** Pieces of a ClientHello over QUIC that are kept apart until the bytes between them come. */
    quicCryptoPiecesMax: 256,
    /** With keys. Bytes of packets kept until the ClientHello is whole, or its secrets come; then of one connection: ids by which it is known again. */
    quicEarlyBytesMax: 65_536,
    quicConnectionIdsMax: 64,
    /** Where the ClientHello is not in the capture. Secrets tried on one connection, and on all of a capture: some 2 µs each. */
    quicHiddenSecretsMax: 1_024,
    quicLateTriesMax: 1_048_576,
    quicLateTriesOfAllMax: 4_194_304,
    /**
     * Openings of packets whose length or number is not known, of all connections of a capture: so many, some 8 µs each, and
     * one for so many bytes that are decrypted.
     */
    quicTrialsMin: 1_048_576,
    quicBytesPerTrial: 256,
    /** Streams of one connection that are open. */
    quicStreamsMax: 4_096,
    /** Runs of packet numbers of one side that are not in the capture, and may turn out to have been received. */
    quicHolesMax: 256,
    /** What waits in one direction of one stream for bytes before it: bytes, and pieces that do not touch. */
    quicHeldBytesPerStreamMax: 262_144,
    quicStreamPiecesMax: 1_024,
    /** Largest dynamic table of HPACK that is followed, for each direction of a connection. */
    hpackTableBytesMax: 65_536,
    /** Streams of one connection that are open at once. */
    httpStreamsMax: 1_024,
    /** Bytes of a streamed body (server-sent events) that are handed on as one piece. */
    streamPieceBytesMax: 65_536,
    /** Longest line of FTP, SMTP, POP3, IMAP and Telnet that is kept in one piece. */
    textLineBytesMax: 16_384,
    /** Destinations of the datagrams through one SOCKS proxy that are told apart. */
    socksDestinationsMax: 64,
    /** CoAP bodies of one flow that are being put together from blocks. */
    coapTransfersMax: 16,
    /** Blocks of one such body that wait for one in front of them. */
    coapEarlyBlocksMax: 64,
    /** Fields that the dynamic table of one direction of HTTP/3 keeps, as they weigh there. */
    qpackTableBytesMax: 65_536,
    /** Bytes that one byte of HTTP/3 fields may take out of the table. */
    qpackExpansionRatioMax: 1_000,
    /** First bytes of a stream that the choice of protocol may wait for. */
    sniffBytesMax: 64,
    /** Changes of protocol on one flow (CONNECT, upgrades). */
    protocolSwitchesMax: 8,
    /** Bytes of a stream of no known protocol that are searched; beyond, they are counted. */
    unrecognisedBytesMax: 65_536,
    /** Handshake messages of DTLS that wait for fragments in one direction, and fragments of each. */
    dtlsPartialsMax: 16,
    dtlsFragmentsMax: 1_024,
    /** Longest line of a key log: only an ECH configuration comes near it. */
    keyLogLineBytesMax: 8_192,
  },
  decode: {
    depthMax: 8,
    nodesMax: 16_384,
    /** Parts of the long texts of one message that are read where it has more values than that. */
    partsMax: 256,
    /** Values side by side in bytes that are no text, some at a time. */
    sideBySideMax: 131_072,
    expandedBytesMax: 33_554_432,
    expansionRatioMax: 1_000,
    /** Bytes that the messages of a capture expand to beyond so many times their own: of all of them. */
    captureExpandedBytesMax: 33_554_432,
    captureExpansionRatioMax: 50,
    /** Bytes of heads that are read in full beyond so many times those on the wire: of all messages of a capture. */
    captureHeadBytesMax: 67_108_864,
    captureHeadRatioMax: 100,
    /**
     * Work of the transforms of bytes tried for one message, which bounds time without a clock: 32 for one (an inflation, a
     * run of base64), 1 for that of a run of at most 64 bytes.
     */
    transformsMax: 65_536,
    jsonDepthMax: 64,
    /** Characters of the name of a value, and of the path of what holds it, that are kept: many values may share both. */
    nameCharactersMax: 256,
    pathCharactersMax: 1_024,
    multipartPartsMax: 256,
    /** Fields with numbered names, or elements of a list, that are put together to one value. */
    joinedFieldsMax: 4_096,
    archiveMembersMax: 256,
    /** Texts behind their lengths in one value of unknown form, after which no further run of characters is looked at. */
    sizedTextsMax: 64,
  },
  detect: {
    /** Observations kept of one exchange, and of one capture. */
    observationsPerExchangeMax: 256,
    observationsMax: 50_000,
    /** Of one value to one recipient, once half of the room is taken. */
    observationsPerValueMax: 1_000,
    /** Transmissions of a capture whose observations are not listed any more; and of one recipient, once half of the room is taken. */
    transmissionsMax: 100_000,
    transmissionsPerRecipientMax: 5_000,
    /**
     * Observations and transmissions of all captures of a run: each further capture has room for half of what is left of
     * them, and for so many in any case.
     */
    runObservationsMax: 150_000,
    runTransmissionsMax: 200_000,
    furtherCaptureMin: 256,
    /** Contacts by name with known senders; and with one of them, once half of the room is taken. */
    contactsMax: 50_000,
    contactsPerRecipientMax: 1_000,
    /** Ranges of frames that the observations of a capture list, and those that each lists beyond. */
    rangesMax: 250_000,
    rangesPerObservationMin: 64,
    /** Values of a profile, those of its places included, and its places, each of which is written in more ways than any value. */
    profileValuesMax: 10_000,
    profilePlacesMax: 500,
    profileBytesMax: 4_194_304,
    /** Characters of all values of a profile together: each is written in ways that take some hundred bytes for a character. */
    profileCharactersMax: 200_000,
    /** Lines and signs of YAML in a profile: more than so many values need, each in quotes and with a comment. */
    profileMarksMax: 80_000,
    /** First bytes of one decoded value in which values are recognised without a profile. */
    leafBytesMax: 1_048_576,
    /** Rows of one table in a text that are read by the names of its columns. */
    tableRowsMax: 4_096,
    /** Places noted in one message before overlapping ones are merged. */
    candidatesMax: 2_048,
    /** Pairs of coordinates of one document that are no place of the profile. */
    placesMax: 32,
    dismissalsMax: 64,
    /** Salted digests that are computed for one message: for each text of the profile, at least, and at most. */
    saltTrialsPerTextMax: 640,
    saltTrialsMin: 24_000,
    saltTrialsMax: 96_000,
    /** Of all messages of a capture, those beyond so many for each of their bytes. */
    captureSaltTrialsPerTextMax: 400_000,
    captureSaltTrialsMin: 12_000_000,
    captureSaltTrialsMax: 40_000_000,
    captureSaltTrialsPerByteMax: 4,
    /** Messages in which salts are tried on one field of one host, where none of them held a salted digest. */
    saltedFieldTriesMax: 32,
    /** The same of a field that holds what is written like random UUIDs, and of one value in whatever field. */
    saltedUuidTriesMax: 3,
    saltedValueTriesMax: 8,
    /** Messages in which the keys beside one value, of ciphers and of XOR, are tried on it in vain, and on values of one field of one host. */
    closedValueTriesMax: 8,
    closedFieldTriesMax: 64,
    /** Fields of one message that are tried as salts, and as keys of XOR and of ciphers. */
    saltFieldsMax: 256,
    keyFieldsMax: 48,
    /** Bytes of one message that are opened with the keys that it sends. */
    xorBytesMax: 8_388_608,
    /** Tries of keys of one message on its ciphertexts, of a few microseconds each; several IVs are one. As many are of keys that RC4 alone takes. */
    cipherTriesMax: 4_096,
    /** Tries of the keys that are given on what one message holds, of some microseconds each, and the bytes of one value on which they are tried. */
    givenKeyTriesMax: 65_536,
    givenKeyBytesMax: 16_777_216,
    /** Passphrases of a capture that are tried in a way that takes milliseconds each (PBKDF2). */
    captureLongTriesMax: 256,
    /** Bytes that what was opened of one value may expand to when it is decoded. */
    openedExpandedBytesMax: 1_048_576,
    /** Tokens of a digest's length, of one name and to one peer, that make a message worth trying salts on. */
    tokensTriedMax: 2,
    /** Spellings of one profile that are kept for the next time, and profiles whose spellings are kept. */
    keptBytesMax: 134_217_728,
    keptProfilesMax: 16,
  },
  device: {
    /** Device events of one file, and of all files of a run. */
    eventsMax: 500_000,
    eventNoteCharactersMax: 200,
    anchorsMax: 10_000,
    /** Bytes of an event file that are read, and that an archive may unpack to: they are held as one text, too. */
    eventFileBytesMax: 268_435_456,
    /** Events that one capture may show by itself. */
    derivedEventsMax: 20_000,
    /** Time stamps of SYNs that are held until it is noted which starts of devices they tell. */
    ticksHeldMax: 20_000,
    /** Oddities of one log that are noted one by one. */
    odditiesMax: 1_000,
  },
  correlate: {
    /** Flows whose time and size are kept for triggers and periods, of all recipients together. */
    seriesFlowsMax: 2_000_000,
    /** Series (recipients, and their size classes) that are compared with events; the busiest first. */
    seriesMax: 2_000,
    /** Events and sends by which clocks are compared, the first; events by which a reaction is told from an offset. */
    clockEventsMax: 4_000,
    clockSendsMax: 200_000,
    onsetEventsMax: 400,
    /** Sends of one series whose periods are looked for, its first: more cost time, and seldom add to what a period is. */
    periodSendsMax: 10_000,
  },
  pipeline: {
    /** Questions of DNS that wait for their answers while a slice is cut. */
    sliceQuestionsMax: 65_536,
    /** Messages that are put together to one that a program cut. */
    cutPiecesMax: 1_024,
    /** Damaged segments of one direction that are sought where bytes are missed. */
    leftOutSegmentsMax: 1_024,
    /** Connections of all captures by which captures of the same traffic are found, and captures that show one of them. */
    sameConnectionsMax: 1_048_576,
    sameCapturesMax: 8,
    /** Units of a fleet, and bytes of the table that lists them. */
    fleetUnitsMax: 100_000,
    fleetTableBytesMax: 67_108_864,
    /** Bytes of a result (`scan --json`) that is read in the place of its captures: what it says is held as a whole. */
    resultBytesMax: 805_306_368,
    /** Bytes of a result that a case keeps and that is read rather than made again: to read it takes several times its size of memory. */
    keptResultBytesMax: 268_435_456,
    /** Serial numbers that one capture of a unit sends. */
    unitSerialsMax: 64,
    /** Files that are read as one recording: of each the result tells its times and digest. */
    joinedFilesMax: 16_384,
  },
  diff: {
    /** Runs of one comparison, fields of one run, and values that are kept of one field. */
    runsMax: 16,
    fieldsMax: 100_000,
    valuesMax: 64,
  },
  link: {
    /** Values of one device that are kept, and hosts, flows, days and fields of each. */
    tokensMax: 200_000,
    placesMax: 64,
    /** Characters of one value, and of them how many are kept to be shown. */
    charsMax: 4_096,
    keptCharsMax: 512,
    /** Parts of one text with marks between. */
    partsMax: 16,
  },
  attribute: {
    recipientsMax: 20_000,
    /** Addresses of a local network whose connections are counted: those of a whole network of 24 bits, and more. */
    localDevicesMax: 1_024,
    /** Addresses of all recipients together, beside the first of each. */
    addressesMax: 200_000,
    dnsAnswersMax: 200_000,
    /** Names told for one address that are looked through, newest first, for the client's own. */
    namesScannedMax: 64,
    /** Pages (4 KiB of keys) of one data file that are kept in memory. */
    dataPagesMax: 32,
    /** CNAMEs of one chain that are kept and followed. */
    cnamesMax: 32,
    /** Apps that are told apart for one recipient. */
    appsMax: 256,
    /** Characters of a host name that is looked up (RFC 1035 section 2.3.4); a longer one has no organisation. */
    hostCharactersMax: 253,
  },
  report: {
    anomalySamplesMax: 5,
    localNamesMax: 256,
    /** Places (recipient, path, field) whose opaque payloads are told, and payloads of each that are compared. */
    opaquePayloadsMax: 1_000,
    opaqueJudgedMax: 256,
    /** Bytes of a body in pieces that an export of requests holds. */
    exportedBodyBytesMax: 16_777_216,
    dismissalsMax: 1_000,
    /** Reasons of one finding that are listed. */
    reasonsMax: 24,
    /** Characters of a request's path that are told; it stands beside each observation. */
    pathCharactersMax: 1_024,
  },
  query: {
    /** Memory and threads of the database that a query runs in, and seconds that it may take. */
    memoryBytesMax: 1_073_741_824,
    threadsMax: 2,
    secondsMax: 60,
    /** Seconds that reading one file of a table may take. */
    readSecondsMax: 60,
    /** Rows that a table on the terminal shows, and characters of one cell. */
    rowsShownMax: 1_000,
    cellCharactersMax: 80,
    /** Rows of one table that are gone, new or changed in another result: listed, and shown on the terminal. */
    changesListedMax: 1_000,
    changesShownMax: 10,
  },
} as const
