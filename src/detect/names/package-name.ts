/** What stands for a country, or is a domain that packages are named under in practice. */
const top = /^(?:[a-z]{2}|com|org|net|info|mobi|app|dev|biz|edu|gov|xyz|games?)$/
const parts = /^[a-z]{2,5}(?:\.[A-Za-z][\w-]{0,62}){1,7}$/
/** Parts of systems and of programs: libraries, features and permissions, classes, files. */
const otherThings =
  /\.(?:permission|feature|hardware|intent|action|category|provider)\.|\.[A-Z][A-Z\d]*(?:_[A-Z\d]+)+$|\.(?:html?|php|aspx?|jsp|js|css|json|xml|png|jpe?g|gif|svg|webp|so|dll|apk|ipa|zip|txt|pdf|mp[34])$/

/**
 * The name of a package of Android, or of a bundle of iOS: a domain turned round and a name (Android, "Set the application
 * ID"; Apple, CFBundleIdentifier). Nothing tells it from other names in that form, but for some that are none.
 */
export function isPackageName(text: string): boolean {
  if (text.length < 5 || text.length > 160 || !parts.test(text)) return false
  return top.test(text.slice(0, text.indexOf('.'))) && !otherThings.test(text)
}

/** Who made it: the second part, below the domain. */
export function makerOf(packageName: string): string {
  return packageName.split('.', 2).join('.').toLowerCase()
}
