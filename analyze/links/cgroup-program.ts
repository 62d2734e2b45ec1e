import type { Row } from '../../session/tables.js'
import type { Host, SocketFact } from '../artifacts/host.js'

/** Programs that look at every packet of the sockets of a process, in its cgroup or one above. */
export function cgroupFilters(
  socket: SocketFact | undefined,
  host: Host,
  direction: 'ingress' | 'egress',
): readonly Row<'cgroup_program'>[] {
  const cgroups = (socket?.owners ?? []).map((owner) => owner.cgroup).filter((path) => path !== '')
  const seen = new Set<number>()
  return host.facts.cgroupPrograms.filter(({ path, attach_type, program }) => {
    // bpftool before 5.18 left out the prefix
    if (!new RegExp(`^(cgroup_inet_)?${direction}$`).test(attach_type) || seen.has(program))
      return false
    const holds = path === '/' || cgroups.some((cgroup) => `${cgroup}/`.startsWith(`${path}/`))
    if (holds) seen.add(program)
    return holds
  })
}
