import { firewallCause } from '../firewall-drop.js'
import { wantsInvalid } from '../firewall-verdict.js'

export default firewallCause({
  name: 'firewall-conntrack-invalid',
  what: 'a rule drops what conntrack calls invalid',
  precedence: 1,
  is: wantsInvalid,
})
