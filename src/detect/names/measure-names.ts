/** Names of counters, sizes and orders, as keys end: digits under them are none of a phone, whatever their check digit. */
export const measureNames: ReadonlySet<string> = new Set(
  withLists(
    'bytes size length len count counter counters total duration elapsed offset time timestamp ts date order orderno ' +
      'ordernumber orderid price amount seq sequence nonce random rand uptime transactionid transaction invoice ' +
      'invoiceno traceid barcode ean packets pkts hits views ticks contentid itemid variantid productid articleid isbn upc sku ' +
      'epoch ns nsec nanotime nanos micros millis usec inode cursor postid photoid videoid mediaid commentid threadid storyid pageid tweetid ' +
      'statusid albumid trackid bucketcounts asint score votes version versioncode revision ' +
      'creative adgroup booking heap free tsns ' +
      'start end dur mean min max avg sum rx tx fbid ' +
      'appid placement placementid lineitemid adunitid dealid publisherid auctionid ' +
      'campaignid utmid creativeid adgroupid adsetid groupid channelid feedid programid episodeid matchid gameid bookingid kid ' +
      'ord txn txnid item boot boottime bootcount ' +
      'ticketid caseid refid messageid reservationnumber waybill awb consignment consignmentid parcelno gtin ticketno ticketnumber receiptno refno confirmationno confirmationnumber ' +
      'reservationid voucher iban songid clipid episode seqno checksum crc spanid parentid clickid stopid campaign ' +
      'isin licensekey licencekey tracecontext traceparent amzntraceid sendungsnummer artikelnummer asin ' +
      'adset pixelid experimentid ' +
      'cachekey etag ifmatch ifnonematch cb rnd cachebuster tracking trackingno trackingnumber trackingid shipmentid parcelid',
  ),
)

/** Phones, their cards, and what has one inside. */
const phones =
  'device dev phone mobile cell handset terminal term equipment equip hardware hw machine unit tracker vehicle car modem board chip ' +
  'sim card line subscriber sub serial imei imsi meid esn'
/** Who has one, and words that say nothing of what they number. */
const anybody =
  'user usr member customer client owner person account login profile contact asset object thing entity endpoint node gateway peer ' +
  'session source src sender target install installation instance app station host agent registration reg activation udid uuid guid uid ' +
  'unique uniq identity identifier external ext internal global local native system sys android ios push tracking advertising ads ' +
  'analytics anonymous vendor distinct visitor tag key name value type data info raw new old last first current default other ' +
  'primary main own'
const ofPhones: ReadonlySet<string> = new Set(phones.split(' '))
const ofAnybody: ReadonlySet<string> = new Set(anybody.split(' '))
const nounMin = 3

/**
 * True for the `id`, `code` or `number` of a thing that is no phone, card or user (`experiment_id`, `vat_no`): digits that only
 * look like an IMEI number that. The number of an account or a customer is a bank's or a shop's; its id may be a phone's.
 */
export function numbersThing(key: string): boolean {
  const words = key
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .match(/[a-z]+/g)
  const ending = words?.at(-1) ?? ''
  const noun = words?.at(-2)?.replace(/s$/, '') ?? ''
  if (noun.length < nounMin || ofPhones.has(noun)) return false
  return /^ids?$/.test(ending) ? !ofAnybody.has(noun) : /^(?:code|number|num|no|nr)$/.test(ending)
}

/** `variants_id` is what a list of variants gives the `id` of each. */
function withLists(text: string): string[] {
  const names = text.split(' ')
  return [
    ...names,
    ...names
      .filter((name) => name.length >= 5 && name.endsWith('id'))
      .map((name) => `${name.slice(0, -2)}sid`),
  ]
}
