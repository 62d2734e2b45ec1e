import { firewallCause, isPolicy, isReject } from '../firewall-drop.js'

export default firewallCause({
  name: 'firewall-input',
  what: 'a firewall rule dropped it at the input hook',
  is: (verdict) => verdict.hook === 'input' && !isPolicy(verdict) && !isReject(verdict),
})
