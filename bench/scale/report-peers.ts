import { join } from 'node:path'
import { packageRoot } from '../../session/package-root.js'
import { runProgram } from '../../test/live/lab/program.js'

/** What else sums up the same traffic or the same rows. None of them says why anything was lost. */
export interface ReportPeer {
  readonly name: string
  readonly program: string
  /** Not measured: makes what it reads. */
  readonly prepare?: (session: string) => Promise<void>
  readonly argv: (session: string) => readonly string[]
}

const exported = (session: string): string => `${session}.pcapng`

async function exportPackets(session: string): Promise<void> {
  const cli = join(packageRoot, 'dist/cli/main.js')
  const argv = [cli, 'export', session, '--pcapng', exported(session)]
  await runProgram(process.execPath, argv)
}

export const reportPeers: readonly ReportPeer[] = [
  {
    name: 'tshark conv,udp',
    program: 'tshark',
    prepare: exportPackets,
    argv: (session) => ['tshark', '-q', '-z', 'conv,udp', '-r', exported(session)],
  },
  {
    name: 'tshark io,stat',
    program: 'tshark',
    argv: (session) => ['tshark', '-q', '-z', 'io,stat,1', '-r', exported(session)],
  },
  {
    name: 'SQL, drops by flow',
    program: 'sqlite3',
    argv: (session) => [
      'sqlite3',
      session,
      'SELECT site, reason, src, dst, dport, sum(d.drops) FROM drop_flow_count d JOIN drop_flow f ON f.id = d.flow ' +
        'JOIN drop_key k ON k.id = f.key GROUP BY f.id ORDER BY 6 DESC LIMIT 20',
    ],
  },
]
