import { firewallCause } from '../firewall/firewall-drop.js'
import { isPolicy } from '../firewall/firewall-verdict.js'

export default firewallCause({
  name: 'firewall-output-policy',
  what: "no rule accepted it, and the output chain's policy is to drop",
  is: (verdict) => verdict.hook === 'output' && isPolicy(verdict),
})
