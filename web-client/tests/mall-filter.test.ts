import { describe, expect, it } from 'vitest'

import { ProductSort } from '@/generated/kaibo/mall/v1/mall_pb'
import { filterOf, narrows, queryOf, searchOf } from '@/mall/filter'

const full = { words: '脐橙', sort: ProductSort.PRICE_UP, group: '食品生鲜', category: '新鲜水果', from: '10', to: '29.9', inStock: true }

describe('a filter of the mall', () => {
  it('is kept in the address and read from it', () => {
    expect(filterOf(queryOf(full, {}) as Record<string, string>)).toEqual(full)
  })

  it('leaves the address bare when nothing is filtered, but for what stood there', () => {
    expect(queryOf(filterOf({}), { shop: '7' })).toEqual({ shop: '7' })
    expect(narrows(filterOf({ q: '茶', sort: 'sold' }))).toBe(false)
    expect(narrows(full)).toBe(true)
  })

  it('becomes a search in fen, and a price that is none is no bound', () => {
    expect(searchOf(full)).toMatchObject({ categoryGroup: '食品生鲜', priceFromFen: 1000n, priceToFen: 2990n, inStock: true })
    expect(searchOf({ ...full, from: '便宜', to: '' })).toMatchObject({ priceFromFen: 0n, priceToFen: 0n })
  })
})
