import { Difficulty, type Setup } from '@/generated/kaibo/audience/v1/audience_pb'

/** A setup as a form holds it. */
export interface Choice {
  scenario: string
  size: number
  difficulty: Difficulty
  seed: string
}

export function choiceOf(setup: Setup | undefined): Choice {
  if (setup) return { scenario: setup.scenario, size: setup.size, difficulty: setup.difficulty, seed: setup.seed.toString() }
  return { scenario: 'steady', size: 50, difficulty: Difficulty.NORMAL, seed: String(1 + Math.floor(Math.random() * 9_999)) }
}

export function setupOf(choice: Choice): { scenario: string; size: number; difficulty: Difficulty; seed: bigint } {
  return { ...choice, seed: BigInt(choice.seed) }
}
