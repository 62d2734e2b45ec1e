/** Families that install packages the same way. */
export type PackageTool = 'apt' | 'dnf' | 'zypper' | 'pacman' | 'apk' | ''

export interface Distribution {
  /** PRETTY_NAME, or ID; '' if unknown. */
  readonly name: string
  readonly packageTool: PackageTool
}

const toolById: Readonly<Partial<Record<string, PackageTool>>> = {
  debian: 'apt',
  ubuntu: 'apt',
  fedora: 'dnf',
  rhel: 'dnf',
  centos: 'dnf',
  amzn: 'dnf',
  suse: 'zypper',
  opensuse: 'zypper',
  arch: 'pacman',
  alpine: 'apk',
}

/** From the text of /etc/os-release: ID first, then ID_LIKE, whose words go from near to far. */
export function parseDistribution(text: string): Distribution {
  const value = (key: string): string =>
    new RegExp(`^${key}=(["']?)(.*)\\1\\s*$`, 'm').exec(text)?.[2] ?? ''
  const ids = [value('ID'), ...value('ID_LIKE').split(/\s+/)]
  const tools = ids.flatMap(
    (id) => toolById[id.toLowerCase().replace(/^opensuse-.*/, 'opensuse')] ?? [],
  )
  return { name: value('PRETTY_NAME') || value('ID'), packageTool: tools[0] ?? '' }
}

const installCommands: Readonly<Record<PackageTool, string>> = {
  apt: 'apt install',
  dnf: 'dnf install',
  zypper: 'zypper install',
  pacman: 'pacman -S',
  apk: 'apk add',
  '': 'install the package',
}

/** Where a package has another name than with the others. */
const packageNames: Readonly<Partial<Record<string, Partial<Record<PackageTool, string>>>>> = {
  'iptables-legacy-save': {
    apt: 'iptables',
    dnf: 'iptables-legacy',
    zypper: 'iptables',
    pacman: 'iptables',
    apk: 'iptables-legacy',
  },
  nft: {
    apt: 'nftables',
    dnf: 'nftables',
    zypper: 'nftables',
    pacman: 'nftables',
    apk: 'nftables',
  },
  libpcap: {
    apt: 'libpcap0.8',
    dnf: 'libpcap',
    zypper: 'libpcap1',
    pacman: 'libpcap',
    apk: 'libpcap',
  },
}

/** Command that installs a program, for instance 'apt install nftables'. */
export function installCommand({ packageTool }: Distribution, program: string): string {
  const name = packageNames[program]?.[packageTool] ?? program
  return `${installCommands[packageTool]} ${name}`
}
