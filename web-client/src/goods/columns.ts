import en from '@/locales/goods-en'
import zh from '@/locales/goods-zh-CN'

/** Columns of the table of products, named as the fields of a row in the contract, with their widths. */
export const columns = {
  code: 16,
  title: 40,
  category: 12,
  attributes: 36,
  specification: 24,
  specification_code: 14,
  price_fen: 10,
  list_price_fen: 10,
  cost_fen: 10,
  stock: 8,
  stock_seen: 12,
  weight_grams: 10,
  listed: 8,
  description: 60,
} as const

export type Column = keyof typeof columns
export const columnKeys = Object.keys(columns) as Column[]
/** Without these a table cannot be read. */
export const neededColumns: Column[] = ['code', 'title', 'price_fen', 'stock']

const byHeading = new Map<string, Column>()
for (const key of columnKeys) for (const { column } of [zh, en]) byHeading.set(column[key], key)

/** The column under a heading of either language, whichever the table was made in. */
export function columnOf(heading: string): Column | undefined {
  return byHeading.get(heading.trim())
}
