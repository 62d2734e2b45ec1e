/** Programs that tell of drops one by one, each as its user starts it. */
import { join } from 'node:path'
import { readFileSync } from 'node:fs'
import type { Findings } from '../../analyze/finding.js'
import { packageRoot } from '../../session/package-root.js'
import { runProgram } from '../../test/live/lab/program.js'

/** Where the flood's datagrams are dropped. */
const site = '__udp4_lib_rcv'
const main = join(packageRoot, 'dist/cli/main.js')

export interface Listener {
  readonly name: string
  /** Program that must be there, and the Debian package that has it. */
  readonly program: string
  readonly package?: string
  /** Files go to the current directory; a file `ready` is made by those that can tell when they listen. */
  readonly argv: readonly string[]
  readonly tellsWhenReady: boolean
  /** Typed into it once it runs. */
  readonly startText?: string
  /** Typed into it to end it; a SIGINT for those without. */
  readonly stopText?: string
  /** Drops of the flood that it told of, from the files in `folder`. */
  readonly told: (folder: string) => Promise<number>
}

function dropcorr(name: string, ...options: string[]): Listener {
  const files = ['--out', '/root/session.db', '--force', '--ready-file', 'ready']
  return {
    name,
    program: process.execPath,
    argv: [process.execPath, main, 'record', ...options, '--no-packets', ...files],
    tellsWhenReady: true,
    async told(folder) {
      const args = [main, 'report', join(folder, 'session.db'), '--format', 'json', '--out', '-']
      const { findings } = JSON.parse(await runProgram(process.execPath, args)) as Findings
      return findings
        .flatMap(({ sites }) => sites)
        .filter(({ symbol }) => symbol.startsWith(site))
        .reduce((total, { drops }) => total + drops, 0)
    },
  }
}

export const listeners: readonly Listener[] = [
  dropcorr('dropcorr drop-monitor', '--source', 'drop-monitor', '--alert-mode', 'packet'),
  {
    name: 'dropwatch',
    program: 'dropwatch',
    package: 'dropwatch',
    // By lines, as on a terminal: what is in a buffer when it is killed would be lost.
    argv: ['stdbuf', '-oL', 'dropwatch', '-l', 'kas'],
    tellsWhenReady: false,
    startText: 'set alertmode packet\nstart\n',
    stopText: 'stop\nexit\n',
    told: (folder) => Promise.resolve(count(join(folder, 'output'), `drop at: ${site}`)),
  },
  {
    name: 'dwdump',
    program: 'dwdump',
    package: 'dropwatch',
    argv: ['dwdump', '-o', 'sw', '-w', 'dwdump.pcap'],
    tellsWhenReady: false,
    // The kernel writes the site's symbol into each alert, once.
    told: (folder) => Promise.resolve(count(join(folder, 'dwdump.pcap'), `${site}+0x`)),
  },
  dropcorr('dropcorr bpf', '--source', 'bpf'),
]

/** How often `text` stands in a file of any kind. */
function count(file: string, text: string): number {
  const bytes = readFileSync(file)
  let found = 0
  for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + text.length)) found++
  return found
}
