import type { LetterTexts } from './texts.ts'

/** The letters in Norwegian (bokmål). */
export const nb: LetterTexts = {
  titles: {
    summary: 'Hva denne telefonen fortalte fremmede',
    complaint: 'Klage til tilsynsmyndigheten',
    'access-request': 'Krav om innsyn i personopplysninger[[ (personvernforordningen artikkel 15)]]',
    'right-of-reply': 'Spørsmål før publisering',
    'controller-notice': 'Melding om trafikk fra deres enhet',
    'breach-memo': 'Notat: vurdering av et mulig brudd på personopplysningssikkerheten',
  },
  writer: '[navn, adresse, e-post]',
  onBehalf:
    '[hvis du skriver for noen andre (et barn, en ansatt, et medlem): for hvem, og med hvilken rett[[ eller fullmakt (personvernforordningen artikkel 80)]]]',
  device: '[enhet]',
  phone: 'telefonen',
  controllerUnknown: '[produsenten eller den som driver tjenesten]',
  operatorUnknown: '[den som driver {host}]',
  authorityOfPart: '[den ansvarlige delstatens datatilsynsmyndighet]',
  to: 'Til',
  from: 'Fra',
  about: 'Gjelder',
  day: 'Dato',
  headings: {
    facts: 'Hva som ble sett',
    table: 'Sendinger',
    provisions: 'Bestemmelser som dette reiser spørsmål etter',
    procedure: 'Rettigheter og saksgang',
    requests: 'Hva jeg ber om',
    method: 'Hvordan det ble funnet',
    limits: 'Hva dette ikke viser',
    questions: 'Spørsmål',
    against: 'Hva som taler imot',
  },
  columns: {
    time: 'Tid ({zone})',
    host: 'Mottaker',
    field: 'Hva',
    value: 'Verdi (delvis skjult)',
    valueShown: 'Verdi',
    protection: 'Underveis',
    finding: 'Funn',
  },
  protection: { plaintext: 'ikke kryptert', encrypted: 'kryptert', untold: 'ikke kjent' },
  sent: 'Mellom {first} og {last} ({zone}) sendte {device} {count} meldinger til {host}. De inneholdt: {identifiers}. ({finding})',
  sentAtOnce:
    'Den {first} ({zone}) sendte {device} {count} meldinger til {host}. De inneholdt: {identifiers}. ({finding})',
  sentOnce:
    'Den {first} ({zone}) sendte {device} én melding til {host}. Den inneholdt: {identifiers}. ({finding})',
  sentUndated:
    'På et tidspunkt som ikke er kjent, sendte {device} {count} meldinger til {host}. De inneholdt: {identifiers}. ({finding})',
  sentOnceUndated:
    'På et tidspunkt som ikke er kjent, sendte {device} én melding til {host}. Den inneholdt: {identifiers}. ({finding})',
  perhapsSent:
    '{device} skulle sende {count} meldinger til {host}, som inneholder: {identifiers}. De ble oppgitt, og ingenting viser at de ble sendt. ({finding})',
  perhapsSentOnce:
    '{device} skulle sende én melding til {host}, som inneholder: {identifiers}. Den ble oppgitt, og ingenting viser at den ble sendt. ({finding})',
  perhapsSentSome:
    'I {perhaps} av {all} tilfeller ble meldingen oppgitt, og kanskje aldri sendt. ({finding})',
  nameSeen: 'Navnet {host} ble sett; hva som eventuelt ble sendt dit, er ikke kjent. ({finding})',
  local:
    '{host} ble ikke nådd på noen adresse på Internett, men i nettet som telefonen brukte, eller i operatørens nett. ({finding})',
  onDevice: '{host} er et annet program på selve telefonen. ({finding})',
  localHost: '{host} (ikke nådd på noen adresse på Internett)',
  recipient:
    'Offentlige opplysninger peker på {organisation} som den som driver tjeneren ({source}){seat}. ({finding})',
  recipientPlain:
    'Offentlige opplysninger peker på {organisation} som den som driver tjeneren{seat}. ({finding})',
  recipientUnsure:
    'Det kan være at {organisation} driver tjeneren{seat}. Ingen kilde for det er lest: må bekreftes før det siteres. ({finding})',
  parentSeat: '; morselskapets sete{asOf}: {country}',
  asOf: ' (per {day})',
  ownSeat: '; sete: {country}',
  firstRows: 'de første {shown} av {all}',
  more: '{named} og {count} til',
  someValues: '{kind} ({some} av {all} verdier)',
  clear: 'Meldingene var ikke kryptert: alle underveis kunne lese dem. ({finding})',
  clearSome:
    '{open} av {all} meldinger var ikke kryptert: alle underveis kunne lese dem. Resten var kryptert. ({finding})',
  clearLocal: 'Meldingene var ikke kryptert. ({finding})',
  clearLocalOnce: 'Meldingen var ikke kryptert. ({finding})',
  clearSomeLocal: '{open} av {all} meldinger var ikke kryptert; resten var kryptert. ({finding})',
  encrypted: 'Meldingene var kryptert: ingen underveis kunne lese dem uten nøklene. ({finding})',
  encryptedOnce: 'Meldingen var kryptert: ingen underveis kunne lese den uten nøklene. ({finding})',
  sealedByProgram:
    'Programmet krypterte selv det som ble sendt; for denne rapporten ble det åpnet med en kjent nøkkel. ({finding})',
  sealedPublicly:
    'Programmet krypterte selv det som ble sendt, med en nøkkel som er lik i alle eksemplarer og er offentliggjort: hvem som helst underveis kan åpne det. ({finding})',
  untold: 'Det som er registrert om dem, viser ikke om de var kryptert. ({finding})',
  untoldOnce: 'Det som er registrert om den, viser ikke om den var kryptert. ({finding})',
  untoldSome:
    'For {untold} av de {all} meldingene viser ikke det som er registrert, om de var kryptert. ({finding})',
  refusedSome:
    'Tjeneren avviste opplysningene i {refused} av {all} tilfeller, men hadde da mottatt dem. ({finding})',
  when: {
    followed: 'Av {exposures} {events} ble {hits} fulgt av en melding til {host} innen {until}{numbers}.',
    followedLate:
      'Av {exposures} {events} ble {hits} fulgt av en melding til {host} {from} til {until} senere{numbers}.',
    followedAt: 'Av {exposures} {events} ble {hits} fulgt av en melding til {host} {until} senere{numbers}.',
    beside: 'Av {exposures} {events} kom {hits} sammen med en melding til {host}{numbers}.',
    numbers: ' (median {median}; tilfeldigheter alene gir {expected}; {chance})',
    numbersBeside: ' (tilfeldigheter alene gir {expected}; {chance})',
    derived: '{events} (sett i trafikken)',
    regular: 'Meldinger til {host} kom med et fast mellomrom på {interval} ({count} mellomrom).',
    bursts:
      'Flere meldinger om gangen kom til {host}, med et fast mellomrom på {interval} fra den ene gangen til den neste ({count} mellomrom).',
    again:
      'Når ikke noe annet utløste dem, kom meldinger til {host} med et mellomrom på {interval} ({count} mellomrom).',
    ladder:
      'Etter en melding til {host} fulgte {retries} til, med et mellomrom på {interval}, og så ingen (slike serier: {ladders}).',
    returned: 'Sendingen begynte igjen innen fem minutter etter hendelser av ett slag: {events}.',
    backOff:
      'Meldinger til {host} kom med økende mellomrom: først omtrent {interval}, deretter hver gang omtrent {factor} ganger så langt, opptil {retries} på rad (slike serier: {ladders}).',
    calendar: 'Meldinger til {host} kom {rhythm} {time} ({count} mellomrom).',
    daily: 'På {count} av {days} dager kom det en melding til {host} {time}.',
    everyDay: 'hver dag',
    everyWeek: 'hver uke',
    everyDays: 'hver {days}. dag',
    times: {
      at: 'omtrent kl. {at} UTC',
      between: 'mellom kl. {from} og {to} UTC',
      mostly: 'for det meste mellom kl. {from} og {to} UTC',
      changed: 'omtrent kl. {at} UTC til {until}, omtrent kl. {later} UTC fra {from}',
    },
    doubts: {
      use: 'De kan også komme fra apper som bare sender mens telefonen er i bruk.',
      timetables:
        'På de samme klokkeslettene andre dager er det nesten like mange: begge kan følge hvert sitt klokkeslett.',
      uneven: 'Ikke hele tiden: {hits} av {events} til {until}, {laterHits} av {laterEvents} fra {from}.',
      cut: '{count} til var så nær slutten av et opptak at det ikke ble sett hva som fulgte.',
      cutOne: '1 til var så nær slutten av et opptak at det ikke ble sett hva som fulgte.',
      moved:
        'Dette gjelder hvis klokkene til telefonen og opptaket avviker med {seconds}, noe som bare meldingene selv tyder på.',
      order: 'Klokkene er sammenlignet på {seconds} nær: hva som kom først, er ikke sikkert.',
      together:
        'Disse hendelsene kommer sammen med {kinds}: hvilken av dem som er årsaken, kan de ikke vise.',
    },
    events: {
      boot: 'oppstarter',
      'power-off': 'avslåinger',
      'screen-on': 'skjermtenninger',
      'screen-off': 'skjermslukkinger',
      unlock: 'opplåsinger',
      lock: 'låsinger',
      'sim-change': 'bytter av SIM-kort',
      'network-up': 'tilkoblinger til et nett',
      'network-down': 'tap av nettet',
      'location-move': 'flyttinger',
      'app-start': 'starter av en app',
      'app-stop': 'avslutninger av en app',
      'process-start': 'starter av en prosess',
      'process-stop': 'avslutninger av en prosess',
      'charger-on': 'tilkoblinger av laderen',
      'charger-off': 'frakoblinger av laderen',
      'update-installed': 'oppdateringer',
      'airplane-on': 'innkoblinger av flymodus',
      'airplane-off': 'utkoblinger av flymodus',
    },
  },
  possible: '{title} (mulig)',
  asDigest: '{title} som hashverdi',
  clearOnce: 'Meldingen var ikke kryptert: alle underveis kunne lese den. ({finding})',
  refused: 'Tjeneren avviste opplysningene, men hadde da mottatt dem. ({finding})',
  masked: 'Verdiene er delvis skjult her. De kan vises i sin helhet til den som må kontrollere dem.',
  maskedRequest:
    '[Verdiene er delvis skjult her: legg dem ved i sin helhet, eller skriv brevet med --reveal. Uten dem kan opplysningene ikke finnes.]',
  nothingFound:
    'Det ble ikke funnet noe som identifiserer telefonen eller eieren i det som kunne leses av det telefonen sendte.',
  littleRead:
    'Det sier lite: nesten ingenting av trafikken kunne leses, og resten kan inneholde hva som helst.',
  littleSearched:
    'Det sier lite: det meste av det telefonen sendte, kunne ikke undersøkes og kan inneholde hva som helst.',
  onlyAnswers: 'Det sier ingenting om hva telefonen sendte: opptaket inneholder bare det den fikk til svar.',
  nothingRead: 'Ingenting av det telefonen sendte, kunne leses, så ingenting kan sies om det.',
  summaryWhat: '{host} fikk {count} meldinger med identifikatorer fra denne telefonen. ({finding})',
  summaryWhatOnce: '{host} fikk én melding med identifikatorer fra denne telefonen. ({finding})',
  summaryMore: 'Ytterligere {count} funn står i den tekniske rapporten. ({findings})',
  summaryMoreOnce: 'Ytterligere ett funn står i den tekniske rapporten. ({findings})',
  summaryDo:
    'Du kan be mottakeren om innsyn i hva den har om deg, be produsenten om en forklaring og klage til tilsynsmyndigheten.',
  summaryNot: 'Hva mottakeren gjorde med opplysningene, og om det var meningen, kan ikke ses i trafikken.',
  notVerified: '[ikke kontrollert mot kilden]',
  competent: 'ansvarlig myndighet: {authority}',
  pointerOnly: 'produktregelverk, bare nevnt som henvisning',
  gdpr: 'personvernforordningen',
  speaksAgainst: {
    refused: 'tjeneren avviste {refused} av {all} sendinger (den hadde da mottatt dem)',
    refusedOnce: 'tjeneren avviste sendingen (den hadde da mottatt den)',
    unanswered: 'det ble ikke sett noe svar på {unanswered} av {all} sendinger',
    unansweredAll: 'det ble ikke sett noe svar',
    interim:
      'på {interim} av {all} sendinger svarte serveren bare at sendingen kunne fortsette: det er ikke vist at de ble mottatt',
    interimAll: 'serveren svarte bare at sendingen kunne fortsette: det er ikke vist at den ble mottatt',
    early:
      'på {early} av {all} sendinger svarte serveren før alt var sendt, eller at de ikke kom helt frem: det er ikke vist at de ble mottatt',
    earlyAll:
      'serveren svarte før alt var sendt, eller at det ikke kom helt frem: det er ikke vist at det ble mottatt',
    unsent: 'av {all} forespørsler ble {givenUp} oppgitt før de hadde en tjener: de ble kanskje aldri sendt',
    unsentOnce: 'forespørselen ble oppgitt før den hadde en tjener: den ble kanskje aldri sendt',
    notListed: 'det er ikke sikkert hvem mottakeren er: {name} står ikke i listen over virksomheter',
    notListedHosted:
      'det er ikke sikkert hvem mottakeren er: {name}, som drives hos {owner}, står ikke i listen over virksomheter',
    noName: 'det er ikke sikkert hvem mottakeren er: tjenerens navn er ikke kjent',
    othersThere:
      'det er ikke sikkert hvem mottakeren er: det som ble sendt, nevner ingen tjener, og kan ha vært ment for andre på samme adresse ({names})',
    tenant: 'det er ikke sikkert hvem mottakeren er: en ukjent kunde hos {owner}',
    tenantNamed:
      'det er ikke sikkert hvem mottakeren er: en kunde hos {owner} med navnet «{tenant}», som ikke står i listen over virksomheter',
    alias:
      'det er ikke sikkert hvem mottakeren er: {name} er et annet navn på {alias}, som drives hos {owner} og ikke står i listen over virksomheter',
    aliasOwner:
      'det er ikke sikkert hvem mottakeren er: {name} er et annet navn på {alias}; eieren av {name} mottar det også, og står ikke i listen over virksomheter',
    formOnly: 'bare formen eller bare navnet sier hva verdien er: den kan være noe annet med samme form',
    noKey: 'ikke noe feltnavn sier hva verdien er',
    nameOnly: 'innholdet kunne ikke leses: hva som eventuelt ble sendt, er ikke kjent',
    thisSide:
      'det ble bare sett fram til {addresses}, en proxy eller en omdirigering: om det ble gitt videre, er ikke kjent',
    copies:
      'det som ble sett, står i byte som opptaket har ulike kopier av: hvilken som ble mottatt, er ikke kjent',
    atLeast:
      'det ble sendt mer dit enn det var plass til her: antallet og sluttidspunktet er det minste som er kjent',
    contactedAtLeast:
      'den ble kontaktet oftere enn det var plass til her: antallet og sluttidspunktet er det minste som er kjent',
    phones:
      '{imeis} IMEI-numre ble sendt, og en telefon har høyst to: de hører til flere telefoner, eller ikke alle er avsenderens egne',
    senders:
      'det ble sendt fra {senders} adresser i ett nettverk ({addresses}) som ingen verdi knytter sammen: av flere enheter, eller av én som byttet adresse',
    otherSender:
      'av disse overføringene kom {others} av {all} fra en avsender som sendte andre enhetsnumre enn profilens, og ingen av profilens: det kan være en annen enhet',
    quietSender:
      'det ble sendt fra {address}; av forbindelsene i dette nettverket åpnet den adressen {flows}, og {busiest} åpnet {most}: det kan være en annen enhet enn telefonen',
    copiesSome:
      '{part} av {all} observasjoner står i byte som opptaket har ulike kopier av: hvilken som ble mottatt, er ikke kjent',
    wayAnswered:
      'det var nettet underveis som svarte, slik et nett gjør som ber om innlogging: om det ble gitt videre, er ikke kjent',
    coreUnnamed: 'ikke noe navn viser hvem sin telefonikjerne det er',
    coreUsual:
      'slik melder en telefon seg hos operatøren for å kunne ringes opp: operatøren kjenner IMSI, IMEI og celle også fra radionettet',
    coreOfOther: 'en IMSI fra en annen operatør ble sendt dit: mottakeren er ikke telefonens egen operatør',
    coreAbroad:
      'bare meldingen nevner operatøren: adressen {address} er i {countries}, så den kan være en annens',
    coreNowhere:
      'bare meldingen nevner operatøren: adressen {address} er ikke i noe kjent land, så den kan være en annens',
    otherFamilies: 'andre produktfamilier bruker andre tjenere; det som sendes, er kryptert',
    sealedBody:
      'innholdet er kryptert (AES, med en nøkkel som bare tjeneren kan åpne): hva det sier, er ikke sett',
    otherServices:
      '{domain} har mange navn på andre tjenester: dette er ikke kjent som en registreringstjener',
    otherServer: 'tjeneren er ikke kjent som en registreringstjener',
    needsNoNumber:
      'å hente filen krever ingen identifikator: kontakten alene viser telefonens adresse, ikke noe nummer',
  },
  quotedEnglish: 'på engelsk: «{evidence}»',
  citationWords: {
    Article: 'artikkel',
    Articles: 'artikkel',
    recital: 'fortalepunkt',
    recitals: 'fortalepunkt',
    chapter: 'kapittel',
    regulation: 'regel',
    and: 'og',
  },
  authority: '{authority} ({country}): {reason}.',
  roles: {
    lead: 'antas å være ledende, hvis produsenten har hovedvirksomheten der[[ (personvernforordningen artikkel 56)]]',
    concerned: 'berørt, siden brukeren er der[[ (personvernforordningen artikkel 4 nr. 22)]]',
    complaint: 'tar imot klagen fra en bruker som bor der',
  },
  controller:
    'Jeg går ut fra at {maker} bestemmer over behandlingen. Hvis en annen bestemmer, retter jeg klagen mot den.',
  concern:
    'Jeg mener at behandlingen gjelder meg og kan reise spørsmål etter bestemmelsene nedenfor. Jeg ber om at den blir undersøkt.',
  concernAlone:
    'Jeg mener at behandlingen gjelder meg og kan reise spørsmål om personvern. Jeg ber om at den blir undersøkt.',
  complaintAsk: [
    'Undersøk behandlingen og hold meg orientert om fremdrift og resultat[[ (personvernforordningen artikkel 77 nr. 2)]].',
    'Bruk undersøkelsesmyndigheten[[ (artikkel 58 nr. 1)]] til å finne ut hvem som bestemte det, hvorfor, siden når og for hvor mange enheter.',
    'Hvis behandlingen ikke er i samsvar med reglene, bruk korrigerende myndighet[[ (artikkel 58 nr. 2)]].',
  ],
  lead: 'Hvis en annen myndighet er ledende, ber jeg om at klagen sendes videre og at jeg holdes orientert.',
  passOn:
    'Der en annen myndighet har ansvaret for en bestemmelse, ber jeg om at saken sendes dit og at jeg får beskjed.',
  share: 'Identiteten min kan deles med den behandlingsansvarlige der det trengs: [ja / nei].',
  accessAsk: [
    'Bekreft om dere har opplysninger som er knyttet til identifikatorene nedenfor, også pseudonymiserte, og send meg en kopi.',
    'Oppgi formålene, kategoriene av opplysninger, lagringstiden og kilden.',
    'Oppgi hver mottaker siden {since} og hvert [[land utenfor EØS|annet land]] som opplysningene gikk til, med garantiene som ble brukt[[ (artikkel 15 nr. 2)]].',
  ],
  accessUnseen:
    'Opplysningene mine kan finnes ved hjelp av: [konto, e-postadresse og telefonens numre, siden opptaket ikke viser noen av dem].',
  accessLaw: 'Rettslig grunnlag for kravet: {law}.',
  accessTerm: 'Jeg venter svar innen [[én måned (artikkel 12 nr. 3)|fristen som loven setter]].',
  accessIdentity:
    'Hvis dere mener at dere ikke kan identifisere meg, ber jeg om en forklaring på hvorfor identifikatorene ikke er nok[[ (artikkel 11 og 12 nr. 2)]].',
  replyIntro:
    'Vi planlegger å publisere en sak om det som følger. Vi ber om svar innen {deadline} og vil gjengi hovedinnholdet i svaret.',
  replyAsk: [
    'Hvilke av opplysningene ovenfor er feil?',
    'Hva var formålet med sendingene, og hvem bestemte dem?',
    'Når begynte og sluttet de, og hvilke enheter og programversjoner gjelder det?',
    'Hvem mottok opplysningene, i hvilke land, og er de fortsatt lagret?',
    'På hvilket rettslig grunnlag ble de sendt, og hvordan ble brukerne informert?',
    'Ble en tilsynsmyndighet varslet[[ etter personvernforordningen artikkel 33]]?',
  ],
  replyPromise: 'Bevisene kan undersøkes: det som står under «{heading}», og programmet som leser det.',
  noticeIntro:
    'Det kan hende at dere ikke kjenner til denne trafikken. Si fra innen {deadline} om den er tilsiktet, og når den stanser hvis den ikke er det.',
  noticeAsk: [
    'Hvilken programvare på enheten sender det, og fra hvilken versjon?',
    'Hvilke enheter og markeder gjelder det?',
    'Hvem kan jeg kontakte om sikkerhetsspørsmål?',
  ],
  breachClock:
    'Den behandlingsansvarlige fikk kjennskap til dette den {aware}. Hvis det er et meldepliktig brudd, går fristen ut den {until} (72 timer[[ fra utløpet av den timen da den fikk kjennskap til det: personvernforordningen artikkel 33 nr. 1, artikkel 3 nr. 1 i forordning (EØF, Euratom) nr. 1182/71]]).',
  breachOver:
    'Regnet i timer, også gjennom helger og helligdager, er den fristen ute[[: artikkel 33 nr. 1 krever at forsinkelsen begrunnes]].',
  breachAware:
    'Den behandlingsansvarlige fikk kjennskap til dette den {aware}. Om et brudd må meldes, og når, følger av loven som gjelder.',
  breachUnknown:
    'Tidspunktet da den behandlingsansvarlige fikk kjennskap til dette, er ikke oppgitt: [[de 72 timene i personvernforordningen artikkel 33 nr. 1|fristen for å melde]] regnes derfra.',
  breachItems: [
    'Hva slags brudd: var mottakeren tilsiktet? Hvis ikke, er det et mulig konfidensialitetsbrudd[[ (artikkel 4 nr. 12)]]. [avgjøres]',
    'Kategorier og antall personer og opplysninger: [telles; se omfanget av berørte enheter]',
    'Sannsynlige følger: identifikatorer kan kobles til andre opplysninger så lenge de er i bruk. [vurderes]',
    'Tiltak som er truffet eller foreslås: [oppdatering, sletting hos mottakeren, bevis for rettingen]',
    'Underretning av de berørte[[ (artikkel 34)]]: [beslutning og begrunnelse]',
    'Dokumentasjon[[ (artikkel 33 nr. 5)]]: dette notatet og bevisene, uansett hva som besluttes.',
  ],
  method:
    'Trafikken fra enheten ble tatt opp og lest med varde {version}. Opptak: {captures}. SHA-256: {hash}.',
  recording:
    'Opptaket {capture} ligger i disse filene, som ble lest i denne rekkefølgen; kontrollsummen (SHA-256) ovenfor gjelder bytene deres i denne rekkefølgen.',
  recordingFile: '{file}, SHA-256: {hash}, {bytes} byte',
  derived: 'Det som ble sett, kan utledes på nytt fra {evidence}.',
  evidence: {
    capture: 'opptaket',
    events: 'de medfølgende hendelsene fra telefonen',
    profile: 'telefonens profil',
    keys: 'nøklene til krypteringen',
  },
  findingIds: 'Numrene i parentes, som {finding}, er funnenes numre i den tekniske rapporten.',
  missing: 'Deler av trafikken mangler i opptaket ({size}).',
  lostFrames: 'Rammer som opptaksprogrammet mistet: {count}.',
  notUnderstood: 'Deler av opptaket kunne ikke leses i det hele tatt ({size}).',
  notRecorded: 'Innhold som ikke ble tatt med i opptaket, er aldri sett: {count}.',
  smallShare: 'Under 1 %',
  largeShare: 'Over 99 %',
  shareRead: '{share} av trafikken kunne leses; resten kunne ikke undersøkes.',
  readAll: 'Alt innhold som ble tatt opp, kunne leses.',
  sealed: 'I det som ble lest, finnes verdier som ser kryptert ut og kan fortelle mer: {count}.',
  tokens:
    'Verdier som ser tilfeldige ut og regnes som tokener eller nøkler, kan inneholde hva som helst: {count}.',
  limits: [
    'Et opptak viser én enhet i et begrenset tidsrom.',
    'Formål, samtykke, avtaler og det som skjedde etter mottaket, kan ikke ses i det.',
  ],
  unsearchedContent:
    'Det ble ikke lett etter annet innhold i meldingene enn identifikatorer, som helseopplysninger.',
  wrongClock:
    'Opptaket er datert {day}, noe som ikke kan stemme: når noe ble sendt, er ikke kjent, og loven på en annen dag kan gjelde.',
  cellIsArea: 'En celle-ID er et område, ikke en posisjon.',
  notAdvice:
    'Teksten er laget av et program ut fra funn. Den er ikke juridisk rådgivning og avgjør ingenting.',
  greetings: 'Med vennlig hilsen',
  sources: {
    'source code of the SDK': 'kildekoden til SDK-et',
    'public client code (decompiled or re-implemented)': 'offentlig klientkode (dekompilert eller gjenskapt)',
    'Leith et al., studies of phone traffic (partly through a public summary)':
      'Leith mfl., studier av telefontrafikk (delvis etter et offentlig sammendrag)',
    'a block list (existence of the host only)': 'en blokkeringsliste (bare at tjeneren finnes)',
    'press and registers': 'presse og registre',
    'own captures': 'egne opptak',
    'memory, to be confirmed before citing': 'hukommelsen, må bekreftes før det siteres',
  },
  identifiers: {
    'ip-address': 'IP-adresse',
    'person-name': 'eierens navn',
    'national-id': 'fødselsnummer eller annet nasjonalt identitetsnummer',
    'birth-date': 'fødselsdato',
    vin: 'understellsnummer (VIN) for en bil',
    contacts: 'oppføringer i adresseboken',
    'installed-apps': 'liste over installerte apper',
    'account-credential': 'innloggingsdata for en konto',
    bssid: 'BSSID (nummeret til Wi-Fi-punktet)',
    'device-id': 'enhets-ID (av ukjent slag)',
    'gsf-id': 'Google Services Framework-ID',
    imeisv: 'IMEISV (telefonens nummer med programvareversjon)',
    'install-id': 'installasjons-ID for en app',
    esn: 'ESN (nummeret til en eldre CDMA-telefon)',
    meid: 'MEID (nummeret til en CDMA-telefon)',
    'push-token': 'push-token',
    ssid: 'SSID (navnet på Wi-Fi-nettet)',
    'user-id': 'bruker-ID for en konto',
    'widevine-id': 'Widevine-ID (fra kopisperren)',
    imei: 'telefonens IMEI-nummer',
    iccid: 'SIM-kortets nummer (ICCID)',
    eid: 'nummeret på det innebygde SIM-kortet (EID)',
    imsi: 'abonnementets nummer (IMSI)',
    msisdn: 'telefonnummer',
    'wifi-mac': 'Wi-Fi-adresse (MAC)',
    'bluetooth-mac': 'Bluetooth-adresse (MAC)',
    'cell-id': 'celle i mobilnettet (et område)',
    location: 'posisjon',
    serial: 'serienummer',
    'android-id': 'Android-ID',
    'advertising-id': 'annonse-ID',
    email: 'e-postadresse',
    'device-model': 'modell',
    build: 'programversjon',
  },
}
