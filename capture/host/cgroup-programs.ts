import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Addon } from '../../native/index.js'
import type { Row } from '../../session/tables.js'
import { addon } from '../native.js'
import type { Sink } from '../source.js'
import type { FactHealth } from './fact-health.js'
import type { Phase } from './phase.js'
import { errorText } from './read-proc.js'

type Kernel = Pick<Addon, 'cgroupPrograms' | 'bpfProgram'>
type CgroupProgram = Omit<Row<'cgroup_program'>, 'phase'>

/** Where version 2 is mounted: alone, or beside version 1. */
const roots = ['/sys/fs/cgroup/unified', '/sys/fs/cgroup']

/** enum bpf_attach_type: programs that see every packet of the sockets of a cgroup. */
const attachTypes = [
  [0, 'cgroup_inet_ingress'],
  [1, 'cgroup_inet_egress'],
] as const

/** Adds what is attached, or tells why that is not known. */
export function addCgroupPrograms(sink: Sink, health: FactHealth, phase: Phase): void {
  const root = roots.find((path) => existsSync(join(path, 'cgroup.controllers')))
  if (root === undefined) return
  try {
    const programs = programsUnder(root, addon())
    sink.add(
      'cgroup_program',
      programs.map((program) => ({ ...program, phase })),
    )
  } catch (error) {
    const why = `${errorText(error)}: a filter of a cgroup is taken for one of the socket`
    health.unavailable('cgroup-programs', why)
  }
}

/** Programs attached to each cgroup itself; those of the cgroups above hold there too. */
export function programsUnder(root: string, kernel: Kernel): readonly CgroupProgram[] {
  const paths = ['/', ...cgroupsUnder(root, '')]
  return paths.flatMap((path) =>
    attachTypes.flatMap(([number, attach_type]) =>
      attachedTo(join(root, path), number, kernel).map((program) => ({
        path,
        attach_type,
        program,
        name: kernel.bpfProgram(program)?.name ?? '',
      })),
    ),
  )
}

function attachedTo(cgroup: string, attachType: number, kernel: Kernel): readonly number[] {
  try {
    return kernel.cgroupPrograms(cgroup, attachType)
  } catch (error) {
    // Cgroups go at any moment.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

function cgroupsUnder(root: string, path: string): readonly string[] {
  return foldersIn(join(root, path)).flatMap((name) => {
    const below = `${path}/${name}`
    return [below, ...cgroupsUnder(root, below)]
  })
}

function foldersIn(path: string): readonly string[] {
  try {
    const entries = readdirSync(path, { withFileTypes: true })
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
