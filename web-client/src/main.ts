import './styles/tokens.css'
import './styles/base.css'

import { createPinia } from 'pinia'
import { createApp } from 'vue'

import App from './App.vue'
import { onSignedOut } from './api/client'
import { realtime } from './api/fast'
import { i18n, savedLocale, setLocale } from './i18n'
import { router } from './router'
import { useSession } from './stores/session'

async function start(): Promise<void> {
  await setLocale(savedLocale())
  const app = createApp(App)
  app.use(createPinia())
  app.use(i18n)

  const session = useSession()
  function toSignIn(): void {
    if (!session.me) return
    const back = router.currentRoute.value.fullPath
    session.left()
    void router.push({ name: 'sign-in', query: { back } })
  }
  onSignedOut(toSignIn)
  realtime.onGoodbye = (refused) => {
    if (refused.code === 'unauthenticated') toSignIn()
  }
  window.addEventListener('online', () => realtime.hurry())
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') realtime.hurry()
  })

  app.use(router)
  app.mount('#app')
}

void start()
