import { firewallCause } from '../firewall-drop.js'
import { isPolicy } from '../firewall-verdict.js'

export default firewallCause({
  name: 'firewall-output-policy',
  what: "no rule accepted it, and the output chain's policy is to drop",
  is: (verdict) => verdict.hook === 'output' && isPolicy(verdict),
})
