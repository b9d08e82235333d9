import { defineStore } from 'pinia'
import { ref } from 'vue'

export interface Notice {
  id: number
  text: string
  kind: 'done' | 'news' | 'problem'
  /** Where a click leads. */
  to?: string
}

const shownMs = { done: 3_000, news: 6_000, problem: 8_000 }

/** Short words at the edge of the page, read out by screen readers. */
export const useNotices = defineStore('notices', () => {
  const notices = ref<Notice[]>([])
  let next = 1

  function dismiss(id: number): void {
    notices.value = notices.value.filter((notice) => notice.id !== id)
  }

  function say(text: string, kind: Notice['kind'] = 'done', to?: string): void {
    const id = next++
    notices.value = [...notices.value.slice(-2), { id, text, kind, to }]
    setTimeout(() => dismiss(id), shownMs[kind])
  }

  return { notices, say, dismiss }
})
