import { matches } from './matches.ts'

/** Does the value `[start, end)` of Content-Type name a kind of media that holds no text? */
export function isMediaType(buf: Buffer, start: number, end: number): boolean {
  const length = end - start
  if (length < 6) return false
  switch ((buf[start] as number) | 0x20) {
    case 0x69:
      return matches(buf, start, imageType) && !matches(buf, start, svgType)
    case 0x76:
      return matches(buf, start, videoType)
    case 0x61:
      return matches(buf, start, audioType)
    case 0x66:
      return matches(buf, start, fontType)
    default:
      return false
  }
}

const imageType = Buffer.from('image/')
const svgType = Buffer.from('image/svg')
const videoType = Buffer.from('video/')
const audioType = Buffer.from('audio/')
const fontType = Buffer.from('font/')
