import { money, yuan } from '@/composables/money'
import type { Order, Product, Sku } from '@/generated/kaibo/mall/v1/mall_pb'
import { PromotionKind, PromotionState, type Deduction, type Promotion, type PromotionWish } from '@/generated/kaibo/mall/v1/promotion_pb'
import { t } from '@/i18n'
import { choiceOf } from '@/shop/spec'

type Terms = Pick<PromotionWish, 'kind' | 'priceFen' | 'perPerson' | 'productIds' | 'steps' | 'skuPrices'>

export const kindName = (kind: number) => t(`promo.kinds.${kind}`)

/** "满 ¥50.00 减 ¥5.00" */
export function promotionText(terms: Terms): string {
  switch (terms.kind) {
    case PromotionKind.LIMITED_PRICE:
      return t(terms.skuPrices.some((one) => one.priceFen !== terms.priceFen) ? 'promo.limitedFrom' : 'promo.limited', { price: money(terms.priceFen), n: terms.perPerson })
    case PromotionKind.BUNDLE:
      return t('promo.bundle', { price: money(terms.priceFen), n: terms.productIds.length })
    default:
      return terms.steps.map((step) => t('promo.step', { threshold: money(step.thresholdFen), off: money(step.offFen) })).join(t('event.comma'))
  }
}

/** "5斤 ¥20.01、10斤 ¥40.01": what the specifications of a product cost at a limited-time price of theirs. */
export function specPrices({ skuPrices }: Pick<Terms, 'skuPrices'>, { skus }: Pick<Product, 'skus'>): string {
  return skuPrices
    .flatMap(({ skuId, priceFen }) => {
      const sku = skus.find((one) => one.skuId === skuId)
      return sku ? [`${choiceOf(sku.values)} ${money(priceFen)}`] : []
    })
    .join(t('event.comma'))
}

/** What a specification costs with the same reduction as the product's lowest price, in yuan; nothing while that is not known. */
export function reducedPrice(product: Pick<Product, 'priceFen'>, sku: Pick<Sku, 'priceFen'>, priceFen: bigint): string {
  return priceFen > 0n ? yuan(sku.priceFen - product.priceFen + priceFen) : ''
}

export const isPlanned = ({ state }: Pick<Promotion, 'state'>) => state === PromotionState.PLANNED
export const isOpen = ({ state }: Pick<Promotion, 'state'>) => state === PromotionState.RUNNING || state === PromotionState.PLANNED

export function isGoodFor({ shopId, terms }: Promotion, product: Pick<Product, 'productId' | 'shopId'>): boolean {
  const ids = terms!.productIds
  return ids.length === 0 ? shopId === product.shopId : ids.includes(product.productId)
}

/** The page it leads to; whoever comes that way counts as a visit. */
export function promotionPath({ promotionId, shopId, terms }: Promotion): string {
  const [first] = terms!.productIds
  return `${first ? `/mall/${first}` : `/mall/shop/${shopId}`}?promotion=${promotionId}`
}

/** What each promotion takes off all lines together; the one that comes later on any line comes later. */
export function deductionsOf({ lines }: Pick<Order, 'lines'>): Pick<Deduction, 'promotionId' | 'kind' | 'name' | 'offFen'>[] {
  const sums = new Map<bigint, { promotionId: bigint; kind: PromotionKind; name: string; offFen: bigint; place: number }>()
  for (const { deductions } of lines) {
    deductions.forEach(({ promotionId, kind, name, offFen }, place) => {
      const before = sums.get(promotionId)
      sums.set(promotionId, { promotionId, kind, name, offFen: (before?.offFen ?? 0n) + offFen, place: Math.max(before?.place ?? 0, place) })
    })
  }
  return [...sums.values()].sort((one, other) => one.place - other.place || one.kind - other.kind)
}
