/**
 * dropcorr on other kernels than this machine's: recorded there, analysed here. Each kernel boots once; all its
 * recordings are made in that boot. See kernels.ts for what is taken when. DROPCORR_VM_SESSIONS=DIR keeps the sessions, as
 * DIR/KERNEL; kernels that are there already are analysed without booting.
 */
import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Findings } from '../../analyze/finding.js'
import type { ExpectedCause } from '../live/lab/fault.js'
import { packetTool } from '../live/lab/packet-tool.js'
import { judge } from '../live/lab/verdict.js'
import { skipBecause } from '../live/root-only.js'
import { guestScript, liveTestResults } from './guest-script.js'
import { filterTrap, reportedPackets, trapName } from './hardware-trap.js'
import { chosenKernels, machineLimitS, notNow, recordingsOn } from './kernels.js'
import { printedReport } from './printed-report.js'
import { NoMachine, prepareMachine, runInMachine } from './virtual-machine.js'

const kept = process.env['DROPCORR_VM_SESSIONS']
const minute = 60_000
/** For what `prepare` downloads and builds. */
const preparationMs = 15 * minute

/** What the reporter of the live tests in the guest tells. */
interface LiveTests {
  readonly passes: readonly { readonly title: string }[]
  readonly pending: readonly { readonly fullTitle: string }[]
  readonly failures: readonly {
    readonly fullTitle: string
    readonly err: { readonly message: string }
  }[]
}

for (const kernel of chosenKernels) {
  describe(`kernel ${kernel}`, function () {
    this.timeout(preparationMs + machineLimitS * 1000)
    let folder = ''

    before(async function () {
      if (notNow !== undefined) skipBecause(this, notNow)
      folder = kept ? join(kept, kernel) : mkdtempSync(join(tmpdir(), 'dropcorr-vm-sessions-'))
      if (kept && existsSync(folder)) return
      try {
        await prepareMachine(kernel)
      } catch (error) {
        if (error instanceof NoMachine) skipBecause(this, error.message)
        throw error
      }
      const script = guestScript(recordingsOn(kernel), await packetTool())
      const told = await runInMachine({
        kernel,
        script,
        outFolder: folder,
        timeoutS: machineLimitS,
      })
      console.log(told.trim().replace(/^/gm, '      '))
    })
    after(() => {
      if (folder !== '' && !kept) rmSync(folder, { recursive: true })
    })

    const text = (name: string) => readFileSync(join(folder, name), 'utf8').trim()

    /** Packets by trap, as devlink counted them; empty where there is no simulated device. */
    const trapped = (name: string): ReadonlyMap<string, number> =>
      existsSync(join(folder, `${name}.after`))
        ? reportedPackets(text(`${name}.before`), text(`${name}.after`))
        : new Map()

    for (const recording of recordingsOn(kernel)) {
      describe(recording.title, () => {
        let report: Findings
        before(async () => {
          report = await reportOf(join(folder, `${recording.name}.db`))
        })

        it('records and leaves nothing behind', () => {
          assert.equal(text(`${recording.name}.status`), '0', text(`${recording.name}.log`))
          assert.equal(text(`${recording.name}.instances`), '')
        })

        if (recording.namesCauses === false) {
          it('counts every drop', () => {
            const { faults } = recording
            const made = faults.causes(recording).reduce((sum, cause) => sum + cause.drops, 0)
            // Until 6.2 the kernel frees ICMPv6 messages as drops when it is done with them; their rate is limited.
            const told = report.findings
              .flatMap(({ sites }) => sites)
              .filter(({ symbol }) => !symbol.startsWith('icmpv6_rcv'))
            const counted = told.reduce((sum, { drops }) => sum + drops, 0)
            assert.equal(counted, made + faults.benignDrops)
          })
          return
        }

        it('counts each fault exactly and names its cause', () => {
          assert.ok(report.session.kernel.startsWith(`${kernel}.`), report.session.kernel)
          const causes = [
            ...recording.faults.causes(recording),
            ...hardwareDrops(trapped(recording.name)),
          ]
          assert.deepEqual(judge(causes, report, ['host']).mistakes, [])
        })

        if (!recording.hardware) return
        it('counts the drops of each trap of a device exactly', function () {
          const expected = trapped(recording.name)
          if (expected.size === 0) skipBecause(this, text('no-hardware'))
          const found = report.findings.filter(({ cause }) => cause === 'hardware-drop')
          for (const [trap, drops] of expected) {
            const told = found.filter(({ evidence }) =>
              evidence.some(({ value }) => String(value).split('/')[1] === trap),
            )
            assert.deepEqual([trap, ...told.map((finding) => finding.drops)], [trap, drops])
          }
          assert.ok(expected.has(trapName))
          // Summaries tell no cookie.
          if (recording.recordArguments.includes('summary')) return
          const named = `acl_drops/${filterTrap.name}/${filterTrap.cookie}`
          assert.ok(found.some(({ evidence }) => evidence.some(({ value }) => value === named)))
        })
      })
    }

    it('passes the live tests that need a drop monitor', () => {
      const { passes, pending, failures } = JSON.parse(text(liveTestResults)) as LiveTests
      for (const { title } of passes) console.log(`      in the guest: ${title}`)
      const failed = failures.map(({ fullTitle, err }) => `${fullTitle}: ${err.message}`)
      assert.deepEqual(failed, [])
      assert.deepEqual(
        pending.map(({ fullTitle }) => fullTitle),
        [],
      )
      assert.notEqual(passes.length, 0)
    })
  })
}

async function reportOf(session: string): Promise<Findings> {
  const parsed = JSON.parse(await printedReport(session, 'json')) as Findings
  // The guest has but one network namespace; not every source tells it.
  const findings = parsed.findings.map((finding) => ({ ...finding, netns: ['host'] }))
  return { ...parsed, findings }
}

function hardwareDrops(packets: ReadonlyMap<string, number>): readonly ExpectedCause[] {
  const drops = [...packets.values()].reduce((total, number) => total + number, 0)
  return drops === 0 ? [] : [{ cause: 'hardware-drop', drops, severity: 'problem' }]
}
