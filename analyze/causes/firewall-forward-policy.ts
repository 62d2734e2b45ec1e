import { firewallCause } from '../firewall/firewall-drop.js'
import { isPolicy } from '../firewall/firewall-verdict.js'

export default firewallCause({
  name: 'firewall-forward-policy',
  what: "no rule accepted it, and the forward chain's policy is to drop",
  is: (verdict) => verdict.hook === 'forward' && isPolicy(verdict),
})
