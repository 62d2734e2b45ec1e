import { firewallCause } from '../firewall-drop.js'
import { isPolicy } from '../firewall-verdict.js'

export default firewallCause({
  name: 'firewall-forward',
  what: 'a firewall rule dropped it at the forward hook',
  is: (verdict) => verdict.hook === 'forward' && !isPolicy(verdict),
})
