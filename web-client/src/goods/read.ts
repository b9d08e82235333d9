import type { MessageInitShape } from '@bufbuild/protobuf'

import type { ProductRowSchema } from '@/generated/kaibo/mall/v1/import_pb'
import { t } from '@/i18n'

import { fenOf, flagOf, pairsOf, textOf, wholeOf, type Cell } from './cells'
import { columnOf, neededColumns, type Column } from './columns'

export type Row = MessageInitShape<typeof ProductRowSchema> & { row: number; code: string }

/** What is wrong in one cell. */
export interface CellFault {
  /** Of the table, from 1. */
  row: number
  column: Column
  text: string
}

export interface Goods {
  /** Rows without a fault, and no row of a product with one. */
  rows: Row[]
  faults: CellFault[]
}

const stockUnknown = -1

/** One row as the contract has it; what cannot be read goes to `fault`. */
function rowOf(number: number, cellOf: (column: Column) => Cell, fault: (column: Column, text: string) => void): Row {
  function read<T>(column: Column, parse: (cell: Cell) => T | null, missing: T, wrong: string): T {
    if (textOf(cellOf(column)) === '') return missing
    const value = parse(cellOf(column))
    if (value === null) fault(column, t(wrong, { text: textOf(cellOf(column)) }))
    return value ?? missing
  }
  const amount = (column: Column) => read(column, fenOf, 0n, 'goods.wrong.amount')
  const pieces = (column: Column, missing = 0) => read(column, wholeOf, missing, 'goods.wrong.whole')
  for (const column of ['price_fen', 'stock'] as const) if (textOf(cellOf(column)) === '') fault(column, t('goods.wrong.missing'))
  return {
    row: number,
    code: textOf(cellOf('code')),
    title: textOf(cellOf('title')),
    category: textOf(cellOf('category')),
    attributes: read('attributes', pairsOf, [], 'goods.wrong.pairs'),
    specification: read('specification', pairsOf, [], 'goods.wrong.pairs'),
    specificationCode: textOf(cellOf('specification_code')),
    priceFen: amount('price_fen'),
    listPriceFen: amount('list_price_fen'),
    costFen: amount('cost_fen'),
    stock: pieces('stock'),
    stockSeen: pieces('stock_seen', stockUnknown),
    weightGrams: pieces('weight_grams'),
    listed: read('listed', flagOf, false, 'goods.wrong.flag'),
    description: textOf(cellOf('description')),
  }
}

/** Reads the table whose first row holds the headings; rows of nothing are passed over. */
export function readGoods(table: readonly (readonly Cell[])[]): Goods {
  const places = new Map<Column, number>()
  for (const [index, cell] of (table[0] ?? []).entries()) {
    const column = columnOf(textOf(cell))
    if (column && !places.has(column)) places.set(column, index)
  }
  const missing = neededColumns.filter((column) => !places.has(column))
  if (missing.length > 0) return { rows: [], faults: missing.map((column) => ({ row: 1, column, text: t('goods.wrong.column') })) }

  const faults: CellFault[] = []
  const rows: Row[] = []
  for (const [index, cells] of table.entries()) {
    if (index === 0 || cells.every((cell) => textOf(cell) === '')) continue
    const number = index + 1
    const cellOf = (column: Column) => cells[places.get(column) ?? -1]
    rows.push(rowOf(number, cellOf, (column, text) => faults.push({ row: number, column, text })))
  }
  const faulty = new Set(faults.map(({ row }) => row))
  const faultyCodes = new Set(rows.filter(({ row, code }) => code && faulty.has(row)).map(({ code }) => code))
  return { rows: rows.filter(({ row, code }) => !faulty.has(row) && !faultyCodes.has(code)), faults }
}

/** The first sheet of an xlsx file, read without a worker, which the content security policy forbids. Throws where it is none. */
export async function readTable(bytes: ArrayBuffer): Promise<Cell[][]> {
  const { readSheet } = await import('read-excel-file/universal')
  return await readSheet(bytes)
}
