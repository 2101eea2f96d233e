/**
 * The middles of 56 countries in which no place of their size is a spot in a town, as programs have them in tables and send them where they know no more of a place than its
 * country: nobody stands there because of them.
 *
 * Source: Google, Dataset Publishing Language (DSPL), countries.csv; for the second of the United States MaxMind GeoIP, which
 * gave it for addresses of which no more is known.
 */
const centres: readonly (readonly [lat: number, lon: number])[] = [
  [42.546_245, 1.601_554],
  [23.424_076, 53.847_818],
  [33.939_11, 67.709_953],
  [-38.416_097, -63.616_672],
  [47.516_231, 14.550_072],
  [-25.274_398, 133.775_136],
  [50.503_887, 4.469_936],
  [42.733_883, 25.485_83],
  [-14.235_004, -51.925_28],
  [56.130_366, -106.346_771],
  [46.818_188, 8.227_512],
  [-35.675_147, -71.542_969],
  [35.861_66, 104.195_397],
  [4.570_868, -74.297_333],
  [49.817_492, 15.472_962],
  [51.165_691, 10.451_526],
  [56.263_92, 9.501_785],
  [58.595_272, 25.013_607],
  [26.820_553, 30.802_498],
  [40.463_667, -3.749_22],
  [61.924_11, 25.748_151],
  [46.227_638, 2.213_749],
  [55.378_051, -3.435_973],
  [39.074_208, 21.824_312],
  [47.162_494, 19.503_304],
  [-0.789_275, 113.921_327],
  [53.412_91, -8.243_89],
  [31.046_051, 34.851_612],
  [20.593_684, 78.962_88],
  [32.427_908, 53.688_046],
  [64.963_051, -19.020_835],
  [41.871_94, 12.567_38],
  [36.204_824, 138.252_924],
  [35.907_757, 127.766_922],
  [55.169_438, 23.881_275],
  [56.879_635, 24.603_189],
  [23.634_501, -102.552_784],
  [4.210_484, 101.975_766],
  [9.081_999, 8.675_277],
  [52.132_633, 5.291_266],
  [60.472_024, 8.468_946],
  [-40.900_557, 174.885_971],
  [30.375_321, 69.345_116],
  [51.919_438, 19.145_136],
  [39.399_872, -8.224_454],
  [45.943_161, 24.966_76],
  [61.524_01, 105.318_756],
  [23.885_942, 45.079_162],
  [60.128_161, 18.643_501],
  [15.870_032, 100.992_541],
  [38.963_745, 35.243_322],
  [23.697_81, 120.960_515],
  [48.379_433, 31.165_58],
  [37.090_24, -95.712_891],
  [14.058_324, 108.277_199],
  [-30.559_482, 22.937_506],
  [37.751, -97.822],
]

/** What four decimals leave. */
const reachDegrees = 0.000_06

/** True for coordinates that are the middle of a country, written with four decimals and more (MaxMind's with three). */
export function isCountryCentre(lat: number, lon: number): boolean {
  return centres.some(([middleLat, middleLon]) => {
    return Math.abs(lat - middleLat) < reachDegrees && Math.abs(lon - middleLon) < reachDegrees
  })
}
