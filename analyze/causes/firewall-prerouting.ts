import { firewallCause } from '../firewall/firewall-drop.js'

export default firewallCause({
  name: 'firewall-prerouting',
  what: 'a firewall rule dropped it at the prerouting hook',
  is: (verdict) => verdict.hook === 'prerouting',
})
