import { computed } from 'vue'
import { useRoute, type LocationQueryRaw } from 'vue-router'

/** Which shop a seller's page is about: 0n for the person's own, or the one that `?of=` names, where they help. */
export function useSeat() {
  const route = useRoute()
  const shopId = computed(() => (/^\d+$/.test(String(route.query.of)) ? BigInt(String(route.query.of)) : 0n))
  /** A page of the same shop. */
  const to = (path: string, query: LocationQueryRaw = {}) => ({ path, query: shopId.value ? { ...query, of: shopId.value.toString() } : query })
  return { shopId, to }
}
