/** Numbers as a reader wants them. No Intl: the same bytes on every machine. */

export const count = (n: number): string =>
  Number.isFinite(n) ? String(Math.round(n)).replace(/\B(?=(\d{3})+$)/g, ',') : 'not known'

/** '1 packet', '2 packets'. */
export const plural = (n: number, one: string, many = `${one}s`): string =>
  `${count(n)} ${n === 1 ? one : many}`

/** '43.1%'; never rounds up to all or down to nothing. */
export function percent(part: number, whole: number): string {
  if (!(whole > 0) || part === 0) return '0%'
  const share = (100 * part) / whole
  if (share === 100) return '100%'
  if (share < 0.1) return '<0.1%'
  if (share > 99.9 && share < 100) return '>99.9%'
  return `${share.toFixed(1)}%`
}

const trim = (n: number, digits: number): string => String(Number(n.toFixed(digits)))

/** '250 ms', '3.25 s', '2 min 5 s', '24 h'. */
export function duration(ms: number): string {
  if (ms < 1000) return `${trim(ms, ms < 10 ? 1 : 0)} ms`
  if (ms < 120_000) return `${trim(ms / 1000, ms < 10_000 ? 2 : 1)} s`
  const seconds = Math.round(ms / 1000)
  const [h, min, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  return [h > 0 ? `${count(h)} h` : '', min > 0 ? `${min} min` : '', s > 0 ? `${s} s` : '']
    .filter((part) => part !== '')
    .join(' ')
}

/** A moment since the session's start, as the axes print it: '12.5 s', '3:05 min', '4:30 h'. */
export function moment(ms: number, spanMs: number): string {
  if (spanMs <= 300_000) return `${trim(ms / 1000, spanMs < 10_000 ? 2 : 1)} s`
  const seconds = Math.round(ms / 1000)
  const two = (n: number): string => String(n).padStart(2, '0')
  return spanMs < 7_200_000
    ? `${Math.floor(seconds / 60)}:${two(seconds % 60)} min`
    : `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)} h`
}

/** A moment as a capture tells it: '40.763125 s'. */
export const momentAmong = (ms: number): string => `${(ms / 1000).toFixed(6)} s`

/** As `duration`, and finer: '62 µs', '1.25 ms', '3.2 s'. */
export const elapsed = (ms: number): string =>
  ms < 0.9995 ? `${trim(ms * 1000, 0)} µs` : ms < 1000 ? `${trim(ms, 2)} ms` : duration(ms)

export function bytes(n: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB']
  let unit = 0
  let value = n
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024
    unit++
  }
  return unit === 0 ? plural(n, 'byte') : `${trim(value, 1)} ${units[unit] ?? ''}`
}

/** 'a, b and c'. */
export const listed = (words: readonly string[]): string =>
  words.length < 2
    ? (words[0] ?? '')
    : `${words.slice(0, -1).join(', ')} and ${words[words.length - 1] ?? ''}`

const small = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']

/** Small counts in prose: 'three causes', '14 causes'. */
export const spelled = (n: number, one: string, many = `${one}s`): string =>
  `${small[n] ?? count(n)} ${n === 1 ? one : many}`

export const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)

export const capitalised = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)
