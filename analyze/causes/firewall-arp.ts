import { firewallCause } from '../firewall/firewall-drop.js'

export default firewallCause({
  name: 'firewall-arp',
  what: 'a firewall rule for ARP (arptables, nft family arp) dropped it: neighbours are not found',
  is: (verdict) => verdict.hook === 'arp',
})
