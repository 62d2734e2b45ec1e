import { firewallCause, isPolicy } from '../firewall-drop.js'

export default firewallCause({
  name: 'firewall-output-policy',
  what: "no rule accepted it, and the output chain's policy is to drop",
  is: (verdict) => verdict.hook === 'output' && isPolicy(verdict),
})
