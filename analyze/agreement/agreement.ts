/** How far two drop sources that recorded side by side agree: part of the public JSON. */

export interface Comparison {
  /** Packets dropped in the kernel, as each of the two counted them; masked ones included. */
  readonly primary: number
  readonly other: number
  /** other minus primary */
  readonly difference: number
  /** The smaller of the two counts by the larger; 1 = they agree. */
  readonly share: number
}

export interface SiteComparison extends Comparison {
  /** Kernel symbol without compiler suffixes, or the address; '' if a source did not tell. */
  readonly site: string
  /** Of the difference, what no known blind spot and no recorded loss explains. */
  readonly unexplained: number
  /** Why they differ, a sentence or several; '' if they agree. */
  readonly why: string
}

export interface SourceComparison {
  readonly source: string
  readonly total: Comparison
  /** Most different first; at most 100. */
  readonly sites: readonly SiteComparison[]
  readonly moreSites: number
  /** Sum over all sites. */
  readonly unexplained: number
}

export interface Agreement {
  /** The source whose counts are the totals of the report. */
  readonly primary: string
  readonly others: readonly SourceComparison[]
}

export const comparison = (primary: number, other: number): Comparison => {
  const larger = Math.max(primary, other)
  return {
    primary,
    other,
    difference: other - primary,
    share: larger === 0 ? 1 : Math.min(primary, other) / larger,
  }
}
