import type { LocationQuery, LocationQueryRaw } from 'vue-router'

import { parseYuan } from '@/composables/money'
import { ProductSort } from '@/generated/kaibo/mall/v1/mall_pb'

/** What a buyer looks for; as typed, and kept in the address of the page. */
export interface Filter {
  words: string
  sort: ProductSort
  group: string
  category: string
  from: string
  to: string
  inStock: boolean
}

const sortNames: Partial<Record<string, ProductSort>> = { sold: ProductSort.SOLD, 'price-up': ProductSort.PRICE_UP, 'price-down': ProductSort.PRICE_DOWN }

export function filterOf(query: LocationQuery): Filter {
  const text = (key: string) => String(query[key] ?? '')
  return {
    words: text('q'),
    sort: sortNames[text('sort')] ?? ProductSort.NEWEST,
    group: text('group'),
    category: text('category'),
    from: text('from'),
    to: text('to'),
    inStock: text('stock') === '1',
  }
}

/** The other way round; what is as usual is left out. `kept` stands in the address already and stays. */
export function queryOf(filter: Filter, kept: LocationQuery): LocationQueryRaw {
  const sort = Object.keys(sortNames).find((name) => sortNames[name] === filter.sort)
  const all = { shop: kept.shop, q: filter.words.trim(), sort, group: filter.group, category: filter.category, from: filter.from, to: filter.to, stock: filter.inStock ? '1' : '' }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value))
}

/** As a search; a price that is no amount is no bound. */
export function searchOf(filter: Filter) {
  return {
    words: filter.words.trim(),
    sort: filter.sort,
    categoryGroup: filter.group,
    category: filter.category,
    priceFromFen: parseYuan(filter.from) ?? 0n,
    priceToFen: parseYuan(filter.to) ?? 0n,
    inStock: filter.inStock,
  }
}

/** Whether it leaves anything out besides words. */
export function narrows({ group, category, from, to, inStock }: Filter): boolean {
  return Boolean(group || category || from || to || inStock)
}
