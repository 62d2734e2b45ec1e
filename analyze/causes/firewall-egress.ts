import { firewallCause } from '../firewall/firewall-drop.js'

export default firewallCause({
  name: 'firewall-egress',
  what: 'a firewall rule dropped it at the egress hook',
  is: (verdict) => verdict.hook === 'egress',
})
