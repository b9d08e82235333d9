import { parseYuan, yuan } from '@/composables/money'
import type { Sku, SpecAxis } from '@/generated/kaibo/mall/v1/mall_pb'

/** Specifications as they are typed; the details are known by the values of a combination. */
export interface SpecText {
  axes: { name: string; values: string }[]
  details: Record<string, SkuText>
}
export interface SkuText {
  price: string
  listPrice: string
  cost: string
  stock: string
  code: string
  /** The stock the seller saw, so that pieces sold meanwhile stay sold. */
  seen: number
}

export const noSpecs = (): SpecText => ({ axes: [], details: {} })
export const newSku = (): SkuText => ({ price: '', listPrice: '', cost: '', stock: '', code: '', seen: 0 })

/** "红、蓝, 绿" → 红, 蓝, 绿; each once. */
export function valuesOf(typed: string): string[] {
  return [...new Set(typed.split(/[、,，;；\n]/).map((value) => value.trim()).filter(Boolean))]
}

export const choiceOf = (values: readonly string[]) => values.join(' / ')

/** All combinations of the axes' values, in their order; none while an axis has no value. */
export function combinations(axes: SpecText['axes']): string[][] {
  if (axes.length === 0) return []
  return axes.reduce<string[][]>((all, axis) => all.flatMap((one) => valuesOf(axis.values).map((value) => [...one, value])), [[]])
}

export type SkuField = Exclude<keyof SkuText, 'seen'>

export function specsOf(of: { axes: SpecAxis[]; skus: Sku[] }): SpecText {
  return {
    axes: of.axes.map((axis) => ({ name: axis.name, values: axis.values.join('、') })),
    details: Object.fromEntries(
      of.skus.map((sku) => [
        choiceOf(sku.values),
        {
          price: yuan(sku.priceFen),
          listPrice: sku.listPriceFen > 0n ? yuan(sku.listPriceFen) : '',
          cost: sku.costFen > 0n ? yuan(sku.costFen) : '',
          stock: String(sku.stock),
          code: sku.code,
          seen: sku.stock,
        },
      ]),
    ),
  }
}

const fen = (text: string) => parseYuan(text || '0') ?? 0n

/** As the server takes them. */
export function wishOf(specs: SpecText) {
  return {
    axes: specs.axes.map((axis) => ({ name: axis.name.trim(), values: valuesOf(axis.values) })),
    skus: combinations(specs.axes).map((values) => {
      const detail = specs.details[choiceOf(values)] ?? newSku()
      return {
        values,
        priceFen: fen(detail.price),
        listPriceFen: fen(detail.listPrice),
        costFen: fen(detail.cost),
        stock: Number(detail.stock) || 0,
        stockSeen: detail.seen,
        code: detail.code.trim(),
      }
    }),
  }
}
