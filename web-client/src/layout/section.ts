import { onScopeDispose, ref, watchEffect } from 'vue'

/** The menu item that the page shown belongs to, where its address alone does not tell: a seller's order is part of the shop. */
export const section = ref<string>()

/** Says it for as long as the page lives; undefined leaves it to the address. */
export function useSection(of: () => string | undefined): void {
  const stop = watchEffect(() => (section.value = of()))
  onScopeDispose(() => {
    stop()
    section.value = undefined
  })
}
