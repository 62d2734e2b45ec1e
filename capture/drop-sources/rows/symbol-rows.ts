import type { KernelSymbol } from '../../host/kernel-symbols.js'
import type { Sink } from '../../source.js'

export interface SymbolRows {
  /** symbol.id of an address; adds the row when it is new. `told` is for addresses that cannot be resolved here. */
  idOf(address: bigint, told?: KernelSymbol): number
  /** Symbol by that id. */
  symbol(id: number): KernelSymbol
}

/** Addresses met, resolved while this kernel runs: sessions are read elsewhere. */
export function symbolRows(sink: Sink, resolve: (address: bigint) => KernelSymbol): SymbolRows {
  const ids = new Map<bigint, number>()
  const symbols: KernelSymbol[] = []
  return {
    idOf: (address, told) => {
      const known = ids.get(address)
      if (known !== undefined) return known
      const id = symbols.length + 1
      const resolved = resolve(address)
      const symbol = resolved.name === '' && told !== undefined ? told : resolved
      ids.set(address, id)
      symbols.push(symbol)
      sink.add('symbol', [{ id, address: address.toString(16), ...symbol }])
      return id
    },
    symbol: (id) => symbols[id - 1] ?? { name: '', offset: 0, module: '' },
  }
}
