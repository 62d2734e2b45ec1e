import type { Ability } from '../../capture/abilities/ability.js'
import { readAbilities } from '../../capture/abilities/abilities.js'
import { surroundings, type Surroundings } from '../../capture/abilities/surroundings.js'
import { addsHardware, dropSources } from '../../capture/recorder/drop-source-choice.js'
import { autoChoice, type AutoChoice } from './auto-choice.js'

/** What `dropcorr doctor --json` prints: docs/doctor.schema.json is made of it. */
export interface Diagnosis {
  readonly schema: 'dropcorr/doctor@1'
  /** Some drop source works: exit code 0, else 3. */
  readonly canRecord: boolean
  readonly host: DiagnosedHost
  readonly auto: AutoChoice
  readonly abilities: readonly Ability[]
}

export interface DiagnosedHost {
  /** 'linux', 'darwin' … */
  readonly platform: string
  /** `uname -r` */
  readonly kernel: string
  /** `uname -m` */
  readonly machine: string
  /** PRETTY_NAME of os-release, '' if unknown. */
  readonly distribution: string
  /** 'docker', 'podman', 'kubernetes' …; '' = none that shows. */
  readonly container: string
  /** Not in the first user namespace. */
  readonly userNamespace: boolean
  /** Not in the first PID namespace. */
  readonly pidNamespace: boolean
  /** Effective user id; -1 if not known. */
  readonly uid: number
  /** Effective ones: 'CAP_BPF' … */
  readonly capabilities: readonly string[]
  /** A seccomp filter is in force. */
  readonly seccomp: boolean
  /** 'integrity', 'confidentiality' or ''. */
  readonly lockdown: string
  /** /sys/kernel/btf/vmlinux is there. */
  readonly btf: boolean
  /** Sysctls under kernel., null where there is none. */
  readonly settings: {
    readonly kptr_restrict: number | null
    readonly perf_event_paranoid: number | null
    readonly unprivileged_bpf_disabled: number | null
  }
}

/** Looks at this machine; changes nothing on it. */
export async function diagnose(around: Surroundings = surroundings()): Promise<Diagnosis> {
  const sources = await dropSources()
  const abilities = await readAbilities(sources, around)
  const hardware = sources.find(
    (source) =>
      abilities.some(({ name, state }) => name === source.name && state === 'works') &&
      mayAskForHardware(source.name, around) &&
      addsHardware(source),
  )
  return {
    schema: 'dropcorr/doctor@1',
    canRecord: abilities.some(({ kind, state }) => kind === 'drop-source' && state !== 'not'),
    host: hostOf(around),
    auto: autoChoice(abilities, hardware?.name ?? null),
    abilities,
  }
}

/** Asking NET_DM for hardware could load its module, which is not for doctor to do. */
const mayAskForHardware = (name: string, { platform, dropMonitor }: Surroundings): boolean =>
  platform === 'linux' && (name !== 'drop-monitor' || dropMonitor === 'there')

const hostOf = (around: Surroundings): DiagnosedHost => ({
  platform: around.platform,
  kernel: around.kernel,
  machine: around.machine,
  distribution: around.distribution.name,
  container: around.container,
  userNamespace: around.userNamespace,
  pidNamespace: around.pidNamespace,
  uid: around.uid,
  capabilities: [...around.capabilities],
  seccomp: around.seccomp,
  lockdown: around.lockdown,
  btf: around.btf,
  settings: {
    kptr_restrict: around.settings.kptr_restrict ?? null,
    perf_event_paranoid: around.settings.perf_event_paranoid ?? null,
    unprivileged_bpf_disabled: around.settings.unprivileged_bpf_disabled ?? null,
  },
})
