/**
 * What the progress line tells of the drops so far. Kept as they are counted: keys become thousands where namespaces come
 * and go, and four times a second is too often to look at each.
 */
export class ToldDrops {
  readonly #ofSite = new Map<string, number>()
  #masked = 0

  /** Counted under masks. */
  get masked(): number {
    return this.#masked
  }

  /** Where most were dropped, masked ones apart; '' if none was. */
  get topSite(): string {
    let top = ''
    for (const [site, drops] of this.#ofSite) {
      if (drops > (this.#ofSite.get(top) ?? 0)) top = site
    }
    return top
  }

  add(site: string, masked: boolean, drops: number): void {
    if (masked) this.#masked += drops
    else this.#ofSite.set(site, (this.#ofSite.get(site) ?? 0) + drops)
  }

  /** What was told as not masked was masked all along. */
  wasMasked(site: string, drops: number): void {
    this.add(site, false, -drops)
    this.add(site, true, drops)
  }

  /** Begins anew. */
  clear(): void {
    this.#ofSite.clear()
    this.#masked = 0
  }
}
