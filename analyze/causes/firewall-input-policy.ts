import { firewallCause } from '../firewall/firewall-drop.js'
import { isPolicy } from '../firewall/firewall-verdict.js'

export default firewallCause({
  name: 'firewall-input-policy',
  what: "no rule accepted it, and the input chain's policy is to drop",
  is: (verdict) => verdict.hook === 'input' && isPolicy(verdict),
})
