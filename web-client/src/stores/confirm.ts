import { defineStore } from 'pinia'
import { ref } from 'vue'

export interface Question {
  title: string
  text: string
  yes: string
}

/** Asks before something that cannot be undone. */
export const useConfirm = defineStore('confirm', () => {
  const question = ref<Question>()
  let resolve: (answer: boolean) => void = () => {}

  function ask(asked: Question): Promise<boolean> {
    resolve(false)
    question.value = asked
    return new Promise((settle) => (resolve = settle))
  }

  function answer(given: boolean): void {
    question.value = undefined
    resolve(given)
  }

  return { question, ask, answer }
})
