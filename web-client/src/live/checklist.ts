import { computed, reactive, watch } from 'vue'

import { prepare } from '@/api/client'
import { useLoad } from '@/composables/load'

/**
 * What should be done before a room goes live: what the server sees, and what this browser found.
 * The browser's part is of this device and this tab.
 */
export function useChecklist(classId: bigint, roomId: bigint) {
  const key = `kaibo.ready.${classId}.${roomId}`
  const ready = reactive(new Set<string>(JSON.parse(sessionStorage.getItem(key) ?? '[]') as string[]))
  watch(ready, () => sessionStorage.setItem(key, JSON.stringify([...ready])))

  const page = useLoad(() => prepare.getChecklist({ classId, roomId }))
  const items = computed(
    () => page.data.value?.items.map((item) => ({ key: item.key, byHost: item.byHost, done: item.byHost ? ready.has(item.key) : item.done })) ?? [],
  )
  const open = computed(() => items.value.filter((item) => !item.done))

  function set(item: string, isReady: boolean): void {
    if (isReady) ready.add(item)
    else ready.delete(item)
  }

  return { page, items, open, ready, set }
}

export type Checklist = ReturnType<typeof useChecklist>
