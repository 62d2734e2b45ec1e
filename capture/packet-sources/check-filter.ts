import { spawn } from 'node:child_process'
import { DropcorrError, exitCode } from '../../session/dropcorr-error.js'
import { nodeChildArguments } from '../node-child.js'
import { captureUnavailable } from './capture-process.js'

/** What filter-check-child.ts prints, as JSON. */
export interface FilterVerdict {
  /** What libpcap says against the filter, by link type; an empty list means that it fits at least one. */
  readonly problems: readonly { readonly linkType: number; readonly message: string }[]
  readonly fits: boolean
}

/**
 * Has libpcap compile the filter, without root and without capturing. Rejects with DropcorrError: exit 2 if it fits
 * no link type, exit 3 if libpcap cannot be loaded.
 */
export async function checkFilter(filter: string): Promise<void> {
  if (filter === '') return
  const verdict = await askLibpcap(filter)
  const [first] = verdict.problems
  if (verdict.fits || first === undefined) return
  throw badFilter(filter, first.message)
}

export const badFilter = (filter: string, message: string): DropcorrError =>
  new DropcorrError(`bad packet filter '${filter}'`, {
    why: `libpcap says: ${message}`,
    hint: "see `man pcap-filter`, for example --filter 'udp port 53 and host 192.0.2.1'",
    exitCode: exitCode.usage,
  })

function askLibpcap(filter: string): Promise<FilterVerdict> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [...nodeChildArguments(import.meta.url, 'filter-check-child'), filter],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    )
    let output = ''
    let errors = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text))
    child.on('error', (error) => reject(captureUnavailable(error.message)))
    child.on('close', (code) => {
      if (code === 0) resolve(JSON.parse(output) as FilterVerdict)
      else reject(captureUnavailable(errorLine(errors) ?? `exit status ${code}`))
    })
  })
}

/** The line of Node's report on an uncaught exception that says what happened. */
export const errorLine = (text: string): string | undefined =>
  text
    .split('\n')
    .find((line) => /^\w*Error\b/.test(line))
    ?.trim()
