import type { LetterTexts } from './texts.ts'

/** The letters in German. */
export const de: LetterTexts = {
  titles: {
    summary: 'Was dieses Telefon Fremden mitgeteilt hat',
    complaint: 'Beschwerde bei der Datenschutzaufsichtsbehörde',
    'access-request': 'Auskunftsersuchen[[ (Artikel 15 DSGVO)]]',
    'right-of-reply': 'Fragen vor der Veröffentlichung',
    'controller-notice': 'Hinweis auf Datenverkehr Ihres Geräts',
    'breach-memo': 'Vermerk: Bewertung einer möglichen Verletzung des Schutzes personenbezogener Daten',
  },
  writer: '[Name, Anschrift, E-Mail]',
  onBehalf:
    '[falls Sie für jemand anderen schreiben (ein Kind, Beschäftigte, ein Mitglied): für wen und mit welchem Recht[[ oder Auftrag (Artikel 80 DSGVO)]]]',
  device: '[Gerät]',
  phone: 'das Telefon',
  controllerUnknown: '[Hersteller oder Betreiber]',
  operatorUnknown: '[Betreiber von {host}]',
  authorityOfPart: '[Datenschutzaufsichtsbehörde des zuständigen Landes]',
  to: 'An',
  from: 'Von',
  about: 'Betrifft',
  day: 'Datum',
  headings: {
    facts: 'Was beobachtet wurde',
    table: 'Übertragungen',
    provisions: 'Vorschriften, nach denen sich Fragen stellen',
    procedure: 'Rechte und Verfahren',
    requests: 'Worum ich bitte',
    method: 'Wie es gefunden wurde',
    limits: 'Was dies nicht zeigt',
    questions: 'Fragen',
    against: 'Was dagegen spricht',
  },
  columns: {
    time: 'Zeit ({zone})',
    host: 'Empfänger',
    field: 'Was',
    value: 'Wert (teilweise verdeckt)',
    valueShown: 'Wert',
    protection: 'Unterwegs',
    finding: 'Befund',
  },
  protection: { plaintext: 'nicht verschlüsselt', encrypted: 'verschlüsselt', untold: 'nicht bekannt' },
  sent: 'Zwischen dem {first} und dem {last} ({zone}) hat {device} {count} Nachrichten an {host} gesendet. Sie enthielten: {identifiers}. ({finding})',
  sentAtOnce:
    'Am {first} ({zone}) hat {device} {count} Nachrichten an {host} gesendet. Sie enthielten: {identifiers}. ({finding})',
  sentOnce:
    'Am {first} ({zone}) hat {device} eine Nachricht an {host} gesendet. Sie enthielt: {identifiers}. ({finding})',
  sentUndated:
    'Zu einem nicht bekannten Zeitpunkt sendete {device} {count} Nachrichten an {host}. Sie enthielten: {identifiers}. ({finding})',
  sentOnceUndated:
    'Zu einem nicht bekannten Zeitpunkt sendete {device} eine Nachricht an {host}. Sie enthielt: {identifiers}. ({finding})',
  perhapsSent:
    '{device} sollte {count} Nachrichten an {host} senden, die enthalten: {identifiers}. Sie wurden aufgegeben, und nichts zeigt, dass sie gesendet wurden. ({finding})',
  perhapsSentOnce:
    '{device} sollte eine Nachricht an {host} senden, die enthält: {identifiers}. Sie wurde aufgegeben, und nichts zeigt, dass sie gesendet wurde. ({finding})',
  perhapsSentSome:
    'In {perhaps} von {all} Fällen wurde die Nachricht aufgegeben und vielleicht nie gesendet. ({finding})',
  nameSeen:
    'Der Name {host} wurde gesehen; was dorthin gesendet wurde, falls überhaupt etwas, ist nicht bekannt. ({finding})',
  local:
    '{host} wurde unter keiner Adresse im Internet erreicht, sondern in dem Netz, das das Telefon benutzt hat, oder in dem seines Netzbetreibers. ({finding})',
  onDevice: '{host} ist ein anderes Programm auf dem Telefon selbst. ({finding})',
  localHost: '{host} (unter keiner Adresse im Internet erreicht)',
  recipient:
    'Öffentliche Angaben nennen {organisation} als Betreiber dieses Servers ({source}){seat}. ({finding})',
  recipientPlain: 'Öffentliche Angaben nennen {organisation} als Betreiber dieses Servers{seat}. ({finding})',
  recipientUnsure:
    'Möglicherweise betreibt {organisation} diesen Server{seat}. Eine Quelle dafür wurde nicht gelesen: vor dem Zitieren zu bestätigen. ({finding})',
  parentSeat: '; Sitz der Muttergesellschaft{asOf}: {country}',
  asOf: ' (Stand: {day})',
  ownSeat: '; Sitz: {country}',
  firstRows: 'die ersten {shown} von {all}',
  more: '{named} und {count} weitere',
  someValues: '{kind} ({some} von {all} Werten)',
  clear: 'Die Nachrichten waren nicht verschlüsselt: Jeder auf dem Weg konnte sie lesen. ({finding})',
  clearSome:
    '{open} von {all} Nachrichten waren nicht verschlüsselt: Jeder auf dem Weg konnte sie lesen. Der Rest war verschlüsselt. ({finding})',
  clearLocal: 'Die Nachrichten waren nicht verschlüsselt. ({finding})',
  clearLocalOnce: 'Die Nachricht war nicht verschlüsselt. ({finding})',
  clearSomeLocal:
    '{open} von {all} Nachrichten waren nicht verschlüsselt; der Rest war verschlüsselt. ({finding})',
  encrypted:
    'Die Nachrichten waren verschlüsselt: Niemand auf dem Weg konnte sie ohne die Schlüssel lesen. ({finding})',
  encryptedOnce:
    'Die Nachricht war verschlüsselt: Niemand auf dem Weg konnte sie ohne die Schlüssel lesen. ({finding})',
  sealedByProgram:
    'Was gesendet wurde, hat das Programm selbst verschlüsselt; für diesen Bericht wurde es mit einem bekannten Schlüssel geöffnet. ({finding})',
  sealedPublicly:
    'Was gesendet wurde, hat das Programm selbst verschlüsselt, mit einem Schlüssel, der in allen Exemplaren gleich und veröffentlicht ist: Jeder auf dem Weg kann es öffnen. ({finding})',
  untold: 'Aus der Aufzeichnung geht nicht hervor, ob sie verschlüsselt waren. ({finding})',
  untoldOnce: 'Aus der Aufzeichnung geht nicht hervor, ob sie verschlüsselt war. ({finding})',
  untoldSome:
    'Bei {untold} der {all} Nachrichten geht aus der Aufzeichnung nicht hervor, ob sie verschlüsselt waren. ({finding})',
  refusedSome:
    'Der Server hat die Daten in {refused} von {all} Fällen abgewiesen; empfangen hatte er sie da bereits. ({finding})',
  when: {
    followed: '{events}: Auf {hits} von {exposures} folgte binnen {until} eine Nachricht an {host}{numbers}.',
    followedLate:
      '{events}: Auf {hits} von {exposures} folgte {from} bis {until} später eine Nachricht an {host}{numbers}.',
    followedAt:
      '{events}: Auf {hits} von {exposures} folgte {until} später eine Nachricht an {host}{numbers}.',
    beside: '{events}: Mit {hits} von {exposures} fiel eine Nachricht an {host} zusammen{numbers}.',
    numbers: ' (Median {median}; der Zufall allein ergibt {expected}; {chance})',
    numbersBeside: ' (der Zufall allein ergibt {expected}; {chance})',
    derived: '{events} (im Verkehr gesehen)',
    regular: 'Nachrichten an {host} kamen in einem festen Abstand von {interval} ({count} Abstände).',
    bursts:
      'An {host} kamen jeweils mehrere Nachrichten auf einmal, von einem Mal zum nächsten in einem festen Abstand von {interval} ({count} Abstände).',
    again:
      'Solange nichts anderes sie auslöste, kamen Nachrichten an {host} im Abstand von {interval} ({count} Abstände).',
    ladder:
      'Auf eine Nachricht an {host} folgten {retries} weitere im Abstand von {interval} und dann keine mehr (solche Reihen: {ladders}).',
    returned: 'Das Senden begann binnen fünf Minuten nach Ereignissen einer Art wieder: {events}.',
    backOff:
      'Nachrichten an {host} kamen in wachsenden Abständen: zuerst etwa {interval}, dann jedes Mal etwa {factor}-mal so lang, bis zu {retries} nacheinander (solche Reihen: {ladders}).',
    calendar: 'Nachrichten an {host} kamen {rhythm} {time} ({count} Abstände).',
    daily: 'An {count} von {days} Tagen kam {time} eine Nachricht an {host}.',
    everyDay: 'jeden Tag',
    everyWeek: 'jede Woche',
    everyDays: 'alle {days} Tage',
    times: {
      at: 'gegen {at} Uhr UTC',
      between: 'zwischen {from} und {to} Uhr UTC',
      mostly: 'meist zwischen {from} und {to} Uhr UTC',
      changed: 'bis {until} gegen {at} Uhr UTC, ab {from} gegen {later} Uhr UTC',
    },
    doubts: {
      use: 'Sie können auch von Apps stammen, die nur senden, während das Telefon benutzt wird.',
      timetables:
        'Zu den gleichen Zeiten anderer Tage sind es fast ebenso viele: Beide können sich nach einer eigenen Tageszeit richten.',
      uneven:
        'Nicht die ganze Zeit: {hits} von {events} bis {until}, {laterHits} von {laterEvents} ab {from}.',
      cut: '{count} weitere lagen so nahe am Ende einer Aufzeichnung, dass nicht zu sehen war, was folgte.',
      cutOne:
        'Ein weiteres Ereignis lag so nahe am Ende einer Aufzeichnung, dass nicht zu sehen war, was folgte.',
      moved:
        'Das gilt, wenn die Uhren von Telefon und Aufzeichnung um {seconds} voneinander abweichen, worauf nur die Nachrichten selbst hindeuten.',
      order: 'Die Uhren sind nur auf {seconds} genau verglichen: Was zuerst kam, ist nicht sicher.',
      together: 'Sie fallen mit anderen zusammen ({kinds}): Welches die Ursache ist, ist offen.',
    },
    events: {
      boot: 'Starts',
      'power-off': 'Abschaltungen',
      'screen-on': 'Einschalten des Bildschirms',
      'screen-off': 'Ausschalten des Bildschirms',
      unlock: 'Entsperrungen',
      lock: 'Sperrungen',
      'sim-change': 'Wechsel der SIM-Karte',
      'network-up': 'Anmeldungen in einem Netz',
      'network-down': 'Verluste des Netzes',
      'location-move': 'Ortswechsel',
      'app-start': 'Starts einer App',
      'app-stop': 'Enden einer App',
      'process-start': 'Starts eines Prozesses',
      'process-stop': 'Enden eines Prozesses',
      'charger-on': 'Einstecken des Ladegeräts',
      'charger-off': 'Abziehen des Ladegeräts',
      'update-installed': 'Aktualisierungen',
      'airplane-on': 'Einschalten des Flugmodus',
      'airplane-off': 'Ausschalten des Flugmodus',
    },
  },
  possible: '{title} (möglich)',
  asDigest: '{title} als Hashwert',
  clearOnce: 'Die Nachricht war nicht verschlüsselt: Jeder auf dem Weg konnte sie lesen. ({finding})',
  refused: 'Der Server hat die Daten abgewiesen; empfangen hatte er sie da bereits. ({finding})',
  masked: 'Die Werte sind hier teilweise verdeckt. Wer sie prüfen muss, kann sie vollständig erhalten.',
  maskedRequest:
    '[Die Werte sind hier teilweise verdeckt: vollständig beilegen oder das Schreiben mit --reveal erstellen. Ohne sie sind die Daten nicht auffindbar.]',
  nothingFound:
    'In dem, was von den Sendungen des Telefons lesbar war, wurde nichts gefunden, was das Telefon oder seinen Besitzer identifiziert.',
  littleRead:
    'Das besagt wenig: Fast nichts vom Datenverkehr war lesbar, und der Rest kann alles Mögliche enthalten.',
  littleSearched:
    'Das besagt wenig: Das meiste von dem, was das Telefon gesendet hat, konnte nicht durchsucht werden und kann alles Mögliche enthalten.',
  onlyAnswers:
    'Das besagt nichts darüber, was das Telefon gesendet hat: Die Aufzeichnung enthält nur die Antworten darauf.',
  nothingRead: 'Nichts von dem, was das Telefon gesendet hat, war lesbar; darüber lässt sich nichts sagen.',
  summaryWhat: '{host} erhielt {count} Nachrichten mit Kennungen dieses Telefons. ({finding})',
  summaryWhatOnce: '{host} erhielt eine Nachricht mit Kennungen dieses Telefons. ({finding})',
  summaryMore: '{count} weitere Befunde stehen im technischen Bericht. ({findings})',
  summaryMoreOnce: 'Ein weiterer Befund steht im technischen Bericht. ({findings})',
  summaryDo:
    'Sie können beim Empfänger Auskunft verlangen, den Hersteller um eine Erklärung bitten und sich bei Ihrer Aufsichtsbehörde beschweren.',
  summaryNot:
    'Was der Empfänger mit den Daten getan hat und ob es beabsichtigt war, ist im Datenverkehr nicht zu sehen.',
  notVerified: '[nicht an der Quelle geprüft]',
  competent: 'zuständig: {authority}',
  pointerOnly: 'Produktrecht, nur als Hinweis genannt',
  gdpr: 'DSGVO',
  speaksAgainst: {
    refused: 'der Server hat {refused} von {all} Übertragungen abgewiesen (er hatte sie da schon empfangen)',
    refusedOnce: 'der Server hat die Übertragung abgewiesen (er hatte sie da schon empfangen)',
    unanswered: 'auf {unanswered} von {all} Übertragungen wurde keine Antwort gesehen',
    unansweredAll: 'es wurde keine Antwort gesehen',
    interim:
      'auf {interim} von {all} Übertragungen antwortete der Server nur, dass fortgefahren werden kann: dass sie empfangen wurden, ist nicht gezeigt',
    interimAll:
      'der Server antwortete nur, dass fortgefahren werden kann: dass es empfangen wurde, ist nicht gezeigt',
    early:
      'auf {early} von {all} Übertragungen antwortete der Server, bevor alles gesendet war, oder dass sie nicht ganz ankamen: dass sie empfangen wurden, ist nicht gezeigt',
    earlyAll:
      'der Server antwortete, bevor alles gesendet war, oder dass es nicht ganz ankam: dass es empfangen wurde, ist nicht gezeigt',
    unsent:
      'von {all} Anfragen wurden {givenUp} aufgegeben, bevor sie einen Server hatten: sie wurden vielleicht nie gesendet',
    unsentOnce:
      'die Anfrage wurde aufgegeben, bevor sie einen Server hatte: sie wurde vielleicht nie gesendet',
    notListed:
      'es steht nicht fest, wer der Empfänger ist: {name} steht nicht in der Liste der Organisationen',
    notListedHosted:
      'es steht nicht fest, wer der Empfänger ist: {name}, betrieben bei {owner}, steht nicht in der Liste der Organisationen',
    noName: 'es steht nicht fest, wer der Empfänger ist: Der Name des Servers ist nicht bekannt',
    othersThere:
      'es steht nicht fest, wer der Empfänger ist: Das Gesendete nennt keinen Server und kann für andere unter derselben Adresse bestimmt gewesen sein ({names})',
    tenant: 'es steht nicht fest, wer der Empfänger ist: ein unbekannter Kunde von {owner}',
    tenantNamed:
      'es steht nicht fest, wer der Empfänger ist: ein Kunde von {owner} mit dem Namen „{tenant}“, der nicht in der Liste der Organisationen steht',
    alias:
      'es steht nicht fest, wer der Empfänger ist: {name} ist ein anderer Name für {alias}, das bei {owner} betrieben wird und nicht in der Liste der Organisationen steht',
    aliasOwner:
      'es steht nicht fest, wer der Empfänger ist: {name} ist ein anderer Name für {alias}; der Inhaber von {name} empfängt es ebenfalls und steht nicht in der Liste der Organisationen',
    formOnly:
      'nur die Form oder nur der Name sagt, was der Wert ist: Er kann etwas anderes von gleicher Form sein',
    noKey: 'kein Feldname sagt, was der Wert ist',
    nameOnly: 'der Inhalt war nicht lesbar: Was gesendet wurde, falls überhaupt etwas, ist nicht bekannt',
    thisSide:
      'gesehen wurde es nur bis {addresses}, einem Proxy oder einer Umleitung: Ob es weitergegeben wurde, ist nicht bekannt',
    copies:
      'das Beobachtete steht in Bytes, von denen die Aufzeichnung verschiedene Kopien enthält: Welche empfangen wurde, ist nicht bekannt',
    atLeast:
      'dorthin wurde mehr gesendet, als hier erfasst werden konnte: Anzahl und Ende sind Mindestangaben',
    contactedAtLeast:
      'der Kontakt kam öfter vor, als hier erfasst werden konnte: Anzahl und Ende sind Mindestangaben',
    phones:
      '{imeis} IMEI-Nummern wurden gesendet, und ein Telefon hat höchstens zwei: Sie gehören zu mehreren Telefonen, oder nicht alle sind die des Absenders',
    senders:
      'gesendet wurde von {senders} Adressen eines Netzes ({addresses}), die kein Wert verbindet: von mehreren Geräten oder von einem, dessen Adresse wechselte',
    otherSender:
      'von diesen Übertragungen hat ein Absender, der andere Gerätenummern als die des Profils sendete und keine von diesen, {others} von {all} gesendet: Es kann ein anderes Gerät sein',
    quietSender:
      'gesendet wurde von {address}; von den Verbindungen in ihrem Netz öffnete diese Adresse {flows}, und {busiest} öffnete {most}: Es kann ein anderes Gerät als das Telefon sein',
    copiesSome:
      '{part} von {all} Beobachtungen stehen in Bytes, von denen die Aufzeichnung verschiedene Kopien enthält: Welche empfangen wurde, ist nicht bekannt',
    wayAnswered:
      'geantwortet hat das Netz auf dem Weg, wie eines, das eine Anmeldung verlangt: Ob es weitergegeben wurde, ist nicht bekannt',
    coreUnnamed: 'kein Name zeigt, wessen Telefonie-Kernnetz es ist',
    coreUsual:
      'so meldet sich ein Telefon bei seinem Netzbetreiber an, um angerufen werden zu können: Der Betreiber kennt IMSI, IMEI und Funkzelle auch aus dem Funknetz',
    coreOfOther:
      'eine IMSI eines anderen Netzbetreibers wurde dorthin gesendet: Der Empfänger ist nicht der eigene Netzbetreiber des Telefons',
    coreAbroad:
      'nur die Nachricht nennt den Netzbetreiber: Die Adresse {address} liegt in {countries}, sodass sie einem anderen gehören kann',
    coreNowhere:
      'nur die Nachricht nennt den Netzbetreiber: Die Adresse {address} liegt in keinem bekannten Land, sodass sie einem anderen gehören kann',
    otherFamilies: 'andere Produktfamilien benutzen andere Server; was gesendet wird, ist verschlüsselt',
    sealedBody:
      'der Inhalt ist verschlüsselt (AES, mit einem Schlüssel, den nur der Server öffnen kann): Was er besagt, ist nicht zu sehen',
    otherServices:
      '{domain} hat viele Namen anderer Dienste: Dieser ist nicht als Registrierungsserver bekannt',
    otherServer: 'sein Server ist nicht als Registrierungsserver bekannt',
    needsNoNumber:
      'das Abrufen der Datei braucht keine Kennung: Der Kontakt allein zeigt die Adresse des Telefons, keine Nummer',
  },
  quotedEnglish: 'auf Englisch: „{evidence}“',
  citationWords: {
    Article: 'Artikel',
    Articles: 'Artikel',
    recital: 'Erwägungsgrund',
    recitals: 'Erwägungsgründe',
    chapter: 'Kapitel',
    regulation: 'Regel',
    and: 'und',
  },
  authority: '{authority} ({country}): {reason}.',
  roles: {
    lead: 'vermutlich federführend, wenn der Hersteller dort seine Hauptniederlassung hat[[ (Artikel 56 DSGVO)]]',
    concerned: 'betroffen, weil der Nutzer dort ist[[ (Artikel 4 Nummer 22 DSGVO)]]',
    complaint: 'nimmt die Beschwerde eines dort wohnenden Nutzers entgegen',
  },
  controller:
    'Ich gehe davon aus, dass {maker} über diese Verarbeitung entscheidet. Entscheidet eine andere Stelle, so richtet sich diese Beschwerde gegen sie.',
  concern:
    'Ich bin der Auffassung, dass diese Verarbeitung mich betrifft und Fragen nach den unten genannten Vorschriften aufwerfen kann. Ich bitte um Prüfung.',
  concernAlone:
    'Ich bin der Auffassung, dass diese Verarbeitung mich betrifft und Fragen des Datenschutzes aufwerfen kann. Ich bitte um Prüfung.',
  complaintAsk: [
    'Bitte prüfen Sie die Verarbeitung und unterrichten Sie mich über Fortgang und Ergebnis[[ (Artikel 77 Absatz 2 DSGVO)]].',
    'Bitte klären Sie mit Ihren Untersuchungsbefugnissen[[ (Artikel 58 Absatz 1)]], wer darüber entschieden hat, warum, seit wann und für wie viele Geräte.',
    'Sollte die Verarbeitung nicht den Vorschriften entsprechen, bitte ich um Abhilfe[[ (Artikel 58 Absatz 2)]].',
  ],
  lead: 'Ist eine andere Behörde federführend, bitte ich um Weiterleitung und um Unterrichtung.',
  passOn:
    'Soweit für eine Vorschrift eine andere Behörde zuständig ist, bitte ich um Weiterleitung an sie und um Mitteilung.',
  share: 'Meine Identität darf dem Verantwortlichen mitgeteilt werden, soweit nötig: [ja / nein].',
  accessAsk: [
    'Bitte bestätigen Sie, ob Sie Daten verarbeiten, die mit den unten genannten Kennungen verknüpft sind, auch pseudonymisierte, und senden Sie mir eine Kopie.',
    'Bitte nennen Sie Zwecke, Datenkategorien, Speicherdauer und Herkunft.',
    'Bitte nennen Sie jeden Empfänger seit dem {since} und jedes [[Land außerhalb des EWR|andere Land]], in das die Daten gelangt sind, mit den verwendeten Garantien[[ (Artikel 15 Absatz 2)]].',
  ],
  accessUnseen:
    'Meine Daten lassen sich auffinden über: [Konto, E-Mail-Adresse und Nummern des Telefons, da die Aufzeichnung keine davon zeigt].',
  accessLaw: 'Rechtsgrundlage dieses Ersuchens: {law}.',
  accessTerm:
    'Ich erwarte Ihre Antwort innerhalb [[eines Monats (Artikel 12 Absatz 3)|der gesetzlichen Frist]].',
  accessIdentity:
    'Falls Sie meinen, mich nicht identifizieren zu können, erläutern Sie bitte, warum die Kennungen nicht ausreichen[[ (Artikel 11 und 12 Absatz 2)]].',
  replyIntro:
    'Wir planen, über das Folgende zu berichten. Wir bitten um Antwort bis zum {deadline} und werden sie im Kern wiedergeben.',
  replyAsk: [
    'Welche der genannten Tatsachen treffen nicht zu?',
    'Welchem Zweck dienten die Übertragungen, und wer hat über sie entschieden?',
    'Wann begannen und endeten sie, und welche Geräte und Softwarestände sind betroffen?',
    'Wer hat die Daten erhalten, in welchen Ländern, und sind sie noch gespeichert?',
    'Auf welcher Rechtsgrundlage wurden sie gesendet, und wie wurden die Nutzer informiert?',
    'Wurde eine Aufsichtsbehörde[[ nach Artikel 33 DSGVO]] benachrichtigt?',
  ],
  replyPromise:
    'Die Belege können geprüft werden: was unter „{heading}“ steht, und das Programm, das es liest.',
  noticeIntro:
    'Möglicherweise ist Ihnen dieser Datenverkehr nicht bekannt. Bitte teilen Sie mir bis zum {deadline} mit, ob er beabsichtigt ist und, falls nicht, wann er endet.',
  noticeAsk: [
    'Welche Software auf dem Gerät sendet, und seit welchem Softwarestand?',
    'Welche Geräte und Märkte sind betroffen?',
    'An wen kann ich mich in Sicherheitsfragen wenden?',
  ],
  breachClock:
    'Dem Verantwortlichen wurde es am {aware} bekannt. Ist es eine meldepflichtige Verletzung, so endet die Frist am {until} (72 Stunden[[ ab dem Ende der Stunde, in der es bekannt wurde: Artikel 33 Absatz 1 DSGVO, Artikel 3 Absatz 1 der Verordnung (EWG, Euratom) Nr. 1182/71]]).',
  breachOver:
    'Nach Stunden gerechnet, auch über Wochenenden und Feiertage, ist diese Frist abgelaufen[[: Artikel 33 Absatz 1 verlangt eine Begründung der Verzögerung]].',
  breachAware:
    'Dem Verantwortlichen wurde es am {aware} bekannt. Ob und bis wann eine Verletzung zu melden ist, ergibt sich aus dem anwendbaren Recht.',
  breachUnknown:
    'Wann es dem Verantwortlichen bekannt wurde, ist nicht angegeben: Ab dann [[laufen die 72 Stunden des Artikels 33 Absatz 1 DSGVO|läuft die Frist einer Meldung]].',
  breachItems: [
    'Art der Verletzung: War der Empfänger beabsichtigt? Wenn nicht, kommt eine Verletzung der Vertraulichkeit in Betracht[[ (Artikel 4 Nummer 12)]]. [zu entscheiden]',
    'Kategorien und Zahl der Personen und Datensätze: [zu ermitteln; siehe Umfang der betroffenen Geräte]',
    'Wahrscheinliche Folgen: Kennungen lassen sich mit anderen Daten verknüpfen, solange sie benutzt werden. [zu bewerten]',
    'Ergriffene oder vorgeschlagene Maßnahmen: [Update, Löschung beim Empfänger, Nachweis der Behebung]',
    'Benachrichtigung der Betroffenen[[ (Artikel 34)]]: [Entscheidung und Gründe]',
    'Dokumentation[[ (Artikel 33 Absatz 5)]]: dieser Vermerk und die Belege, wie immer entschieden wird.',
  ],
  method:
    'Der Datenverkehr des Geräts wurde aufgezeichnet und mit varde {version} gelesen. Aufzeichnungen: {captures}. SHA-256: {hash}.',
  recording:
    'Die Aufzeichnung {capture} liegt in diesen Dateien, die in dieser Reihenfolge gelesen wurden; die obige Prüfsumme (SHA-256) ist die ihrer Bytes in dieser Reihenfolge.',
  recordingFile: '{file}, SHA-256: {hash}, {bytes} Bytes',
  derived: 'Was gesehen wurde, lässt sich erneut herleiten aus {evidence}.',
  evidence: {
    capture: 'der Aufzeichnung',
    events: 'den mitgegebenen Ereignissen des Telefons',
    profile: 'dem Profil des Telefons',
    keys: 'den Schlüsseln der Verschlüsselung',
  },
  findingIds: 'Die Nummern in Klammern, etwa {finding}, sind die der Befunde im technischen Bericht.',
  missing: 'In der Aufzeichnung fehlen Teile des Datenverkehrs ({size}).',
  lostFrames: 'Frames, die dem Aufzeichnungsprogramm verloren gingen: {count}.',
  notUnderstood: 'Teile der Aufzeichnung waren unlesbar ({size}).',
  notRecorded: 'Inhalte, die nicht aufgezeichnet wurden, hat niemand gesehen: {count}.',
  smallShare: 'unter 1 %',
  largeShare: 'über 99 %',
  shareRead: 'Lesbar war ein Anteil von {share} des Datenverkehrs; der Rest konnte nicht durchsucht werden.',
  readAll: 'Der gesamte aufgezeichnete Inhalt war lesbar.',
  sealed: 'Im Gelesenen stehen Werte, die verschlüsselt aussehen und mehr verraten können: {count}.',
  tokens:
    'Werte, die zufällig aussehen und als Token oder Schlüssel gelten, können alles enthalten: {count}.',
  limits: [
    'Eine Aufzeichnung zeigt ein Gerät für eine begrenzte Zeit.',
    'Zweck, Einwilligung, Verträge und das Geschehen nach dem Empfang sind darin nicht sichtbar.',
  ],
  unsearchedContent:
    'Nach anderem Inhalt der Nachrichten als Kennungen, etwa Angaben zur Gesundheit, wurde nicht gesucht.',
  wrongClock:
    'Die Aufzeichnung trägt das Datum {day}, das nicht stimmen kann: Wann etwas gesendet wurde, ist nicht bekannt, und es kann das Recht eines anderen Tages gelten.',
  cellIsArea: 'Eine Funkzelle ist ein Gebiet, keine Position.',
  notAdvice:
    'Dieser Text wurde von einem Programm aus Befunden erstellt. Er ist keine Rechtsberatung und entscheidet nichts.',
  greetings: 'Mit freundlichen Grüßen',
  sources: {
    'source code of the SDK': 'Quellcode des SDK',
    'public client code (decompiled or re-implemented)':
      'öffentlicher Client-Code (dekompiliert oder nachgebaut)',
    'Leith et al., studies of phone traffic (partly through a public summary)':
      'Leith u. a., Studien zum Datenverkehr von Telefonen (teils nach einer öffentlichen Zusammenfassung)',
    'a block list (existence of the host only)': 'eine Sperrliste (nur dass es den Server gibt)',
    'press and registers': 'Presse und Register',
    'own captures': 'eigene Aufzeichnungen',
    'memory, to be confirmed before citing': 'Gedächtnis, vor dem Zitieren zu bestätigen',
  },
  identifiers: {
    'ip-address': 'IP-Adresse',
    'person-name': 'Name der Besitzerin oder des Besitzers',
    'national-id': 'nationale Personenkennziffer',
    'birth-date': 'Geburtsdatum',
    vin: 'Fahrgestellnummer (VIN) eines Autos',
    contacts: 'Einträge des Adressbuchs',
    'installed-apps': 'Liste der installierten Apps',
    'account-credential': 'Zugangsdaten eines Kontos',
    bssid: 'BSSID (Nummer des WLAN-Zugangspunkts)',
    'device-id': 'Gerätekennung (unbekannter Art)',
    'gsf-id': 'Google-Services-Framework-ID',
    imeisv: 'IMEISV (Gerätenummer mit Softwarestand)',
    'install-id': 'Installationskennung einer App',
    esn: 'ESN (Nummer eines älteren CDMA-Telefons)',
    meid: 'MEID (Nummer eines CDMA-Telefons)',
    'push-token': 'Push-Token',
    ssid: 'SSID (Name des WLANs)',
    'user-id': 'Nutzerkennung eines Kontos',
    'widevine-id': 'Widevine-ID (des Kopierschutzes)',
    imei: 'Gerätenummer (IMEI)',
    iccid: 'Nummer der SIM-Karte (ICCID)',
    eid: 'Nummer der eingebauten SIM-Karte (EID)',
    imsi: 'Teilnehmerkennung (IMSI)',
    msisdn: 'Telefonnummer',
    'wifi-mac': 'WLAN-Adresse (MAC)',
    'bluetooth-mac': 'Bluetooth-Adresse (MAC)',
    'cell-id': 'Funkzelle (ein Gebiet)',
    location: 'Standort',
    serial: 'Seriennummer',
    'android-id': 'Android-ID',
    'advertising-id': 'Werbe-ID',
    email: 'E-Mail-Adresse',
    'device-model': 'Modell',
    build: 'Softwarestand',
  },
}
