import { exchangeKey } from '../../assess/exchange-key.ts'
import { loneNumbers } from '../../assess/several-phones.ts'
import type { PhoneSign, SideTransmission } from '../../assess/side.ts'
import { limits } from '../../core/limits.ts'
import { mask } from '../../report/masking/mask.ts'
import { plainNumber } from './plain-number.ts'

/** Numbers that one phone has and no other, and that neither an update nor its owner changes. */
const numbers: ReadonlySet<string> = new Set(['serial', 'wifi-mac', 'bluetooth-mac', 'meid', 'eid'])

/** What of a scan or its document tells whose traffic it is. Masked values of a document tell nothing. */
export interface SignFacts {
  readonly observations: readonly {
    readonly identifier: string
    readonly normal?: string
    readonly value?: string
    readonly confidence: string
    readonly direction: string
  }[]
  readonly localNames: readonly { readonly kind: string; readonly value?: string }[]
}

/** The signs of a side, each once. */
export function phoneSignsOf({ observations, localNames }: SignFacts, models: Iterable<string>): PhoneSign[] {
  const signs = new Map<string, PhoneSign>()
  const doubtful = new Map<string, PhoneSign>()
  const add = (
    kind: PhoneSign['kind'],
    name: string,
    value: string,
    shown = mask(value),
    into = signs,
  ): void => {
    if (value !== '' && into.size < limits.report.localNamesMax)
      into.set(`${name} ${value}`, {
        kind,
        name,
        value,
        shown,
        ...(into === doubtful ? { isDoubtful: true } : {}),
      })
  }
  for (const { identifier, normal, value, confidence, direction } of observations) {
    if (value === undefined || confidence === 'possible' || direction !== 'sent') continue
    const into = confidence === 'certain' ? signs : doubtful
    const written = plainNumber(normal ?? value)
    // Not all of its digits are sent everywhere: the last one is only a check.
    if (identifier === 'imei') add('imei', identifier, written.slice(0, 14), mask(value), into)
    else if (numbers.has(identifier)) add('number', identifier, written, mask(value), into)
  }
  for (const { kind, value } of localNames) {
    const hex = plainNumber(value ?? '')
    if (kind === 'client-id' && /^[0-9a-f]{12}$/.test(hex))
      add('address', 'DHCP client', hex, mask(value ?? ''))
    // Android before 10 called itself by a number of its own.
    if (kind === 'host-name' && /^android-[0-9a-f]{12,16}$/.test(value ?? ''))
      add('number', 'DHCP name', value ?? '')
  }
  for (const model of models) add('model', 'model', model.toLowerCase(), mask(model))
  return signsOnce([...signs.values(), ...doubtful.values()])
}

/** Which numbers that one phone has one of stand in each exchange (by `exchangeKey`), of those that count for its owner. */
export function numbersByExchange(
  observations: readonly (SignFacts['observations'][number] & {
    readonly capture: number
    readonly exchange: number
  })[],
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>()
  for (const one of observations) {
    const { identifier, normal, value, confidence, direction } = one
    if (value === undefined || direction !== 'sent') continue
    // An IMEI is known by its form and name, too; of other numbers a form says little.
    if (identifier === 'imei' ? confidence === 'possible' : confidence !== 'certain') continue
    if (identifier !== 'imei' && !loneNumbers.has(identifier)) continue
    const written = plainNumber(normal ?? value)
    const number = `${identifier} ${identifier === 'imei' ? written.slice(0, 14) : written}`
    const key = exchangeKey(one)
    const known = found.get(key)
    if (known === undefined) found.set(key, [number])
    else if (!known.includes(number)) known.push(number)
  }
  return found
}

/** The numbers of one exchange, as a send of a side has them. */
export function numbersIn(
  numbers: ReadonlyMap<string, readonly string[]>,
  one: { readonly capture: number; readonly exchange: number },
): Pick<SideTransmission, 'numbers'> {
  const own = numbers.get(exchangeKey(one))
  return own === undefined ? {} : { numbers: own }
}

/** Whether numbers of a phone were sent that a document masks. */
export function hasMaskedSigns({ observations }: SignFacts): boolean {
  return observations.some(
    ({ identifier, value, confidence, direction }) =>
      value === undefined &&
      direction === 'sent' &&
      confidence !== 'possible' &&
      (identifier === 'imei' || numbers.has(identifier)),
  )
}

/** What was sent as a serial number, also where only its form or its name says so: to be held against a known one. */
export function serialsOf({ observations }: SignFacts): ReadonlySet<string> {
  const serials = new Set<string>()
  for (const { identifier, normal, value, direction } of observations) {
    if (serials.size >= limits.pipeline.unitSerialsMax) break
    if (identifier === 'serial' && value !== undefined && direction === 'sent')
      serials.add(plainNumber(normal ?? value))
  }
  return serials
}

/** Each sign once, those that decide something first. */
export function signsOnce(signs: readonly PhoneSign[]): PhoneSign[] {
  const [sure, doubtful] = [false, true].map((is) => signs.filter((one) => (one.isDoubtful === true) === is))
  const once = new Map<string, PhoneSign>()
  for (const one of [...(sure ?? []), ...(doubtful ?? [])]) {
    const key = `${one.name} ${one.value}`
    if (!once.has(key)) once.set(key, one)
  }
  return [...once.values()]
}
