/** Programs that listen to NET_DM in packet mode, as shell text for a guest, each as its user starts it. */
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
  /** Program that must be there. */
  readonly program: string
  /** Starts it in the background as $listener, and waits until it listens. Files go to the current directory. */
  readonly start: string
  /** Ends it. */
  readonly stop: string
  /** Drops of the flood that it told of, from the files in `folder`. */
  readonly told: (folder: string) => Promise<number>
}

export const listeners: readonly Listener[] = [
  {
    name: 'dropcorr',
    program: process.execPath,
    start: [
      `${process.execPath} ${main} record --source drop-monitor --alert-mode packet --no-packets --out /root/session.db --ready-file /root/ready &`,
      'listener=$!',
      'until [ -e /root/ready ]; do sleep 0.2; done',
    ].join('\n'),
    stop: 'kill -INT $listener; wait $listener; cp /root/session.db .',
    async told(folder) {
      const session = join(folder, 'session.db')
      const args = [main, 'report', session, '--format', 'json', '--out', '-']
      const { findings } = JSON.parse(await runProgram(process.execPath, args)) as Findings
      return findings
        .flatMap(({ sites }) => sites)
        .filter(({ symbol }) => symbol.startsWith(site))
        .reduce((total, { drops }) => total + drops, 0)
    },
  },
  {
    name: 'dropwatch',
    program: 'dropwatch',
    start: [
      'mkfifo /root/commands',
      // By lines, as on a terminal: what is in a buffer when it is killed would be lost.
      'stdbuf -oL dropwatch -l kas </root/commands >dropwatch.txt 2>dropwatch.errors &',
      'listener=$!',
      'exec 7>/root/commands',
      "printf 'set alertmode packet\\nstart\\n' >&7",
      // It says so to a buffer only.
      'sleep 5',
    ].join('\n'),
    // It waits for ever for the kernel's answer to `stop` when its full socket has lost that.
    stop: [
      "printf 'stop\\nexit\\n' >&7",
      'exec 7>&-',
      '(sleep 10; kill $listener) &',
      'wait $listener || true',
    ].join('\n'),
    told: (folder) => Promise.resolve(count(join(folder, 'dropwatch.txt'), `drop at: ${site}`)),
  },
  {
    name: 'dwdump',
    program: 'dwdump',
    start: ['dwdump -o sw -w dwdump.pcap &', 'listener=$!', 'sleep 5'].join('\n'),
    stop: 'kill -INT $listener; wait $listener',
    // The kernel writes the site's symbol into each alert, once.
    told: (folder) => Promise.resolve(count(join(folder, 'dwdump.pcap'), `${site}+0x`)),
  },
]

/** How often `text` stands in a file of any kind. */
function count(file: string, text: string): number {
  const bytes = readFileSync(file)
  let found = 0
  for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + text.length)) found++
  return found
}
