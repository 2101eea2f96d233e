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
      'tracecontext traceparent amzntraceid sendungsnummer artikelnummer asin ' +
      'cachekey etag ifmatch ifnonematch cb rnd cachebuster tracking trackingno trackingnumber trackingid shipmentid parcelid',
  ),
)

/** `variants_id` is what a list of variants gives the `id` of each. */
function withLists(text: string): string[] {
  const names = text.split(' ')
  return [...names, ...names.filter((name) => /...id$/.test(name)).map((name) => name.replace(/id$/, 'sid'))]
}
