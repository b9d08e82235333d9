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

export function quoteSkus(rows: SkuRow[], quote: Quote): void {
  for (const { skuId, priceFen } of quote.skus) {
    const row = rows.find((one) => one.sku.skuId === skuId)
    if (row) row.price = yuan(priceFen)
  }
}

/** What is chosen, as the server takes it; a price that cannot be read is null. */
export function chosenOf(rows: SkuRow[], cap: number) {
  return rows
    .filter((row) => row.chosen)
    .map((row) => ({ skuId: row.sku.skuId, priceFen: parseYuan(row.price), ownCap: row.cap.trim() === '' ? cap : Number(row.cap) || 0, supplyPriceFen: row.sku.priceFen }))
}
