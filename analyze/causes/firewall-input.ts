import { firewallCause } from '../firewall/firewall-drop.js'
import { isPolicy, isReject } from '../firewall/firewall-verdict.js'

export default firewallCause({
  name: 'firewall-input',
  what: 'a firewall rule dropped it at the input hook',
  is: (verdict) => verdict.hook === 'input' && !isPolicy(verdict) && !isReject(verdict),
})
