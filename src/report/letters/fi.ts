import type { LetterTexts } from './texts.ts'

/** The letters in Finnish. */
export const fi: LetterTexts = {
  titles: {
    summary: 'Mitä tämä puhelin kertoi ulkopuolisille',
    complaint: 'Kantelu tietosuojaviranomaiselle',
    'access-request': 'Pyyntö saada pääsy henkilötietoihin[[ (tietosuoja-asetuksen 15 artikla)]]',
    'right-of-reply': 'Kysymyksiä ennen julkaisemista',
    'controller-notice': 'Ilmoitus laitteenne tietoliikenteestä',
    'breach-memo': 'Muistio: mahdollisen henkilötietojen tietoturvaloukkauksen arviointi',
  },
  writer: '[nimi, osoite, sähköposti]',
  onBehalf:
    '[jos kirjoitat toisen puolesta (lapsen, työntekijän, jäsenen): kenen ja millä oikeudella[[ tai valtuutuksella (tietosuoja-asetuksen 80 artikla)]]]',
  device: '[laite]',
  phone: 'Puhelin',
  controllerUnknown: '[valmistaja tai palvelun ylläpitäjä]',
  operatorUnknown: '[palvelimen {host} ylläpitäjä]',
  authorityOfPart: '[toimivaltaisen osavaltion tietosuojaviranomainen]',
  to: 'Vastaanottaja',
  from: 'Lähettäjä',
  about: 'Asia',
  day: 'Päiväys',
  headings: {
    facts: 'Mitä havaittiin',
    table: 'Lähetykset',
    provisions: 'Säännökset, joiden perusteella tämä herättää kysymyksiä',
    procedure: 'Oikeudet ja menettely',
    requests: 'Mitä pyydän',
    method: 'Miten se löydettiin',
    limits: 'Mitä tämä ei osoita',
    questions: 'Kysymykset',
    against: 'Mikä puhuu tätä vastaan',
  },
  columns: {
    time: 'Aika ({zone})',
    host: 'Vastaanottaja',
    field: 'Tieto',
    value: 'Arvo (osittain peitetty)',
    valueShown: 'Arvo',
    protection: 'Matkalla',
    finding: 'Havainto',
  },
  protection: { plaintext: 'ei salattu', encrypted: 'salattu', untold: 'ei tiedossa' },
  sent: '{device} lähetti aikavälillä {first} – {last} ({zone}) {count} viestiä palvelimelle {host}. Viestien sisältö: {identifiers}. ({finding})',
  sentAtOnce:
    '{device} lähetti {first} ({zone}) {count} viestiä palvelimelle {host}. Viestien sisältö: {identifiers}. ({finding})',
  sentOnce:
    '{device} lähetti {first} ({zone}) yhden viestin palvelimelle {host}. Viestin sisältö: {identifiers}. ({finding})',
  sentUndated:
    '{device} lähetti tuntemattomana ajankohtana {count} viestiä palvelimelle {host}. Viestien sisältö: {identifiers}. ({finding})',
  sentOnceUndated:
    '{device} lähetti tuntemattomana ajankohtana yhden viestin palvelimelle {host}. Viestin sisältö: {identifiers}. ({finding})',
  perhapsSent:
    '{device}: palvelimelle {host} oli määrä lähettää {count} viestiä. Viestien sisältö: {identifiers}. Niistä luovuttiin, eikä mikään osoita, että ne lähetettiin. ({finding})',
  perhapsSentOnce:
    '{device}: palvelimelle {host} oli määrä lähettää yksi viesti. Viestin sisältö: {identifiers}. Siitä luovuttiin, eikä mikään osoita, että se lähetettiin. ({finding})',
  perhapsSentSome:
    'Lähettämisestä luovuttiin {perhaps} kertaa {all} kerrasta, ja viesti on silloin voinut jäädä lähettämättä. ({finding})',
  nameSeen: 'Nimi {host} nähtiin; ei tiedetä, lähetettiinkö sinne jotakin ja mitä. ({finding})',
  local:
    'Vastaanottajaa {host} ei tavoitettu internetin osoitteesta vaan puhelimen käyttämästä verkosta tai operaattorin verkosta. ({finding})',
  onDevice: '{host} on toinen ohjelma samassa puhelimessa. ({finding})',
  localHost: '{host} (ei tavoitettu internetin osoitteesta)',
  recipient: 'Julkisten tietojen mukaan palvelinta ylläpitää {organisation} ({source}){seat}. ({finding})',
  recipientPlain: 'Julkisten tietojen mukaan palvelinta ylläpitää {organisation}{seat}. ({finding})',
  recipientUnsure:
    'Palvelinta saattaa ylläpitää {organisation}{seat}. Lähdettä ei ole luettu: tieto on vahvistettava ennen kuin siihen viitataan. ({finding})',
  parentSeat: '; emoyhtiön kotimaa{asOf}: {country}',
  asOf: ' ({day})',
  ownSeat: '; kotimaa: {country}',
  firstRows: 'ensimmäiset {shown}, kaikkiaan {all}',
  more: '{named} ja {count} muuta',
  someValues: '{kind} ({some}/{all} arvosta)',
  clear: 'Viestejä ei ollut salattu: kuka tahansa matkan varrella saattoi lukea ne. ({finding})',
  clearSome:
    '{open}/{all} viestiä ei ollut salattu: kuka tahansa matkan varrella saattoi lukea ne. Loput oli salattu. ({finding})',
  clearLocal: 'Viestejä ei ollut salattu. ({finding})',
  clearLocalOnce: 'Viestiä ei ollut salattu. ({finding})',
  clearSomeLocal: '{open}/{all} viestiä ei ollut salattu; loput oli salattu. ({finding})',
  encrypted: 'Viestit oli salattu: kukaan matkan varrella ei voinut lukea niitä ilman avaimia. ({finding})',
  encryptedOnce: 'Viesti oli salattu: kukaan matkan varrella ei voinut lukea sitä ilman avaimia. ({finding})',
  sealedByProgram:
    'Ohjelma salasi lähettämänsä tiedot itse; tätä raporttia varten ne avattiin tunnetulla avaimella. ({finding})',
  sealedPublicly:
    'Ohjelma salasi lähettämänsä tiedot itse avaimella, joka on sama kaikissa ohjelman kopioissa ja julkaistu: kuka tahansa matkan varrella voi avata ne. ({finding})',
  untold: 'Tallenteesta ei käy ilmi, oliko viestit salattu. ({finding})',
  untoldOnce: 'Tallenteesta ei käy ilmi, oliko viesti salattu. ({finding})',
  untoldSome: 'Tallenteesta ei käy ilmi {untold}/{all} viestin osalta, oliko ne salattu. ({finding})',
  refusedSome:
    'Palvelin hylkäsi tiedot {refused} kertaa {all} lähetyskerrasta, mutta oli siinä vaiheessa jo vastaanottanut ne. ({finding})',
  when: {
    followed:
      'Tapahtumat ({events}): {exposures}, joista {hits} tapahtumaa seurasi viesti palvelimelle {host} enintään {until} kuluttua{numbers}.',
    followedLate:
      'Tapahtumat ({events}): {exposures}, joista {hits} tapahtumaa seurasi viesti palvelimelle {host} {from} – {until} myöhemmin{numbers}.',
    followedAt:
      'Tapahtumat ({events}): {exposures}, joista {hits} tapahtumaa seurasi viesti palvelimelle {host} {until} myöhemmin{numbers}.',
    beside:
      'Tapahtumat ({events}): {exposures}, joista {hits} tapahtuman kanssa samaan aikaan lähti viesti palvelimelle {host}{numbers}.',
    numbers: ' (mediaani {median}; pelkkä sattuma antaa {expected}; {chance})',
    numbersBeside: ' (pelkkä sattuma antaa {expected}; {chance})',
    derived: '{events}, liikenteessä nähty',
    regular: 'Viestejä palvelimelle {host} lähti säännöllisin väliajoin: {interval} ({count} väliä).',
    bursts:
      'Palvelimelle {host} lähti useita viestejä kerralla, ja kerrasta seuraavaan oli säännöllinen väli: {interval} ({count} väliä).',
    again:
      'Kun mikään muu ei saanut aikaan lähetystä, viestejä palvelimelle {host} lähti väliajoin: {interval} ({count} väliä).',
    ladder:
      'Palvelimelle {host} lähteneen viestin jälkeen lähti vielä {retries} viestiä väliajoin: {interval}, ja sitten ei yhtään (tällaisia sarjoja: {ladders}).',
    returned: 'Lähetys alkoi uudelleen viiden minuutin kuluessa yhdenlaisista tapahtumista ({events}).',
    backOff:
      'Viestejä palvelimelle {host} lähti pitenevin väliajoin: ensin noin {interval}, sitten joka kerta noin {factor} kertaa niin pitkä väli, enintään {retries} peräkkäin (tällaisia sarjoja: {ladders}).',
    calendar: 'Viestejä palvelimelle {host} lähti {rhythm} {time} ({count} väliä).',
    daily: 'Päiviä, joina palvelimelle {host} lähti viesti {time}: {count}/{days}.',
    everyDay: 'joka päivä',
    everyWeek: 'joka viikko',
    everyDays: '{days} päivän välein',
    times: {
      at: 'noin klo {at} UTC',
      between: 'klo {from}–{to} UTC',
      mostly: 'enimmäkseen klo {from}–{to} UTC',
      changed: 'noin klo {at} UTC ({until} asti) ja noin klo {later} UTC ({from} alkaen)',
    },
    doubts: {
      use: 'Viestit voivat olla myös sovelluksista, jotka lähettävät vain puhelinta käytettäessä.',
      timetables:
        'Muina päivinä samoihin kellonaikoihin niitä on lähes yhtä monta: kumpikin voi noudattaa omaa kellonaikaansa.',
      uneven: 'Ei koko ajan: {hits}/{events} ({until} asti), {laterHits}/{laterEvents} ({from} alkaen).',
      cut: 'Lisäksi {count} oli niin lähellä tallenteen loppua, ettei nähty, mitä seurasi.',
      cutOne: 'Lisäksi 1 oli niin lähellä tallenteen loppua, ettei nähty, mitä seurasi.',
      moved:
        'Tämä pätee, jos puhelimen ja tallenteen kellot eroavat toisistaan {seconds}, mihin vain viestit itse viittaavat.',
      order: 'Kelloja on verrattu vain tarkkuudella {seconds}: ei ole varmaa, kumpi tuli ensin.',
      together: 'Tapahtumat osuvat yhteen muiden kanssa ({kinds}): ne eivät kerro, mikä niistä on syy.',
    },
    events: {
      boot: 'käynnistykset',
      'power-off': 'sammutukset',
      'screen-on': 'näytön syttymiset',
      'screen-off': 'näytön sammumiset',
      unlock: 'lukituksen avaamiset',
      lock: 'lukitukset',
      'sim-change': 'SIM-kortin vaihdot',
      'network-up': 'verkkoon liittymiset',
      'network-down': 'verkon katoamiset',
      'location-move': 'paikan vaihdot',
      'app-start': 'sovelluksen käynnistykset',
      'app-stop': 'sovelluksen sulkemiset',
      'process-start': 'prosessin käynnistykset',
      'process-stop': 'prosessin päättymiset',
      'charger-on': 'laturin kytkemiset',
      'charger-off': 'laturin irrotukset',
      'update-installed': 'päivitykset',
      'airplane-on': 'lentotilan kytkemiset päälle',
      'airplane-off': 'lentotilan kytkemiset pois',
    },
  },
  possible: '{title} (mahdollinen)',
  asDigest: '{title} tiivisteenä (hash)',
  clearOnce: 'Viestiä ei ollut salattu: kuka tahansa matkan varrella saattoi lukea sen. ({finding})',
  refused: 'Palvelin hylkäsi tiedot, mutta oli siinä vaiheessa jo vastaanottanut ne. ({finding})',
  masked: 'Arvot on tässä osittain peitetty. Ne voidaan näyttää kokonaan sille, jonka on tarkistettava ne.',
  maskedRequest:
    '[Arvot on osittain peitetty tässä: liitä ne kokonaisina tai laadi kirje valitsimella --reveal. Ilman niitä tietoja ei voi löytää.]',
  nothingFound:
    'Puhelimen lähettämästä liikenteestä ei löytynyt siltä osin kuin se oli luettavissa mitään puhelimen tai sen omistajan yksilöivää.',
  littleRead: 'Se kertoo vähän: liikenteestä ei voitu lukea juuri mitään, ja muussa voi olla mitä tahansa.',
  littleSearched:
    'Se kertoo vähän: suurinta osaa puhelimen lähettämästä liikenteestä ei voitu tutkia, ja siinä voi olla mitä tahansa.',
  onlyAnswers: 'Se ei kerro mitään siitä, mitä puhelin lähetti: tallenteessa on vain sen saamia vastauksia.',
  nothingRead: 'Mitään puhelimen lähettämää ei voitu lukea, joten siitä ei voida sanoa mitään.',
  summaryWhat: '{host} sai {count} viestiä, joissa oli tämän puhelimen tunnisteita. ({finding})',
  summaryWhatOnce: '{host} sai yhden viestin, jossa oli tämän puhelimen tunnisteita. ({finding})',
  summaryMore: 'Teknisessä raportissa on {count} muuta havaintoa. ({findings})',
  summaryMoreOnce: 'Teknisessä raportissa on yksi muu havainto. ({findings})',
  summaryDo:
    'Voit pyytää vastaanottajalta tiedot siitä, mitä sillä on sinusta, pyytää valmistajalta selvitystä ja kannella viranomaiselle.',
  summaryNot:
    'Liikenteestä ei näy, mitä vastaanottaja teki tiedoilla ja oliko lähettäminen tarkoituksellista.',
  notVerified: '[ei tarkistettu lähteestä]',
  competent: 'toimivaltainen viranomainen: {authority}',
  pointerOnly: 'tuotelainsäädäntöä, mainittu vain viitteeksi',
  gdpr: 'yleinen tietosuoja-asetus',
  speaksAgainst: {
    refused: 'palvelin hylkäsi {refused}/{all} lähetystä (se oli jo vastaanottanut ne)',
    refusedOnce: 'palvelin hylkäsi lähetyksen (se oli jo vastaanottanut sen)',
    unanswered: '{unanswered}/{all} lähetykseen ei nähty vastausta',
    unansweredAll: 'vastausta ei nähty',
    interim:
      '{interim}/{all} lähetykseen palvelin vastasi vain, että lähetystä sai jatkaa: vastaanottamista ei ole osoitettu',
    interimAll: 'palvelin vastasi vain, että lähetystä sai jatkaa: vastaanottamista ei ole osoitettu',
    early:
      '{early}/{all} lähetykseen palvelin vastasi ennen kuin kaikki oli lähetetty, tai ettei kaikki tullut perille: vastaanottamista ei ole osoitettu',
    earlyAll:
      'palvelin vastasi ennen kuin kaikki oli lähetetty, tai ettei kaikki tullut perille: vastaanottamista ei ole osoitettu',
    unsent:
      '{givenUp}/{all} pyynnöstä luovuttiin, ennen kuin niillä oli palvelinta: niitä ei ehkä koskaan lähetetty',
    unsentOnce: 'pyynnöstä luovuttiin, ennen kuin sillä oli palvelinta: sitä ei ehkä koskaan lähetetty',
    notListed: 'ei ole varmaa, kuka vastaanottaja on: {name} ei ole organisaatioiden luettelossa',
    notListedHosted:
      'ei ole varmaa, kuka vastaanottaja on: {name}, jonka palvelinta ylläpitää {owner}, ei ole organisaatioiden luettelossa',
    noName: 'ei ole varmaa, kuka vastaanottaja on: palvelimen nimeä ei tiedetä',
    othersThere:
      'ei ole varmaa, kuka vastaanottaja on: lähetyksessä ei mainita palvelinta, ja se on voinut olla tarkoitettu muille samassa osoitteessa ({names})',
    tenant: 'ei ole varmaa, kuka vastaanottaja on: tuntematon asiakas, jonka palvelinta ylläpitää {owner}',
    tenantNamed:
      'ei ole varmaa, kuka vastaanottaja on: asiakas, jonka nimi on ”{tenant}” ja jonka palvelinta ylläpitää {owner}; asiakas ei ole organisaatioiden luettelossa',
    alias:
      'ei ole varmaa, kuka vastaanottaja on: {name} on toinen nimi palvelimelle {alias}, jota ylläpitää {owner} ja joka ei ole organisaatioiden luettelossa',
    aliasOwner:
      'ei ole varmaa, kuka vastaanottaja on: {name} on toinen nimi palvelimelle {alias}; myös nimen {name} omistaja vastaanottaa tiedot, eikä tämä ole organisaatioiden luettelossa',
    formOnly: 'vain arvon muoto tai vain sen nimi kertoo, mikä se on: se voi olla muuta samanmuotoista',
    noKey: 'minkään kentän nimi ei kerro, mikä arvo on',
    nameOnly: 'sisältöä ei voitu lukea: ei tiedetä, lähetettiinkö jotakin ja mitä',
    thisSide:
      'se nähtiin vain osoitteeseen {addresses} asti, joka on välityspalvelin tai uudelleenohjaus: ei tiedetä, välitettiinkö se eteenpäin',
    copies:
      'havainto on tavuissa, joista tallenteessa on erilaisia kopioita: ei tiedetä, mikä niistä vastaanotettiin',
    atLeast:
      'sinne lähetettiin enemmän kuin tähän voitiin kirjata: lukumäärä ja päättymisaika ovat vähimmäistietoja',
    contactedAtLeast:
      'siihen otettiin yhteyttä useammin kuin tähän voitiin kirjata: lukumäärä ja päättymisaika ovat vähimmäistietoja',
    phones:
      '{imeis} IMEI-koodia lähetettiin, ja puhelimella on niitä enintään kaksi: ne kuuluvat usealle puhelimelle tai kaikki eivät ole lähettäjän omia',
    senders:
      'lähetys tuli yhden verkon {senders} osoitteesta ({addresses}), joita mikään arvo ei yhdistä: usealta laitteelta tai yhdeltä, jonka osoite vaihtui',
    otherSender:
      '{others}/{all} lähetystä tuli lähettäjältä, joka lähetti muita laitteen numeroita kuin profiilin eikä yhtään profiilin omaa: lähettäjä voi olla muu laite',
    quietSender:
      'lähetys tuli osoitteesta {address}; sen verkon yhteyksistä se avasi {flows} ja {busiest} avasi {most}: lähettäjä voi olla muu laite kuin puhelin',
    copiesSome:
      '{part}/{all} havaintoa on tavuissa, joista tallenteessa on erilaisia kopioita: ei tiedetä, mikä niistä vastaanotettiin',
    wayAnswered:
      'vastaajana oli matkalla oleva verkko, kuten kirjautumista pyydettäessä: ei tiedetä, välitettiinkö tieto eteenpäin',
    coreUnnamed: 'mikään nimi ei osoita, kenen puhelinverkon ydin se on',
    coreUsual:
      'puhelin rekisteröityy näin operaattorilleen, jotta siihen voidaan soittaa: operaattori tuntee IMSI- ja IMEI-koodin ja solun myös radioverkosta',
    coreOfOther:
      'sinne lähetettiin toisen operaattorin IMSI-koodi: vastaanottaja ei ole puhelimen oma operaattori',
    coreAbroad:
      'vain viesti nimeää operaattorin: osoitteen {address} maa on {countries}, joten se voi olla jonkun muun',
    coreNowhere:
      'vain viesti nimeää operaattorin: osoitteen {address} maata ei tunneta, joten se voi olla jonkun muun',
    otherFamilies: 'muut tuoteperheet käyttävät muita palvelimia; lähetettävä sisältö on salattu',
    sealedBody:
      'sisältö on salattu (AES, avaimella, jonka vain palvelin voi avata): sitä, mitä se kertoo, ei nähdä',
    otherServices:
      'verkkotunnuksessa {domain} on monia muiden palvelujen nimiä: tätä ei tunneta rekisteröintipalvelimena',
    otherServer: 'sen palvelinta ei tunneta rekisteröintipalvelimena',
    needsNoNumber:
      'tiedoston noutaminen ei vaadi tunnistetta: pelkkä yhteys osoittaa puhelimen osoitteen, ei mitään sen numeroa',
  },
  quotedEnglish: 'englanniksi: ”{evidence}”',
  citationWords: {
    Article: 'artikla',
    Articles: 'artiklat',
    recital: 'johdanto-osan kappale',
    recitals: 'johdanto-osan kappaleet',
    chapter: 'luku',
    regulation: 'sääntö',
    and: 'ja',
  },
  authority: '{authority} ({country}): {reason}.',
  roles: {
    lead: 'oletettavasti johtava valvontaviranomainen, jos valmistajan päätoimipaikka on siellä[[ (yleinen tietosuoja-asetus, 56 artikla)]]',
    concerned:
      'osallistuva valvontaviranomainen, koska käyttäjä on siellä[[ (yleinen tietosuoja-asetus, 4 artiklan 22 kohta)]]',
    complaint: 'ottaa vastaan siellä asuvan käyttäjän kantelun',
  },
  controller:
    'Oletan, että käsittelystä päättää {maker}. Jos siitä päättää jokin muu taho, kantelu kohdistuu siihen.',
  concern:
    'Katson, että käsittely koskee minua ja voi herättää kysymyksiä alla olevien säännösten perusteella. Pyydän tutkimaan asian.',
  concernAlone:
    'Katson, että käsittely koskee minua ja voi herättää tietosuojaa koskevia kysymyksiä. Pyydän tutkimaan asian.',
  complaintAsk: [
    'Pyydän tutkimaan käsittelyn ja ilmoittamaan minulle asian etenemisestä ja ratkaisusta[[ (tietosuoja-asetuksen 77 artiklan 2 kohta)]].',
    'Pyydän käyttämään tutkintavaltuuksia[[ (58 artiklan 1 kohta)]] sen selvittämiseksi, kuka käsittelystä päätti, miksi, mistä alkaen ja kuinka monen laitteen osalta.',
    'Jos käsittely ei ole säännösten mukaista, pyydän käyttämään korjaavia toimivaltuuksia[[ (58 artiklan 2 kohta)]].',
  ],
  lead: 'Jos johtava valvontaviranomainen on toinen, pyydän siirtämään kantelun ja pitämään minut ajan tasalla.',
  passOn:
    'Jos jonkin säännöksen valvonta kuuluu toiselle viranomaiselle, pyydän siirtämään asian siltä osin sille ja ilmoittamaan siirrosta minulle.',
  share: 'Henkilöllisyyteni saa tarvittaessa ilmoittaa rekisterinpitäjälle: [kyllä / ei].',
  accessAsk: [
    'Pyydän vahvistamaan, käsittelettekö alla oleviin tunnisteisiin liitettyjä tietoja, myös pseudonymisoituja, ja lähettämään niistä jäljennöksen.',
    'Pyydän ilmoittamaan käsittelyn tarkoitukset, tietoryhmät, säilytysajan ja tietojen lähteen.',
    'Pyydän nimeämään jokaisen vastaanottajan {since} alkaen sekä jokaisen [[ETA-alueen ulkopuolisen|muun]] maan, johon tiedot ovat menneet, ja käytetyt suojatoimet[[ (15 artiklan 2 kohta)]].',
  ],
  accessUnseen:
    'Tietoni löytyvät näiden tunnisteiden avulla: [käyttäjätili, sähköpostiosoite ja puhelimen tunnisteet, koska ne eivät näy tallenteessa].',
  accessLaw: 'Pyynnön oikeusperusta: {law}.',
  accessTerm: 'Odotan vastausta [[kuukauden kuluessa (12 artiklan 3 kohta)|lain asettamassa määräajassa]].',
  accessIdentity:
    'Jos katsotte, ettette voi tunnistaa minua, pyydän selvittämään, miksi tunnisteet eivät riitä[[ (11 artikla ja 12 artiklan 2 kohta)]].',
  replyIntro:
    'Aiomme julkaista jutun seuraavasta aiheesta. Pyydämme vastausta viimeistään {deadline} ja kerromme sen pääsisällön.',
  replyAsk: [
    'Mitkä edellä mainituista tiedoista ovat virheellisiä?',
    'Mikä oli lähetysten tarkoitus ja kuka niistä päätti?',
    'Milloin ne alkoivat ja päättyivät, ja mitä laitteita ja ohjelmistoversioita asia koskee?',
    'Kuka sai tiedot, missä maissa, ja säilytetäänkö niitä yhä?',
    'Millä oikeusperusteella tiedot lähetettiin, ja miten käyttäjille kerrottiin?',
    'Ilmoitettiinko asiasta viranomaiselle[[ tietosuoja-asetuksen 33 artiklan mukaisesti]]?',
  ],
  replyPromise:
    'Todisteisiin voi tutustua: se, mitä kohdassa ”{heading}” mainitaan, ja ohjelma, jolla se luetaan.',
  noticeIntro:
    'Ette ehkä tiedä tästä liikenteestä. Pyydän ilmoittamaan viimeistään {deadline}, onko se tarkoituksellista, ja ellei ole, milloin se päättyy.',
  noticeAsk: [
    'Mikä laitteen ohjelmisto lähettää tiedot ja mistä versiosta alkaen?',
    'Mitä laitteita ja markkinoita asia koskee?',
    'Keneen voin olla yhteydessä tietoturvakysymyksissä?',
  ],
  breachClock:
    'Rekisterinpitäjä sai asian tietoonsa {aware}. Jos kyseessä on ilmoitettava loukkaus, määräaika päättyy {until} (72 tuntia[[ sen tunnin päättymisestä, jonka aikana asia tuli tietoon: tietosuoja-asetuksen 33 artiklan 1 kohta, asetuksen (ETY, Euratom) N:o 1182/71 3 artiklan 1 kohta]]).',
  breachOver:
    'Tunteina laskettuna, viikonloput ja pyhäpäivät mukaan lukien, määräaika on kulunut umpeen[[: 33 artiklan 1 kohdan mukaan viivästys on perusteltava]].',
  breachAware:
    'Rekisterinpitäjä sai asian tietoonsa {aware}. Sovellettava laki määrää, onko loukkauksesta ilmoitettava ja mihin mennessä.',
  breachUnknown:
    'Ajankohtaa, jona rekisterinpitäjä sai asian tietoonsa, ei ole annettu: [[tietosuoja-asetuksen 33 artiklan 1 kohdan 72 tuntia|ilmoituksen määräaika]] lasketaan siitä.',
  breachItems: [
    'Loukkauksen luonne: oliko vastaanottaja tarkoitettu? Ellei ollut, kyseessä voi olla luottamuksellisuuden loukkaus[[ (4 artiklan 12 kohta)]]. [ratkaistava]',
    'Henkilöiden ja tietojen ryhmät ja määrät: [selvitettävä; ks. selvitys siitä, kuinka montaa laitetta asia koskee]',
    'Todennäköiset seuraukset: tunnisteet voidaan yhdistää muihin tietoihin niin kauan kuin ne ovat käytössä. [arvioitava]',
    'Toteutetut tai ehdotetut toimet: [päivitys, tietojen poistaminen vastaanottajalta, näyttö korjauksesta]',
    'Ilmoittaminen rekisteröidyille[[ (34 artikla)]]: [päätös ja perustelut]',
    'Dokumentointi[[ (33 artiklan 5 kohta)]]: tämä muistio ja todisteet, päätöksestä riippumatta.',
  ],
  method:
    'Laitteen liikenne tallennettiin ja luettiin ohjelmalla varde {version}. Tallenteet: {captures}. SHA-256: {hash}.',
  recording:
    'Tallenne {capture} on näissä tiedostoissa, jotka luettiin tässä järjestyksessä; yllä oleva tarkistussumma (SHA-256) on laskettu niiden tavuista tässä järjestyksessä.',
  recordingFile: '{file}, SHA-256: {hash}, {bytes} tavua',
  derived: 'Se, mitä nähtiin, voidaan johtaa uudelleen {evidence}.',
  evidence: {
    capture: 'tallenteesta',
    events: 'mukana annetuista puhelimen tapahtumista',
    profile: 'puhelimen profiilista',
    keys: 'salauksen avaimista',
  },
  findingIds: 'Suluissa olevat tunnukset, kuten {finding}, ovat havaintojen numeroita teknisessä raportissa.',
  missing: 'Tallenteesta puuttuu osia liikenteestä ({size}).',
  lostFrames: 'Tallennusohjelman kadottamia kehyksiä: {count}.',
  notUnderstood: 'Osia tallenteesta ei voitu lukea lainkaan ({size}).',
  notRecorded: 'Tallennuksesta pois jätettyjä sisältöjä ei ole nähty: {count}.',
  smallShare: 'alle 1 %',
  largeShare: 'yli 99 %',
  shareRead: 'Liikenteestä voitiin lukea {share}; muuta ei voitu tutkia.',
  readAll: 'Kaikki tallennettu sisältö voitiin lukea.',
  sealed: 'Luetussa sisällössä on salatuilta näyttäviä arvoja, jotka voivat kertoa enemmän: {count}.',
  tokens:
    'Satunnaisilta näyttävät arvot, joita pidetään todennustunnuksina tai avaimina, voivat sisältää mitä tahansa: {count}.',
  limits: [
    'Tallenne osoittaa yhden laitteen liikenteen rajatulta ajalta.',
    'Tarkoitus, suostumus, sopimukset ja vastaanoton jälkeiset tapahtumat eivät näy siinä.',
  ],
  unsearchedContent: 'Viesteistä ei etsitty muuta kuin tunnisteita, esimerkiksi ei terveystietoja.',
  wrongClock:
    'Tallenteen päiväys on {day}, mikä ei voi pitää paikkaansa: ei tiedetä, milloin jotakin lähetettiin, ja sovellettavaksi voi tulla jonkin muun päivän laki.',
  cellIsArea: 'Solutunnus on alue, ei sijaintipiste.',
  notAdvice:
    'Ohjelma on laatinut tekstin havaintojen perusteella. Se ei ole oikeudellista neuvontaa eikä ratkaise mitään.',
  greetings: 'Ystävällisin terveisin',
  sources: {
    'source code of the SDK': 'SDK:n lähdekoodi',
    'public client code (decompiled or re-implemented)':
      'julkinen asiakaskoodi (dekompiloitu tai uudelleen toteutettu)',
    'Leith et al., studies of phone traffic (partly through a public summary)':
      'Leith ym., tutkimuksia puhelinten liikenteestä (osin julkisen tiivistelmän kautta)',
    'a block list (existence of the host only)': 'estolista (vain palvelimen olemassaolo)',
    'press and registers': 'lehdistö ja rekisterit',
    'own captures': 'omat tallenteet',
    'memory, to be confirmed before citing': 'muistitieto, vahvistettava ennen viittaamista',
  },
  identifiers: {
    'ip-address': 'IP-osoite',
    'person-name': 'omistajan nimi',
    'national-id': 'kansallinen henkilötunnus',
    'birth-date': 'syntymäaika',
    vin: 'auton valmistenumero (VIN)',
    contacts: 'osoitekirjan tiedot',
    'installed-apps': 'luettelo asennetuista sovelluksista',
    'account-credential': 'tilin kirjautumistieto',
    bssid: 'BSSID (Wi-Fi-tukiaseman numero)',
    'device-id': 'laitetunniste (laji ei tiedossa)',
    'gsf-id': 'Google Services Framework -tunniste',
    imeisv: 'IMEISV (IMEI-koodi ja ohjelmistoversio)',
    'install-id': 'sovelluksen asennustunniste',
    esn: 'ESN (vanhemman CDMA-puhelimen numero)',
    meid: 'MEID (CDMA-puhelimen numero)',
    'push-token': 'push-tunniste',
    ssid: 'SSID (Wi-Fi-verkon nimi)',
    'user-id': 'tilin käyttäjätunniste',
    'widevine-id': 'Widevine-tunniste (kopiosuojaus)',
    imei: 'puhelimen IMEI-koodi',
    iccid: 'SIM-kortin numero (ICCID)',
    eid: 'kiinteän SIM-kortin numero (EID)',
    imsi: 'liittymätunnus (IMSI)',
    msisdn: 'puhelinnumero',
    'wifi-mac': 'Wi-Fi-osoite (MAC)',
    'bluetooth-mac': 'Bluetooth-osoite (MAC)',
    'cell-id': 'matkaviestinverkon solu (alue)',
    location: 'sijainti',
    serial: 'sarjanumero',
    'android-id': 'Android-tunniste',
    'advertising-id': 'mainostunniste',
    email: 'sähköpostiosoite',
    'device-model': 'malli',
    build: 'ohjelmistoversio',
  },
}
