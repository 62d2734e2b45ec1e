import { copyFileSync, writeFileSync } from 'node:fs'
import { sendChatter, startBackground } from './background.js'
import type { ExpectedCause, NamedFault } from './fault.js'
import { NotHere } from './fault.js'
import { KernelEvidence, type KernelDrops } from './kernel-evidence.js'
import { Lab } from './lab.js'
import { hasProgram } from './program.js'
import { Recording } from './recording.js'
import { bystanders } from './topology.js'
import { judge, judgeEvidence, type Verdict } from './verdict.js'
import type { Findings } from '../../../analyze/finding.js'

export interface Recorded {
  readonly causes: readonly ExpectedCause[]
  readonly report: Findings
  readonly verdict: Verdict
}

export interface RecordFaultOptions {
  /** Session and report are kept there as NAME.db and .json. */
  readonly keepFolder?: string | undefined
  /** Drop source to record with; the best that works unless given. */
  readonly source?: string | undefined
}

export interface Evidenced {
  readonly causes: readonly ExpectedCause[]
  readonly seen: readonly KernelDrops[]
  readonly mistakes: readonly string[]
}

/** Makes the fault under `dropcorr record` and judges the report. Throws NotHere where it cannot be made. */
export async function recordFault(
  fault: NamedFault,
  { keepFolder, source }: RecordFaultOptions = {},
): Promise<Recorded> {
  const sourceArguments = source === undefined ? [] : ['--source', source]
  return inLab(fault, async (lab) => {
    const recording = await Recording.start(lab.folder, [
      ...sourceArguments,
      ...(fault.recordArguments ?? []),
    ])
    try {
      const causes = await make(fault, lab)
      await recording.stop()
      if (keepFolder !== undefined)
        copyFileSync(recording.session, `${keepFolder}/${fault.name}.db`)
      const report = await recording.report()
      if (keepFolder !== undefined)
        writeFileSync(`${keepFolder}/${fault.name}.json`, JSON.stringify(report, null, 1))
      return {
        causes,
        report,
        verdict: judge(causes, report, lab.netnsNames, seesNamespaces(source)),
      }
    } finally {
      recording.kill()
    }
  })
}

/** Only BPF tells of each drop in which namespace it was. */
const seesNamespaces = (source: string | undefined): boolean =>
  source === undefined || source.split(',').includes('bpf')

/** Makes the fault under bpftrace: what does the kernel itself say was dropped, and where? */
export async function evidenceOf(fault: NamedFault): Promise<Evidenced> {
  return inLab(fault, async (lab) => {
    const evidence = await KernelEvidence.watch()
    const causes = await make(fault, lab)
    const seen = await evidence.stop(lab.netnsNames)
    return { causes, seen, mistakes: judgeEvidence(causes, seen) }
  })
}

async function make(fault: NamedFault, lab: Lab): Promise<readonly ExpectedCause[]> {
  const background = fault.background ?? 'along'
  if (background !== 'none' && lab.path && lab.path.from !== lab.path.to) {
    await sendChatter(lab, lab.path)
  }
  await fault.run(lab)
  return (await fault.measure?.(lab)) ?? fault.causes
}

async function inLab<T>(fault: NamedFault, work: (lab: Lab) => Promise<T>): Promise<T> {
  const missing = (fault.needs ?? []).filter((program) => !hasProgram(program))
  if (missing.length > 0) throw new NotHere(`needs ${missing.join(', ')}`)
  const lab = await Lab.open()
  try {
    await fault.setUp(lab)
    const background = fault.background ?? 'along'
    if (background === 'apart') await bystanders(lab)
    if (background !== 'none' && lab.path) await startBackground(lab, lab.path)
    return await work(lab)
  } finally {
    await lab.tearDown()
  }
}
