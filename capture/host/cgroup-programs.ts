import type { Sink } from '../source.js'
import type { FactHealth } from './fact-health.js'
import type { Row } from '../../session/tables.js'
import type { Phase } from './phase.js'
import { findProgram, runProgram } from './run-program.js'

export type CgroupProgram = Omit<Row<'cgroup_program'>, 'phase'>

/** Where version 2 is mounted: alone, or beside version 1. */
const roots = ['/sys/fs/cgroup/unified', '/sys/fs/cgroup']

/** Output of `bpftool -j cgroup tree`: [{cgroup, programs: [{id, attach_type, name}]}]. */
export function parseCgroupPrograms(json: string): readonly CgroupProgram[] {
  const tree: unknown = JSON.parse(json)
  if (!Array.isArray(tree)) return []
  return tree.flatMap((entry: unknown): CgroupProgram[] => {
    const path = textOf(entry, 'cgroup')
    const programs = isRecord(entry) ? entry['programs'] : undefined
    if (path === undefined || !Array.isArray(programs)) return []
    return programs.flatMap((program: unknown): CgroupProgram[] => {
      const id = isRecord(program) ? program['id'] : undefined
      const attach_type = textOf(program, 'attach_type')
      if (typeof id !== 'number' || attach_type === undefined) return []
      return [
        { path: withinRoot(path), attach_type, program: id, name: textOf(program, 'name') ?? '' },
      ]
    })
  })
}

/** Adds what is attached, or tells why that is not known. */
export function addCgroupPrograms(sink: Sink, health: FactHealth, phase: Phase): void {
  const programs = readCgroupPrograms(phase)
  if (programs !== undefined) sink.add('cgroup_program', programs)
  else {
    health.unavailable(
      'cgroup-programs',
      'bpftool is not installed: a filter of a cgroup is taken for one of the socket',
    )
  }
}

/** undefined where bpftool is not installed. */
function readCgroupPrograms(phase: Phase): readonly Row<'cgroup_program'>[] | undefined {
  const bpftool = findProgram('bpftool')
  if (bpftool === undefined) return undefined
  return parseCgroupPrograms(runProgram(bpftool, ['-j', 'cgroup', 'tree'])).map((program) => ({
    ...program,
    phase,
  }))
}

function withinRoot(path: string): string {
  const root = roots.find((prefix) => path === prefix || path.startsWith(`${prefix}/`)) ?? ''
  return path.slice(root.length) || '/'
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

function textOf(value: unknown, name: string): string | undefined {
  const text = isRecord(value) ? value[name] : undefined
  return typeof text === 'string' ? text : undefined
}
