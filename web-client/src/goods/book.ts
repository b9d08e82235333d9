import type { Attribute, Product, Sku } from '@/generated/kaibo/mall/v1/mall_pb'
import type { ProductCategory } from '@/generated/kaibo/mall/v1/shop_pb'
import { t } from '@/i18n'
import type { Tab } from '@/review/workbook'

import { pairsText, type Pair } from './cells'
import { columnKeys, columns, type Column } from './columns'

type Value = string | number | { value: number; format: string } | null

const head = (...titles: string[]) => titles.map((value) => ({ value, fontWeight: 'bold' as const }))
const yuan = (fen: bigint) => ({ value: Number(fen) / 100, format: '0.00' })
const orNothing = (fen: bigint) => (fen > 0n ? yuan(fen) : null)

function sheetOf(rows: Partial<Record<Column, Value>>[]): Tab {
  return {
    sheet: t('goods.sheet'),
    data: [head(...columnKeys.map((key) => t(`goods.column.${key}`))), ...rows.map((row) => columnKeys.map((key) => row[key] ?? null))],
    columns: Object.values(columns).map((width) => ({ width })),
  }
}

/** By what a table knows the product: its code, or "P" and its id where it has none; the server does the same. */
export const codeOf = (product: Product) => product.code || `P${product.productId}`

function rowOf(product: Product, sku?: Sku): Partial<Record<Column, Value>> {
  const { priceFen, listPriceFen, costFen, stock } = sku ?? product
  return {
    code: codeOf(product),
    title: product.title,
    category: product.category,
    attributes: pairsText(product.attributes.filter(({ value }: Attribute) => value)),
    specification: pairsText(product.axes.map(({ name }, index): Pair => ({ name, value: sku?.values[index] ?? '' }))),
    specification_code: sku?.code ?? '',
    price_fen: yuan(priceFen),
    list_price_fen: orNothing(listPriceFen),
    cost_fen: orNothing(costFen),
    stock,
    stock_seen: stock,
    weight_grams: product.weightGrams || null,
    listed: t(product.listed ? 'goods.yes' : 'goods.no'),
    description: product.description,
  }
}

/** All products in the columns that can be imported again: a row each, or one for each specification. */
export function goodsBook(products: readonly Product[]): Tab[] {
  return [sheetOf(products.flatMap((product) => (product.skus.length > 0 ? product.skus.map((sku) => rowOf(product, sku)) : [rowOf(product)])))]
}

/** Headings with examples to write over, what each column means, and the categories with what they ask for. */
export function templateBook(categories: readonly ProductCategory[]): Tab[] {
  const example = categories[0]
  const attributes = pairsText((example?.attributes ?? []).map(({ name, values }) => ({ name, value: values[0] ?? t('goods.example.attribute') })))
  const product = { title: t('goods.example.title'), category: example?.name ?? '', attributes, listed: t('goods.no'), description: t('goods.example.description') }
  const specified = { ...product, code: 'B-01', title: t('goods.example.specified') }
  const name = t('goods.example.axis')
  return [
    sheetOf([
      { ...product, code: 'A-01', price_fen: yuan(2990n), list_price_fen: yuan(3990n), cost_fen: yuan(1500n), stock: 100, weight_grams: 2500 },
      ...['5', '10'].map((size) => ({ ...specified, specification: pairsText([{ name, value: t('goods.example.size', { n: size }) }]), specification_code: `B-01-${size}`, price_fen: yuan(size === '5' ? 2990n : 5590n), stock: 50 })),
    ]),
    {
      sheet: t('goods.help'),
      data: [head(t('goods.helpColumn'), t('goods.helpText')), ...columnKeys.map((key) => [t(`goods.column.${key}`), t(`goods.about.${key}`)])],
      columns: [{ width: 24 }, { width: 80 }],
    },
    {
      sheet: t('goods.categories'),
      data: [head(t('goods.group'), t('goods.column.category'), t('goods.column.attributes')), ...categories.map((one) => [one.group, one.name, one.attributes.map((rule) => (rule.required ? `${rule.name}*` : rule.name)).join('、')])],
      columns: [{ width: 16 }, { width: 16 }, { width: 60 }],
    },
  ]
}
