import type { DropSource, Obstacle } from '../source.js'
import type { PackageTool } from './distribution.js'
import { missingCapabilities, needed, privilegeHint } from './privileges.js'
import type { Surroundings } from './surroundings.js'

/**
 * A drop source's own obstacle, said for this machine: the capabilities that are missing by name, the distribution's
 * command, the container's flag. Where nothing here is special the source's own words stay.
 */
export function fittedObstacle(
  name: DropSource['name'],
  obstacle: Obstacle,
  around: Surroundings,
): Obstacle {
  if (around.platform !== 'linux') return obstacle
  const missing = missingFor(name, around)
  if (missing.length > 0) {
    return {
      why: `${obstacle.why}; missing here: ${missing.join(', ')}${around.userNamespace ? ' of the first user namespace' : ''}`,
      hint: privilegeHint(missing, around),
    }
  }
  return special[name](obstacle, around) ?? obstacle
}

/** In a user namespace capabilities are shown, but do not hold for the kernel as a whole. */
export function missingFor(name: DropSource['name'], around: Surroundings): readonly string[] {
  if (name === 'tracefs' && around.uid === 0 && !around.userNamespace) return []
  const wanted = needed[name]
  return missingCapabilities(
    wanted,
    around.userNamespace ? { capabilities: new Set<string>() } : around,
  )
}

type Special = (obstacle: Obstacle, around: Surroundings) => Obstacle | undefined

const special: Readonly<Record<DropSource['name'], Special>> = {
  bpf: (obstacle, around) => {
    const { container, distribution, kernel } = around
    if (obstacle.why.includes('BTF')) {
      return around.sysfs
        ? { why: obstacle.why, hint: btfHint(distribution.packageTool, kernel) }
        : {
            why: 'there is no /sys here, so no BTF (/sys/kernel/btf/vmlinux)',
            hint:
              container === 'docker' || container === 'podman'
                ? `start the container with ${container} run -v /sys:/sys:ro`
                : 'mount -t sysfs sysfs /sys',
          }
    }
    if (around.seccomp && /root|CAP_BPF|system call/.test(obstacle.why)) {
      return {
        why: 'a seccomp filter refuses the bpf system call, although the capabilities are there',
        hint:
          container === 'docker' || container === 'podman'
            ? `start the container with ${container} run --security-opt seccomp=unconfined`
            : 'take the filter off: for a systemd service SystemCallFilter=, for a container seccomp: unconfined',
      }
    }
    return undefined
  },
  'drop-monitor': (_obstacle, around) =>
    around.dropMonitor === 'absent' ? withoutDropMonitor(around) : undefined,
  tracefs: (obstacle, { container, sysfs }) => {
    if (container === 'docker' || container === 'podman') {
      return {
        why: obstacle.why,
        hint: `start the container with ${container} run --privileged -v /sys/kernel/tracing:/sys/kernel/tracing`,
      }
    }
    return sysfs
      ? undefined
      : {
          why: `${obstacle.why}; there is no /sys here`,
          hint: 'mount -t sysfs sysfs /sys && mount -t tracefs nodev /sys/kernel/tracing',
        }
  },
}

/** What there is to say where this kernel was built without it. */
export function withoutDropMonitor({ kernel, distribution }: Surroundings): Obstacle {
  const packages = {
    apt: 'apt install linux-image-$(dpkg --print-architecture) (on Ubuntu linux-modules-extra-$(uname -r))',
    dnf: 'dnf install kernel-modules-extra',
    zypper: 'zypper install kernel-default',
    pacman: 'pacman -S linux',
    apk: 'apk add linux-lts',
    '': "install your distribution's standard kernel",
  }[distribution.packageTool]
  return {
    why: `kernel ${kernel} has no drop_monitor: it was built without CONFIG_NET_DROP_MONITOR`,
    hint: `${packages} and boot a kernel that has it, or build one with CONFIG_NET_DROP_MONITOR=m`,
  }
}

/** Who builds kernels with BTF: Debian 11, Ubuntu 20.10, RHEL 8.2, Fedora 31, openSUSE 15.3, Arch; Alpine's lts. */
function btfHint(packageTool: PackageTool, kernel: string): string {
  const install = {
    apt: 'apt install linux-image-$(dpkg --print-architecture) (on Ubuntu: linux-generic)',
    dnf: 'dnf install kernel',
    zypper: 'zypper install kernel-default',
    pacman: 'pacman -S linux',
    apk: 'apk add linux-lts',
    '': "install your distribution's standard kernel",
  }[packageTool]
  return `${install} and boot it, or build ${kernel} anew with CONFIG_DEBUG_INFO_BTF=y; until then --source tracefs`
}
