import { parseYuan, yuan } from '@/composables/money'
import type { Sku } from '@/generated/kaibo/mall/v1/mall_pb'
import type { Good, Quote } from '@/generated/kaibo/supply/v1/supply_pb'
import { choiceOf } from '@/shop/spec'

/** A specification of a good as it is to be listed; without a cap it has that of all. */
export interface SkuRow {
  sku: Sku
  name: string
  chosen: boolean
  price: string
  cap: string
}

export const skuRowsOf = (good: Good): SkuRow[] => good.skus.map((sku) => ({ sku, name: choiceOf(sku.values), chosen: true, price: yuan(sku.listPriceFen), cap: '' }))

/** A good as it is to be listed: at one price, or at one for each specification. */
interface Priced {
  good: Good
  price: string
  skus: SkuRow[]
}

/**
 * `quotable` begins to ask for the prices of rows as they are now, and gives what takes the answer over: a price that was
 * typed meanwhile stays, and an answer is dropped once it has been asked anew.
 */
export function useQuotes() {
  let asks = 0
  return function quotable(rows: Priced[]): (quotes: Quote[]) => void {
    const ask = ++asks
    const asked = new Map<{ price: string }, string>(rows.flatMap((row) => [row, ...row.skus]).map((one) => [one, one.price]))
    function set(one: { price: string } | undefined, priceFen: bigint): void {
      if (one && asked.get(one) === one.price) one.price = yuan(priceFen)
    }
    return (quotes) => {
      if (ask !== asks) return
      for (const quote of quotes) {
        const row = rows.find((one) => one.good.goodId === quote.goodId)
        set(row, quote.priceFen)
        for (const { skuId, priceFen } of quote.skus) set(row?.skus.find((one) => one.sku.skuId === skuId), priceFen)
      }
    }
  }
}

/** What is chosen, as the server takes it; a price that cannot be read is null. */
export function chosenOf(rows: SkuRow[], cap: number) {
  return rows
    .filter((row) => row.chosen)
    .map((row) => ({ skuId: row.sku.skuId, priceFen: parseYuan(row.price), ownCap: row.cap.trim() === '' ? cap : Number(row.cap) || 0, supplyPriceFen: row.sku.priceFen }))
}
