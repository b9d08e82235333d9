import { computed } from 'vue'
import { createI18n } from 'vue-i18n'

import type zh from './locales/zh-CN'

export type Locale = 'zh-CN' | 'en'
export type Messages = typeof zh

const key = 'kaibo.locale'

const loaders: Record<Locale, () => Promise<{ default: Messages }>> = {
  'zh-CN': () => import('./locales/zh-CN'),
  en: () => import('./locales/en'),
}

export const i18n = createI18n({
  legacy: false,
  locale: 'zh-CN' as string,
  fallbackLocale: 'zh-CN',
  messages: {} as Record<string, Messages>,
})

export const locale = computed(() => i18n.global.locale.value)

/** Chinese unless the person chose English; the browser's language decides nothing here. */
export function savedLocale(): Locale {
  return localStorage.getItem(key) === 'en' ? 'en' : 'zh-CN'
}

export async function setLocale(chosen: Locale): Promise<void> {
  const messages = await loaders[chosen]()
  i18n.global.setLocaleMessage(chosen, messages.default)
  i18n.global.locale.value = chosen
  localStorage.setItem(key, chosen)
  document.documentElement.lang = chosen
}

/** The one of two texts the server gave that fits the language chosen. */
export function either(chinese: string, english: string): string {
  return locale.value === 'en' && english ? english : chinese
}

/** Text by key, for scripts; templates use $t. Follows a change of language where it is computed. */
export function t(path: string, named: Record<string, unknown> = {}, plural?: number): string {
  return plural === undefined ? i18n.global.t(path, named) : i18n.global.t(path, named, plural)
}
