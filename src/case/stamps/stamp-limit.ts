/** A time stamp is a few kilobytes: certificates of an authority and a signature. What is longer is none. */
export const stampBytesMax = 262_144

/** Lists of revoked certificates are longer: those of large authorities have some megabytes. */
export const listBytesMax = 16_777_216
