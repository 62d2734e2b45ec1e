import { firewallCause } from '../firewall/firewall-drop.js'
import { isPolicy } from '../firewall/firewall-verdict.js'

export default firewallCause({
  name: 'firewall-forward',
  what: 'a firewall rule dropped it at the forward hook',
  is: (verdict) => verdict.hook === 'forward' && !isPolicy(verdict),
})
