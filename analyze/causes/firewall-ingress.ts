import { firewallCause } from '../firewall/firewall-drop.js'

export default firewallCause({
  name: 'firewall-ingress',
  what: 'a firewall rule dropped it at the ingress hook',
  is: (verdict) => verdict.hook === 'ingress',
})
