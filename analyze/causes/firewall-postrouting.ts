import { firewallCause } from '../firewall/firewall-drop.js'

export default firewallCause({
  name: 'firewall-postrouting',
  what: 'a firewall rule dropped it at the postrouting hook',
  is: (verdict) => verdict.hook === 'postrouting',
})
