import { shop } from '@/api/client'
import type { GetShopRulesResponse } from '@/generated/kaibo/mall/v1/shop_pb'

let known: { classId: bigint; rules: Promise<GetShopRulesResponse> } | undefined

/** What the class's course lays down for shops: asked once, it stays as it is. */
export function shopRules(classId: bigint): Promise<GetShopRulesResponse> {
  if (known?.classId !== classId) {
    const rules = shop.getShopRules({ classId })
    known = { classId, rules }
    rules.catch(() => (known = undefined))
  }
  return known!.rules
}
