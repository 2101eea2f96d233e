/** What a flow carried, as far as triggers are concerned. */
export const flowKinds = { readable: 0, opaque: 1, names: 2 } as const

/**
 * Times and sizes of a recipient's flows: thirteen bytes each, growing by doubling. What triggers and periods need of
 * flows that nobody can read.
 */
export class FlowSeries {
  private times: Float64Array = new Float64Array(0)
  private sizes: Float32Array = new Float32Array(0)
  private kinds: Uint8Array = new Uint8Array(0)
  private size = 0

  get length(): number {
    return this.size
  }

  /** `seconds` of the first packet since 1970; `bytes` of payload that the client sent. */
  push(seconds: number, bytes: number, kind: number): void {
    if (this.size === this.times.length) this.grow()
    this.times[this.size] = seconds
    this.sizes[this.size] = bytes
    this.kinds[this.size++] = kind
  }

  /** Flows in order of time; only those of a kind where `kind` is given. */
  sorted(): { times: Float64Array; sizes: Float32Array; opaque: number; names: number } {
    const order = Uint32Array.from({ length: this.size }, (_, index) => index)
    order.sort((left, right) => (this.times[left] as number) - (this.times[right] as number))
    let opaque = 0
    let names = 0
    for (let at = 0; at < this.size; at++) {
      if (this.kinds[at] === flowKinds.opaque) opaque++
      else if (this.kinds[at] === flowKinds.names) names++
    }
    return {
      times: Float64Array.from(order, (index) => this.times[index] as number),
      sizes: Float32Array.from(order, (index) => this.sizes[index] as number),
      opaque,
      names,
    }
  }

  private grow(): void {
    const length = Math.max(4, this.times.length * 2)
    const times = new Float64Array(length)
    const sizes = new Float32Array(length)
    const kinds = new Uint8Array(length)
    times.set(this.times)
    sizes.set(this.sizes)
    kinds.set(this.kinds)
    this.times = times
    this.sizes = sizes
    this.kinds = kinds
  }
}
