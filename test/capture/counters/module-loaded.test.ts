import assert from 'node:assert/strict'
import { listsBuiltin, listsModule } from '../../../capture/counters/module-loaded.js'

describe('loaded modules', () => {
  it('are found by whole names', () => {
    const modules = 'nf_tables_x 1 0 - Live 0x0\nnf_tables 372736 97 nft_compat, Live 0x0\n'
    assert.equal(listsModule(modules, 'nf_tables'), true)
    assert.equal(listsModule(modules, 'nf_table'), false)
    const builtin = 'kernel/net/netfilter/nf_tables.ko\nkernel/x_nf_conntrack.ko\n'
    assert.equal(listsBuiltin(builtin, 'nf_tables'), true)
    assert.equal(listsBuiltin(builtin, 'nf_conntrack'), false)
  })
})
