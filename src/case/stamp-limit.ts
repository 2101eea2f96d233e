/** A time stamp is a few kilobytes: certificates of an authority and a signature. What is longer is none. */
export const stampBytesMax = 262_144
