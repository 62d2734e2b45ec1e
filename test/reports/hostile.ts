import type { ReportModel } from '../../analyze/model/report-model.js'

/** Values that are words of the format, not text from outside. */
const words = new Set([
  ...['schema', 'severity', 'confidence', 'isDrop', 'status', 'position', 'endReason'],
])

/** The model with every text in it made hostile; equal texts stay equal, so references still hold. */
export const withTexts = (model: ReportModel, change: (text: string) => string): ReportModel =>
  mapped(model, '', '', change) as ReportModel

function mapped(
  value: unknown,
  key: string,
  parent: string,
  change: (text: string) => string,
): unknown {
  if (typeof value === 'string') {
    const isWord =
      words.has(key) ||
      (key === 'state' && parent === 'ruledOut') ||
      (key === 'kind' && (parent === 'marks' || parent === 'spans'))
    return isWord ? value : change(value)
  }
  if (Array.isArray(value)) return value.map((item) => mapped(item, key, key, change))
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([k, v]) => [
        k,
        mapped(v, k, Array.isArray(v) ? k : parent, change),
      ]),
    )
  return value
}

export const hostileText = (text: string): string =>
  `</script></pre></title><script>alert(1)</script><img src=x onerror=alert(1)>"' onload=x \u202e\0\x1b[31m\n|\`${text}`
