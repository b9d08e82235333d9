import { onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from 'vue'

import { toRefused } from '@/api/refusal'

import { sentence } from './form'

export interface Loaded<T> {
  data: ShallowRef<T | undefined>
  /** True only while there is nothing to show yet. */
  loading: Ref<boolean>
  error: Ref<string>
  reload: () => Promise<void>
  /** Reloads soon, once for many calls: as when events say that something changed. */
  touch: () => void
}

const touchMs = 400

/** Loads a page's data; what is shown stays while it is loaded anew. */
export function useLoad<T>(load: () => Promise<T>): Loaded<T> {
  const data = shallowRef<T>()
  const loading = ref(true)
  const error = ref('')
  let run = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  async function reload(): Promise<void> {
    const mine = ++run
    try {
      const loaded = await load()
      if (mine !== run) return
      data.value = loaded
      error.value = ''
    } catch (thrown) {
      if (mine !== run) return
      error.value = sentence(toRefused(thrown))
    } finally {
      if (mine === run) loading.value = false
    }
  }

  function touch(): void {
    timer ??= setTimeout(
      () => {
        timer = undefined
        void reload()
      },
      touchMs + touchMs * Math.random(),
    )
  }

  onScopeDispose(() => {
    run = -1
    clearTimeout(timer)
  })
  void reload()
  return { data, loading, error, reload, touch }
}
