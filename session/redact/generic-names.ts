/**
 * Names that every machine may have: they say what a thing is, not whose. All others get a pseudonym.
 * Programs: only what distributions ship as base system, shells, interpreters and network tools. A server's name
 * (nginx, postgres) would tell what runs there, so it is hidden.
 */
const interfaces =
  /^(?:lo|any|dummy\d*|(?:eth|ens|eno|wlan|wlp|usb|ib|wwan|bond|team|br|virbr|veth|vnet|tap|tun|wg|ppp|vxlan|gre|gretap|erspan|sit|ip6tnl|tunl|ip_vti|ifb|macvlan|macvtap|ipvlan|docker|podman|cni|nlmon|vrf|bridge|flannel\.|en[op]\d+[sf])\d*|lxcbr\d|lxdbr\d|docker_gwbridge|cilium_(?:host|net|vxlan)|all|default)(?:[.:@]\d{1,4})?$/

const commands: ReadonlySet<string> = new Set(
  (
    'init systemd systemd-resolve systemd-network systemd-timesyn systemd-udevd systemd-journal dbus-daemon ' +
    'NetworkManager dhclient dhcpcd chronyd ntpd avahi-daemon dnsmasq sshd cron rsyslogd agetty login su sudo ' +
    'sh bash dash zsh fish python python2 python3 perl ruby node java php lua ' +
    'ip ss tc nft iptables ip6tables bridge ethtool ping ping6 arping traceroute mtr tcpdump tshark dumpcap dropcorr ' +
    'curl wget nc ncat socat iperf iperf3 netperf netserver dig host nslookup ssh scp rsync cat dd sleep timeout stress-ng ' +
    'dockerd containerd containerd-shim runc conmon podman kubelet'
  ).split(' '),
)
/** Kernel threads whose names hold numbers only. */
const kernelThreads =
  /^(?:swapper\/\d+|kworker\/[u\d]*:?\d*H?|ksoftirqd\/\d+|migration\/\d+|cpuhp\/\d+|rcu_(?:sched|preempt)|rcuop\/\d+|kthreadd|ksoftirqd|kcompactd\d+|kswapd\d+|\d{1,7})$/

const firewallNames: ReadonlySet<string> = new Set(
  (
    'filter nat mangle raw security broute INPUT OUTPUT FORWARD PREROUTING POSTROUTING BROUTING ' +
    'input output forward prerouting postrouting ingress egress ' +
    'ACCEPT DROP REJECT RETURN QUEUE NFQUEUE LOG NFLOG MASQUERADE SNAT DNAT REDIRECT MARK CONNMARK NOTRACK CT TCPMSS TPROXY TRACE AUDIT CLASSIFY ' +
    'DOCKER DOCKER-USER DOCKER-FORWARD DOCKER-ISOLATION-STAGE-1 DOCKER-ISOLATION-STAGE-2 ' +
    'KUBE-FORWARD KUBE-SERVICES KUBE-FIREWALL KUBE-NODEPORTS KUBE-POSTROUTING KUBE-MARK-MASQ KUBE-MARK-DROP'
  ).split(' '),
)
const cgroupSegments =
  /^(?:|system\.slice|user\.slice|machine\.slice|init\.scope|kubepods(?:\.slice)?|docker|user-\d+\.slice|user@\d+\.service|session-[c\d]+\.scope|kubepods-(?:besteffort|burstable)\.slice|besteffort|burstable|\.\.)$/

export const isGenericInterface = (name: string): boolean => name === '' || interfaces.test(name)
export const isGenericCommand = (name: string): boolean =>
  name === '' || commands.has(name) || kernelThreads.test(name)
export const isGenericFirewallName = (name: string): boolean =>
  name === '' || firewallNames.has(name)
export const isGenericCgroupSegment = (segment: string): boolean => cgroupSegments.test(segment)
export const isGenericHost = (name: string): boolean => name === '' || name === 'localhost'
