import { firewallCause, isPolicy } from '../firewall-drop.js'

export default firewallCause({
  name: 'firewall-forward-policy',
  what: "no rule accepted it, and the forward chain's policy is to drop",
  is: (verdict) => verdict.hook === 'forward' && isPolicy(verdict),
})
