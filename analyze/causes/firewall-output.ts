import { firewallCause, isPolicy } from '../firewall-drop.js'

export default firewallCause({
  name: 'firewall-output',
  what: 'a firewall rule dropped it at the output hook',
  is: (verdict) => verdict.hook === 'output' && !isPolicy(verdict),
})
