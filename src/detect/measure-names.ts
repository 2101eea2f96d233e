/** Names of counters, sizes and orders, as keys end: digits under them are none of a phone, whatever their check digit. */
export const measureNames: ReadonlySet<string> = new Set(
  (
    'bytes size length len count counter counters total duration elapsed offset time timestamp ts date order orderno ' +
    'ordernumber orderid price amount seq sequence nonce random rand uptime transactionid transaction invoice ' +
    'invoiceno traceid barcode ean packets pkts hits views ticks contentid itemid productid articleid isbn upc sku ' +
    'epoch ns nsec nanotime nanos micros millis usec inode cursor postid photoid videoid mediaid commentid threadid storyid pageid tweetid ' +
    'statusid albumid trackid bucketcounts asint score votes version versioncode revision ' +
    'start end dur mean min max avg sum rx tx fbid ' +
    'campaignid creativeid adgroupid adsetid groupid channelid feedid programid episodeid matchid gameid bookingid kid ' +
    'cachekey etag ifmatch ifnonematch cb rnd cachebuster tracking trackingno trackingnumber trackingid shipmentid parcelid'
  ).split(' '),
)
