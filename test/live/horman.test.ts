import assert from 'node:assert/strict'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import type { Finding, Findings } from '../../analyze/finding.js'
import { loadFaults } from './lab/load-faults.js'
import { Lab } from './lab/lab.js'
import { hasProgram, type RunningProgram } from './lab/program.js'
import { Recording } from './lab/recording.js'
import { recordFault } from './lab/run-fault.js'
import { loopbackOnly } from './lab/topology.js'
import { waitUntil } from './lab/wait-until.js'
import { requireRoot, skipBecause } from './root-only.js'

const port = 9000
const senderPort = 40_000
const drops = 211

/**
 * The test that the idea came with: "passing udp traffic through localhost with netcat and SIGSTOP-ing the receiver"
 * (Neil Horman, Network Drop Monitor, 2009).
 */
describe('UDP through localhost to a stopped netcat', function () {
  this.timeout(60_000)
  let lab: Lab | undefined
  let receiver: RunningProgram
  let report: Findings
  let finding: Finding

  before(async function () {
    requireRoot(this)
    if (!hasProgram('nc')) skipBecause(this, 'needs netcat (nc)')
    lab = await Lab.open()
    await loopbackOnly(lab)
    receiver = await lab.start('solo', `nc -u -l 127.0.0.1 ${port}`)
    const dropsFile = `/proc/${receiver.pid}/net/udp`
    await waitUntil('netcat to listen', () => readFileSync(dropsFile, 'utf8').includes(':2328 '))
    const recording = await Recording.start(lab.folder, [])
    try {
      receiver.signal('SIGSTOP')
      const to = { to: '127.0.0.1', port, sport: senderPort, size: 1000 }
      await lab.tool('solo', 'udp-send', { ...to, count: 5000, untilDrops: drops, dropsFile })
      await recording.stop()
    } finally {
      recording.kill()
    }
    report = await recording.report()
    const own = report.findings.filter(
      ({ cause, netns }) =>
        cause === 'udp-rcvbuf-full' && lab?.netnsNames.some((name) => netns.includes(name)),
    )
    assert.equal(own.length, 1, `findings: ${report.findings.map(({ cause }) => cause).join()}`)
    const [only] = own
    assert(only)
    finding = only
  })

  after(() => lab?.tearDown())

  it('is a full receive buffer, certainly, and the number is exact', () => {
    const { severity, confidence } = finding
    assert.deepEqual(
      { severity, confidence, drops: finding.drops },
      { severity: 'problem', confidence: 'certain', drops },
    )
  })

  it('names the flow', () => {
    assert.deepEqual(finding.flows, [
      { proto: 'udp', src: '127.0.0.1', sport: senderPort, dst: '127.0.0.1', dport: port, drops },
    ])
  })

  it('names the receiving process and says that it is stopped', () => {
    const comm = readFileSync(`/proc/${receiver.pid}/comm`, 'utf8').trim()
    const found = finding.sockets.map(({ pid, comm, state }) => ({ pid, comm, state }))
    assert.deepEqual(found, [{ pid: receiver.pid, comm, state: 'stopped' }])
  })

  for (const name of ['snmp:Udp.RcvbufErrors', 'snmp:Udp.InErrors']) {
    it(`explains ${name} to the last packet`, () => assertExplained(name))
  }

  it('explains the drop counter of the socket to the last packet', () => {
    assertExplained(`udp:${socketInode(receiver.pid)}.drops`)
  })

  it('advises to let the process run, and not to enlarge a buffer', () => {
    const advice = finding.remedy.map(({ what, command }) => `${what} ${command}`).join('\n')
    assert.match(advice, /stopped/)
    assert.match(advice, new RegExp(`kill -(SIG)?CONT ${receiver.pid}`))
    assert.doesNotMatch(advice, /rmem_max/)
  })

  it('adds up', () => {
    const { problem, benign, unexplained, masked } = report.totals
    assert.equal(problem + benign + unexplained + masked, report.totals.drops)
  })

  function assertExplained(name: string): void {
    const effect = finding.counters.find((counter) => counter.name === name)
    const names = finding.counters.map((counter) => counter.name)
    assert(effect, `no ${name} among ${names.join(', ')}`)
    const { delta, explained } = effect
    assert.deepEqual({ delta, explained }, { delta: drops, explained: drops })
    const scope = lab?.netnsNames[0]
    const row = report.ledger.find((entry) => entry.counter === name && entry.scope === scope)
    assert(row, `no ledger row of ${name}`)
    assert.deepEqual({ delta: row.delta, residue: row.residue }, { delta: drops, residue: 0 })
  }
})

describe('five faults at once over healthy traffic', function () {
  this.timeout(60_000)

  it('are all named, none confused, sums exact', async function () {
    requireRoot(this)
    const fault = (await loadFaults()).find(({ name }) => name === 'mix-five-at-once')
    assert(fault)
    if (!hasProgram('nft')) skipBecause(this, 'needs nft')
    const { verdict } = await recordFault(fault)
    assert.deepEqual(verdict.mistakes, [])
  })
})

/** Inode of the first socket among a process's files. */
function socketInode(pid: number): string {
  const folder = `/proc/${pid}/fd`
  const links = readdirSync(folder).map((name) => readlinkSync(`${folder}/${name}`))
  const inodes = links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? [])
  const rows = readFileSync(`/proc/${pid}/net/udp`, 'utf8')
  const inode = inodes.find((candidate) => rows.includes(` ${candidate} `))
  assert(inode, 'the process has no UDP socket')
  return inode
}
