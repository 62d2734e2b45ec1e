/** JSON schema of `dropcorr doctor --json`. Fields may be added under the same name; a change of meaning makes doctor@2. */
const text = (description: string) => ({ type: 'string', description }) as const
const textOrNull = (description: string) => ({ type: ['string', 'null'], description }) as const
const flag = (description: string) => ({ type: 'boolean', description }) as const
const number = { type: ['integer', 'null'] } as const

/** All properties are required. */
const object = (properties: Readonly<Record<string, object>>) => ({
  type: 'object',
  additionalProperties: false,
  required: Object.keys(properties),
  properties,
})

export const doctorSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'dropcorr/doctor@1',
  ...object({
    schema: { const: 'dropcorr/doctor@1' },
    canRecord: flag('Some drop source works: exit code 0, else 3.'),
    host: object({
      platform: text("'linux', 'darwin' …"),
      kernel: text('uname -r'),
      machine: text('uname -m'),
      distribution: text("PRETTY_NAME of os-release, '' if unknown"),
      container: text("'docker', 'podman', 'kubernetes', 'lxc' …, '' if none shows"),
      userNamespace: flag('Not in the first user namespace.'),
      pidNamespace: flag('Not in the first PID namespace.'),
      uid: { type: 'integer', description: 'Effective user id, -1 if not known.' },
      capabilities: {
        type: 'array',
        items: { type: 'string' },
        description: "Effective ones: 'CAP_BPF' …",
      },
      seccomp: flag('A seccomp filter is in force.'),
      lockdown: text("'integrity', 'confidentiality' or ''"),
      btf: flag('/sys/kernel/btf/vmlinux is there.'),
      settings: object({
        kptr_restrict: number,
        perf_event_paranoid: number,
        unprivileged_bpf_disabled: number,
      }),
    }),
    auto: object({
      source: textOrNull('What record --source auto would take.'),
      hardware: textOrNull('Source for drops in hardware beside it.'),
      why: text('Why that one.'),
      left: { type: 'array', items: object({ source: text('Name.'), why: text('Why not.') }) },
    }),
    abilities: {
      type: 'array',
      items: object({
        name: text('As in source_health of a session.'),
        kind: { enum: ['drop-source', 'packets', 'counters', 'host-facts'] },
        title: text('What it is.'),
        state: { enum: ['works', 'partly', 'not'] },
        why: text("Why it does not, or a note; '' if it simply works."),
        hint: text("What would make it work: a command or a kernel option; ''."),
        hides: text("What a session without it does not show; '' if it works."),
      }),
    },
  }),
} as const
