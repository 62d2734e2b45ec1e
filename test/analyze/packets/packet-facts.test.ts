import assert from 'node:assert/strict'
import { familyOfSite } from '../../../analyze/packets/packet-facts.js'
import { siteData } from '../../../analyze/kernel/site-data.js'
import { analyzed, findingsOf, told } from '../session-builder.js'

describe('the IP version of a drop site', () => {
  it('is told by names for one version only', () => {
    const six = `__udp6_lib_rcv udpv6_queue_rcv_one_skb __udpv6_queue_rcv_skb udpv6_rcv udplitev6_rcv icmpv6_rcv
      ip6_rcv_core ip6_pkt_drop ip6t_do_table ip6frag_expire_frag_queue ipv6_frag_rcv nf_ct_frag6_gather ndisc_recv_ns
      ndisc_error_report tcp_v6_rcv tcp_v6_do_rcv.isra.0 cookie_v6_check rawv6_rcv ip6_finish_output2 mld_process_v1
      igmp6_event_query xfrm6_rcv_encap br_dev_xmit_v6`
    const four = `__udp4_lib_rcv udp_queue_rcv_one_skb __udp_queue_rcv_skb udp_rcv icmp_rcv ip_rcv_core
      ip_rcv_finish_core.constprop.0 ip_error ip_defrag ipt_do_table tcp_v4_rcv cookie_v4_check raw_rcv arp_process
      nf_ct_ipv4_gather`
    for (const site of six.split(/\s+/)) assert.equal(familyOfSite(site), 6, site)
    for (const site of four.split(/\s+/)) assert.equal(familyOfSite(site), 4, site)
  })

  it('is not told by names for both, nor where an IPv6 socket may hold an IPv4 datagram', () => {
    const both = `nft_do_chain tcp_data_queue tcp_rcv_established __dev_queue_xmit ping_rcv neigh_invalidate skb_queue_purge
      udpv6_recvmsg udpv6_destruct_sock inet6_sock_destruct udp_recvmsg unix_stream_connect sock_queue_rcv_skb_reason
      napi_gro_u16 crc16 netem_enqueue`
    for (const site of ['', ...both.split(/\s+/)]) assert.equal(familyOfSite(site), undefined, site)
  })

  it("agrees with the atlas: what it says of a version's function names that version", () => {
    for (const [site, , , , meaning] of siteData) {
      if (/IPv6/.test(meaning)) assert.notEqual(familyOfSite(site), 4, site)
    }
  })
})

describe('drops of a source that tells neither flow nor EtherType', () => {
  const drop = { reason: '', packet: null, protocol: 0, device: '' } as const

  it('are booked to the counters of the version that the site is for', async () => {
    const { findings } = await analyzed({
      source: 'drop-monitor',
      drops: [
        { ...drop, site: '__udp6_lib_rcv', drops: 23 },
        { ...drop, site: '__udp4_lib_rcv', drops: 19 },
      ],
      gained: { 'snmp6:Udp6NoPorts': 23, 'snmp:Udp.NoPorts': 19 },
    })
    assert.deepEqual(
      findings.ledger.map(({ counter, residue }) => `${counter} ${residue}`).sort(),
      ['snmp6:Udp6NoPorts 0', 'snmp:Udp.NoPorts 0'],
    )
  })

  it('at the socket of either version are told apart by its counters', async () => {
    const findings = await findingsOf({
      source: 'drop-monitor',
      drops: [{ ...drop, site: 'udpv6_queue_rcv_one_skb', drops: 17 }],
      gained: { 'snmp6:Udp6RcvbufErrors': 17, 'snmp6:Udp6InErrors': 17 },
    })
    assert.deepEqual(told(findings), ['udp-rcvbuf-full 17'])
  })

  it('at a socket that the source does not tell are no second loss by its own counter', async () => {
    const site = 'udp_queue_rcv_one_skb'
    const gained = { 'snmp:Udp.RcvbufErrors': 17, 'snmp:Udp.InErrors': 17, 'udp:4711.drops': 17 }
    const explained = { source: 'drop-monitor', drops: [{ ...drop, site, drops: 17 }] } as const
    assert.deepEqual(told(await findingsOf({ ...explained, gained })), ['udp-rcvbuf-full 17'])
    const onlyCounters = told(await findingsOf({ gained: { 'udp:4711.drops': 17 } }))
    assert.deepEqual(onlyCounters, ['counter-only-loss 17'])
  })
})
