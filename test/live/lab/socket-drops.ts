import { readFileSync } from 'node:fs'

/** The drops column of a bound UDP socket. */
export function socketDrops(pid: number, port: number): number {
  const local = `:${port.toString(16).toUpperCase().padStart(4, '0')} `
  const row = readFileSync(`/proc/${pid}/net/udp`, 'utf8')
    .split('\n')
    .find((line) => line.includes(local))
  return Number(row?.trim().split(/\s+/).at(-1))
}
