/** Two drop sources at once: totals count one, the report compares both. Needs root and a tracefs. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Findings } from '../../analyze/finding.js'
import { tracefsMount } from '../../capture/drop-sources/tracefs/tracefs-mount.js'
import { cliCommand } from '../cli/run-cli.js'
import { addNetns, deleteNetns, insideNetns } from './lab/netns.js'
import { requireRoot, skipBecause } from './root-only.js'

const name = `dcd${process.pid}`
/** A prime number: no other number of packets comes out as it by chance. */
const sent = 23

describe('two drop sources side by side', function () {
  this.timeout(60_000)
  const directory = mkdtempSync(join(tmpdir(), 'dropcorr-sources-'))
  before(async function () {
    requireRoot(this)
    await addNetns(name)
  })
  after(() => {
    deleteNetns(name)
    rmSync(directory, { recursive: true, force: true })
  })

  it('count known drops alike, and the total is that of one', function () {
    // the source mounts nothing; a mount namespace of our own may
    const mount =
      tracefsMount() === undefined ? 'mount -t tracefs nodev /sys/kernel/tracing && ' : ''
    const session = join(directory, 'session.db')
    const send = insideNetns(name, [
      process.execPath,
      '-e',
      `const s = require('dgram').createSocket('udp4')
       let left = ${sent}
       const one = () => left-- > 0 ? s.send('x', 4444, '127.0.0.1', () => setTimeout(one, 5)) : setTimeout(() => s.close(), 1500)
       setTimeout(one, 500)`,
    ])
    const record = ['record', '--out', session, '--no-packets', '--source', 'bpf,tracefs', '--']
    const recorded = under(mount, cliCommand([...record, ...send]))
    if (/cannot work here/.test(recorded.stderr)) {
      skipBecause(this, recorded.stderr.trim().split('\n').join(' '))
    }
    assert.equal(recorded.status, 0, recorded.stderr)
    const json = join(directory, 'findings.json')
    const reported = under('', cliCommand(['report', session, '--format', 'json', '--out', json]))
    assert.equal(reported.status, 0, reported.stderr)
    const findings = JSON.parse(readFileSync(json, 'utf8')) as Findings
    const ours = findings.findings.find(
      (each) => each.cause === 'udp-no-listener' && each.netns.includes(name),
    )
    assert.equal(ours?.drops, sent)
    const [other] = findings.agreement?.others ?? []
    assert.equal(findings.agreement?.primary, 'bpf')
    assert.equal(other?.source, 'tracefs')
    const site = other.sites.find((each) => each.site === '__udp4_lib_rcv')
    assert.ok(site !== undefined && site.primary >= sent)
    // others on this machine drop packets too, at any moment: what differs must at least be explained
    assert.equal(site.unexplained, 0, site.why)
  })
})

function under(prefix: string, command: readonly string[]) {
  const words = command.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ')
  return spawnSync('unshare', ['-m', 'sh', '-c', `${prefix}${words}`], { encoding: 'utf8' })
}
