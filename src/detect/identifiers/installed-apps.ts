import { defineIdentifier } from '../identifier-type.ts'
import type { IdentifierType } from '../identifier-type.ts'
import { isPackageName } from '../names/package-name.ts'

/** Programs on the phone, by the names of their packages. Told where a list of them stands: see `app-lists.ts`. */
export const identifier: IdentifierType = defineIdentifier({
  name: 'installed-apps',
  title: 'installed apps',
  subject: 'person',
  stability: 'for months; few people have the same set',
  whyPersonal: 'Apps tell of health, belief, love and money, and few people have the same set of them.',
  // What such a list is called.
  names: [
    'installedapps',
    'installedapp',
    'installedapplications',
    'installedpackages',
    'installedpackage',
    'installedapplist',
    'installapps',
    'installedlist',
    'installlist',
    'userapps',
    'systemapps',
    'runningapps',
    'recentapps',
    'foregroundapps',
    'applist',
    'appslist',
    'applicationlist',
    'packagelist',
    'packageslist',
    'packagenames',
    'pkglist',
    'bundleids',
    'appusage',
    'usagestats',
  ],
  proof: 'it is the name of a package',
  // One name of a package says which program speaks, and no more.
  confidence: { named: null, namedFaulty: null },
  lengthMin: 5,
  normalise: (value: string): string => (isPackageName(value.trim()) ? value.trim() : ''),
})
