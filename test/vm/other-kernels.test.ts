/**
 * dropcorr on other kernels than this machine's: recorded there, analysed here. Each kernel boots once; all its
 * recordings are made in that boot. DROPCORR_VM_SESSIONS=DIR keeps the sessions, as
 * DIR/KERNEL; kernels that are there already are analysed without booting.
 */
import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Findings } from '../../analyze/finding.js'
import { runCli } from '../cli/run-cli.js'
import type { ExpectedCause } from '../live/lab/fault.js'
import { packetTool } from '../live/lab/packet-tool.js'
import { judge } from '../live/lab/verdict.js'
import { skipBecause } from '../live/root-only.js'
import { udpAndFirewall } from './guest-faults.js'
import { guestScript } from './guest-script.js'
import { reportedPackets, trapName } from './hardware-trap.js'
import { recordings } from './recordings.js'
import { NoMachine, prepareMachine, runInMachine } from './virtual-machine.js'

/** Series whose newest kernel Debian keeps; kfree_skb there has two, three and four arguments. */
const kernels = process.env['DROPCORR_VM_KERNELS']?.split(' ') ?? ['5.10', '6.1', '6.12']
const kept = process.env['DROPCORR_VM_SESSIONS']
/** One kernel takes three to five minutes under emulation; the rest is for a busy machine and for downloads. */
const minutes = 60_000

for (const kernel of kernels) {
  describe(`kernel ${kernel}`, function () {
    this.timeout(20 * minutes)
    let folder = ''

    before(async function () {
      if (process.env['DROPCORR_VM'] !== '1')
        skipBecause(this, 'virtual machines take minutes: npm run test:vm, or DROPCORR_VM=1')
      folder = kept ? join(kept, kernel) : mkdtempSync(join(tmpdir(), 'dropcorr-vm-sessions-'))
      if (kept && existsSync(folder)) return
      try {
        await prepareMachine(kernel)
      } catch (error) {
        if (error instanceof NoMachine) skipBecause(this, error.message)
        throw error
      }
      const script = guestScript(recordings, await packetTool())
      await runInMachine({ kernel, script, outFolder: folder, timeoutS: 18 * 60 })
    })
    after(() => {
      if (folder !== '' && !kept) rmSync(folder, { recursive: true })
    })

    const text = (name: string) => readFileSync(join(folder, name), 'utf8').trim()
    const findings = (name: string): Findings => {
      const report = ['report', join(folder, `${name}.db`), '--format', 'json', '--out', '-']
      const { status, stdout, stderr } = runCli(report)
      assert.equal(status, 0, stderr)
      const parsed = JSON.parse(stdout) as Findings
      // The guest has but one network namespace; not every source tells it.
      return {
        ...parsed,
        findings: parsed.findings.map((finding) => ({ ...finding, netns: ['host'] })),
      }
    }

    /** Packets by trap, as devlink counted them; empty where there is no simulated device. */
    const trapped = (name: string): ReadonlyMap<string, number> =>
      existsSync(join(folder, `${name}.after`))
        ? reportedPackets(text(`${name}.before`), text(`${name}.after`))
        : new Map()

    for (const recording of recordings) {
      describe(recording.title, () => {
        it('records and leaves nothing behind', () => {
          assert.equal(text(`${recording.name}.status`), '0', text(`${recording.name}.log`))
          assert.equal(text(`${recording.name}.instances`), '')
        })

        it('counts each fault exactly and names its cause', () => {
          const report = findings(recording.name)
          assert.ok(report.session.kernel.startsWith(`${kernel}.`), report.session.kernel)
          const causes = [
            ...udpAndFirewall.causes(recording.firewallCause),
            ...hardwareDrops(trapped(recording.name)),
          ]
          assert.deepEqual(judge(causes, report, ['host']).mistakes, [])
        })

        if (!recording.hardware) return
        it('counts the drops of each trap of a device exactly', function () {
          const expected = trapped(recording.name)
          if (expected.size === 0) skipBecause(this, text('no-hardware'))
          const found = findings(recording.name).findings.filter(
            ({ cause }) => cause === 'hardware-drop',
          )
          for (const [trap, drops] of expected) {
            const told = found.filter(({ evidence }) =>
              evidence.some(({ value }) => String(value).endsWith(`/${trap}`)),
            )
            assert.deepEqual([trap, ...told.map((finding) => finding.drops)], [trap, drops])
          }
          assert.ok(expected.has(trapName))
        })
      })
    }
  })
}

function hardwareDrops(packets: ReadonlyMap<string, number>): readonly ExpectedCause[] {
  const drops = [...packets.values()].reduce((total, number) => total + number, 0)
  return drops === 0 ? [] : [{ cause: 'hardware-drop', drops, severity: 'problem' }]
}
