/**
 * How much of each thing a report prints; the rest is counted, never silent. A report that comes out larger
 * than its cap is rendered again with the next, smaller set.
 */
export interface ReportLimits {
  /** Findings with a card of their own; the others are rows of a table. */
  readonly cards: number
  readonly findingRows: number
  /** Rows of a table within a card. */
  readonly cardRows: number
  /** Rows of a table that is a section's main content. */
  readonly rows: number
  readonly samples: number
  /** Characters of a name, of a sentence, and of a query or command. */
  readonly name: number
  readonly sentence: number
  readonly query: number
  /** Bins of the charts, and of sentences about them. */
  readonly bins: number
}

export const htmlLimits: readonly ReportLimits[] = [
  {
    cards: 20,
    findingRows: 200,
    cardRows: 10,
    rows: 60,
    samples: 20,
    name: 64,
    sentence: 600,
    query: 1200,
    bins: 240,
  },
  {
    cards: 12,
    findingRows: 100,
    cardRows: 6,
    rows: 30,
    samples: 8,
    name: 48,
    sentence: 300,
    query: 600,
    bins: 180,
  },
  {
    cards: 5,
    findingRows: 40,
    cardRows: 4,
    rows: 15,
    samples: 4,
    name: 32,
    sentence: 160,
    query: 240,
    bins: 120,
  },
]

export const markdownLimits: readonly ReportLimits[] = [
  {
    cards: 8,
    findingRows: 60,
    cardRows: 6,
    rows: 25,
    samples: 6,
    name: 64,
    sentence: 500,
    query: 600,
    bins: 240,
  },
  {
    cards: 4,
    findingRows: 25,
    cardRows: 4,
    rows: 12,
    samples: 3,
    name: 40,
    sentence: 240,
    query: 300,
    bins: 240,
  },
  {
    cards: 2,
    findingRows: 10,
    cardRows: 3,
    rows: 6,
    samples: 2,
    name: 24,
    sentence: 120,
    query: 160,
    bins: 240,
  },
]

/** Fits Bugzilla's stock limit of 1000 KB for an attachment. */
export const htmlCapBytes = 900_000
/** Fits GitHub's 65,536 characters of an issue with room for what the reporter writes. */
export const markdownCapBytes = 60_000

/** Renders with ever smaller limits until it fits; the smallest is taken whatever it gives. */
export async function renderWithin(
  capBytes: number,
  limits: readonly ReportLimits[],
  render: (limits: ReportLimits) => string | Promise<string>,
): Promise<string> {
  let rendered = ''
  for (const set of limits) {
    rendered = await render(set)
    if (Buffer.byteLength(rendered) <= capBytes) break
  }
  return rendered
}
