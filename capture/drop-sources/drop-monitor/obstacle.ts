import type { Obstacle } from '../../source.js'

/** What was found out about NET_DM here. */
export interface DropMonitorAccess {
  /** `uname -r` */
  readonly kernel: string
  /** The kernel offers the family, having loaded its module if need be. */
  readonly hasFamily: boolean
  /** Where it was asked: in the first network namespace, our own or entered for it; unknown in a container. */
  readonly netns: 'first' | 'entered' | 'unknown'
  /** Whether /lib/modules has the module; undefined if there is no list of modules. */
  readonly hasModule: boolean | undefined
  /** How the kernel was built: 'y', 'm', 'n', or undefined if its configuration cannot be read. */
  readonly configured: 'y' | 'm' | 'n' | undefined
  /** /proc/sys/kernel/modules_disabled */
  readonly modulesDisabled: boolean
  /** Code of the error when joining the group, '' if it worked. Needs CAP_SYS_ADMIN. */
  readonly joining: string
  /** Code of the error when configuring nothing, '' if it worked. Needs CAP_NET_ADMIN. */
  readonly configuring: string
}

const otherSource = 'or use --source bpf or tracefs'

/** Why the drop-monitor source cannot run; undefined if it can. */
export function obstacleOf(access: DropMonitorAccess): Obstacle | undefined {
  if (!access.hasFamily) return absent(access)
  const { joining, configuring } = access
  const lacks = [
    ...(configuring === 'EPERM' ? ['CAP_NET_ADMIN'] : []),
    ...(joining === 'EPERM' ? ['CAP_SYS_ADMIN'] : []),
  ]
  if (lacks.length > 0) {
    return {
      why: `${lacks.join(' and ')} ${lacks.length === 1 ? 'is' : 'are'} missing (in the first user namespace): ${[
        ...(configuring === 'EPERM' ? ['to switch the drop monitor on'] : []),
        ...(joining === 'EPERM' ? ['to hear its alerts'] : []),
      ].join(' and ')}`,
      hint: 'run it with sudo; in a container, with --privileged --pid host',
    }
  }
  const failed = joining === '' ? configuring : joining
  if (failed === '') return undefined
  return { why: `the drop monitor refuses: ${failed}`, hint: 'use --source bpf or tracefs' }
}

function absent(access: DropMonitorAccess): Obstacle {
  const { kernel, hasModule, configured, modulesDisabled, netns } = access
  if (configured === 'n') {
    return {
      why: `kernel ${kernel} was built without CONFIG_NET_DROP_MONITOR`,
      hint: `a kernel with CONFIG_NET_DROP_MONITOR=m (the standard kernels of Debian, Ubuntu, Fedora and RHEL), ${otherSource}`,
    }
  }
  if (netns === 'unknown') {
    return {
      why: 'the drop monitor is not offered here: it is offered in the first network namespace only, or the module drop_monitor is not loaded',
      hint: `run it as root on the host, or in a container with --privileged --pid host; there modprobe drop_monitor, ${otherSource}`,
    }
  }
  if (hasModule === true) {
    return modulesDisabled
      ? {
          why: 'the module drop_monitor is not loaded, and kernel.modules_disabled forbids to load any',
          hint: `load it at boot (echo drop_monitor >/etc/modules-load.d/drop_monitor.conf, then reboot), ${otherSource}`,
        }
      : {
          why: 'the module drop_monitor is not loaded, and the kernel did not load it when asked',
          hint: `modprobe drop_monitor, ${otherSource}`,
        }
  }
  if (configured === 'm') {
    return {
      why: `the module drop_monitor of kernel ${kernel} is not installed`,
      hint: `apt install linux-modules-extra-${kernel} (Ubuntu) or dnf install kernel-modules-extra (Fedora, RHEL), then modprobe drop_monitor, ${otherSource}`,
    }
  }
  return {
    why: `kernel ${kernel} has no drop monitor, neither built in nor loaded`,
    hint: `modprobe drop_monitor; if there is no such module, a kernel with CONFIG_NET_DROP_MONITOR=m, ${otherSource}`,
  }
}
