import { firewallCause } from '../firewall-drop.js'
import { isPolicy } from '../firewall-verdict.js'

export default firewallCause({
  name: 'firewall-output',
  what: 'a firewall rule dropped it at the output hook',
  is: (verdict) => verdict.hook === 'output' && !isPolicy(verdict),
})
