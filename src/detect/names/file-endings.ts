/**
 * What names of files end with, behind their last dot, in small letters; none of them is the end of a domain (a domain of
 * the top level: `zip` and `mov` are two).
 */
const fileEndings: ReadonlySet<string> = new Set(
  [
    'png jpg jpeg gif webp svg heic heif avif bmp ico tif tiff ktx pvr astc glb gltf atlas lottie',
    'ttf otf woff eot css scss js mjs cjs jsx tsx json yml yaml xml htm html plist strings nib xib storyboard',
    'jsbundle bundle jar aar dex apk ipa tar tgz gz pdf doc docx xls xlsx csv txt log tmp bak dat bin db sqlite',
    'wav ogg webm mkv mpg mpeg mp3 mp4 m4a aac vcf ics eml',
  ].flatMap((line) => line.split(' ')),
)

const digits = /^\d+$/

/** True where `text`, words with dots between them, ends as a file does or in a number, and so as no domain. */
export function endsAsFile(text: string): boolean {
  const ending = text.slice(text.lastIndexOf('.') + 1).toLowerCase()
  return fileEndings.has(ending) || digits.test(ending)
}
