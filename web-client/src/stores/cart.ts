import { defineStore } from 'pinia'
import { computed, ref, watch } from 'vue'

import { useSession } from './session'

export interface CartLine {
  productId: bigint
  /** The specification; 0 for a product without. */
  skuId: bigint
  quantity: number
  /** Goes into the next checkout. */
  chosen: boolean
}

type Wish = Pick<CartLine, 'productId' | 'skuId' | 'quantity'>
const same = (one: Wish, other: Wish) => one.productId === other.productId && one.skuId === other.skuId

function stored(key: string): CartLine[] {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? '[]') as { productId: string; skuId: string; quantity: number; chosen: boolean }[]
    return kept.map((line) => ({ ...line, productId: BigInt(line.productId), skuId: BigInt(line.skuId) }))
  } catch {
    return []
  }
}

/** The cart of a person in a class, kept on this device. What things cost, and whether there are any, the server says. */
export const useCart = defineStore('cart', () => {
  const session = useSession()
  const key = computed(() => `kaibo.cart.${session.classId}.${session.userId}`)
  const lines = ref<CartLine[]>(stored(key.value))
  watch(key, (now) => (lines.value = stored(now)))

  function keep(changed: CartLine[]): void {
    lines.value = changed
    localStorage.setItem(key.value, JSON.stringify(changed, (_name, value: unknown) => (typeof value === 'bigint' ? value.toString() : value)))
  }

  function add(wish: Wish): void {
    const there = lines.value.find((line) => same(line, wish))
    if (there) change(there, { quantity: there.quantity + wish.quantity, chosen: true })
    else keep([...lines.value, { ...wish, chosen: true }])
  }
  function change(wish: Wish, changed: Partial<CartLine>): void {
    keep(lines.value.map((line) => (same(line, wish) ? { ...line, ...changed } : line)))
  }
  function remove(gone: readonly Wish[]): void {
    keep(lines.value.filter((line) => !gone.some((one) => same(one, line))))
  }

  const pieces = computed(() => lines.value.reduce((sum, line) => sum + line.quantity, 0))
  return { lines, pieces, add, change, remove }
})
