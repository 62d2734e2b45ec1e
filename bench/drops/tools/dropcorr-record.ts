import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../../session/package-root.js'
import { SessionReader } from '../../../session/reader.js'
import { withTracefs, type DropCounter } from '../drop-counter.js'

const program = process.env['LAB_DROPCORR'] ?? join(packageRoot, 'dropcorr')
const ready = 'dropcorr-ready'
const session = 'session.db'

/** dropcorr as a user starts it, with its budget for details as it is, and with one of its sources. */
export function dropcorrRecord(source: 'bpf' | 'tracefs', ...more: readonly string[]): DropCounter {
  return {
    name: ['dropcorr', source, ...more].join(' '),
    keeps:
      source === 'bpf'
        ? 'time, site, reason, interface, namespace, headers, socket, stack, process'
        : 'time, site, reason, stack, process',
    argv: (folder) => [
      // As a user would have it there; the BPF source does not look at it.
      ...(source === 'tracefs' ? withTracefs : []),
      ...[program, 'record', '--source', source, ...more],
      ...['--out', join(folder, session), '--ready-file', join(folder, ready)],
    ],
    isReady: (_program, folder) => existsSync(join(folder, ready)),
    async known(_program, folder, { netns, kinds }) {
      const reader = await SessionReader.open(join(folder, session))
      try {
        const [details] = await reader.query('SELECT sum(records) AS n FROM drop_block')
        // A trace event tells no namespace: there, as with the peers, the floods' keys are the largest.
        const inRoom = `JOIN netns n ON n.id = k.netns WHERE n.name = '${netns}'`
        const [counted] = await reader.query(
          `SELECT sum(drops) AS n FROM (
             SELECT sum(c.drops) AS drops FROM drop_count c JOIN drop_key k ON k.id = c.key
             ${source === 'bpf' ? inRoom : ''} GROUP BY k.site, k.reason ORDER BY drops DESC LIMIT ${kinds})`,
        )
        return { counted: Number(counted?.['n'] ?? 0), details: Number(details?.['n'] ?? 0) }
      } finally {
        await reader.close()
      }
    },
  }
}
