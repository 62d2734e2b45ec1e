import type { SessionReader } from '../../session/reader.js'

/**
 * Nanoseconds since 1970 at the session's start. From the first sample of the clocks alone: a step of the wall clock
 * in mid-recording must not tear the packets apart.
 */
export async function startUnixNs(reader: SessionReader): Promise<bigint> {
  const [first] = await reader.query(
    'SELECT at_ns, wall_s, wall_ns FROM clock ORDER BY at_ns LIMIT 1',
  )
  if (first !== undefined) {
    const wallNs =
      BigInt(Number(first['wall_s'])) * 1_000_000_000n + BigInt(Number(first['wall_ns']))
    return wallNs - BigInt(Math.round(Number(first['at_ns'])))
  }
  const { startedAt = '' } = await reader.info()
  const ms = Date.parse(startedAt)
  return Number.isNaN(ms) ? 0n : BigInt(ms) * 1_000_000n
}
