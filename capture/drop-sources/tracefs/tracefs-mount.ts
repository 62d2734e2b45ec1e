import { existsSync, readFileSync } from 'node:fs'

/** Where systems mount it; the second by itself where debugfs is, on older ones only that. */
const usualPlaces = ['/sys/kernel/tracing', '/sys/kernel/debug/tracing']

/** The folder where tracefs is mounted, undefined if nowhere. Mounting it is the user's to decide. */
export function tracefsMount(): string | undefined {
  // A look below debugfs mounts tracefs there.
  const usual = usualPlaces.find((place) => existsSync(`${place}/events`))
  return usual ?? mountedAt(readFileSync('/proc/self/mounts', 'utf8'))
}

/** First mount point of tracefs in the text of /proc/self/mounts. */
export function mountedAt(mounts: string): string | undefined {
  const [, place] = /^\S+ (\S+) tracefs /m.exec(mounts) ?? []
  // Blanks and the like are octal there.
  return place?.replace(/\\([0-7]{3})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  )
}
