import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'

import { identity } from '@/api/client'
import { realtime } from '@/api/fast'
import { toRefused } from '@/api/refusal'
import { Role } from '@/generated/kaibo/access/v1/access_pb'
import type { Membership, Person } from '@/generated/kaibo/identity/v1/identity_pb'

const classKey = 'kaibo.class'

/** Who is signed in, in which class, and as what. */
export const useSession = defineStore('session', () => {
  const me = shallowRef<Person>()
  const known = ref(false)
  const chosenClass = ref(BigInt(localStorage.getItem(classKey) ?? '0'))

  const memberships = computed<Membership[]>(() => me.value?.memberships ?? [])
  const classes = computed(() => {
    const byId = new Map<bigint, Membership>()
    for (const membership of memberships.value) {
      if (membership.classId !== 0n && !byId.has(membership.classId)) byId.set(membership.classId, membership)
    }
    return [...byId.values()]
  })
  const isOffice = computed(() =>
    memberships.value.some((m) =>
      [Role.ADMINISTRATOR, Role.INSTITUTION, Role.AUTHORITY].includes(m.role) && m.classId === 0n),
  )
  const canManage = computed(() =>
    memberships.value.some((m) => [Role.ADMINISTRATOR, Role.INSTITUTION].includes(m.role) && m.classId === 0n),
  )

  /** The class in which everything happens now; 0 when there is none. */
  const classId = computed(() => {
    const mine = classes.value
    if (mine.some((m) => m.classId === chosenClass.value) || (isOffice.value && chosenClass.value !== 0n)) {
      return chosenClass.value
    }
    return mine[0]?.classId ?? 0n
  })
  const rolesHere = computed(() =>
    memberships.value.filter((m) => m.classId === classId.value && m.classId !== 0n).map((m) => m.role),
  )
  const isTrainee = computed(() => rolesHere.value.includes(Role.TRAINEE))
  const isInstructor = computed(() => rolesHere.value.includes(Role.INSTRUCTOR))
  const isAssistant = computed(() => rolesHere.value.includes(Role.ASSISTANT))
  const isStaff = computed(() => isInstructor.value || isAssistant.value)
  const userId = computed(() => me.value?.userId ?? 0n)

  function choose(id: bigint): void {
    chosenClass.value = id
    localStorage.setItem(classKey, id.toString())
  }

  function entered(person: Person | undefined): void {
    me.value = person
    known.value = true
    if (person && !person.mustChangePassword) realtime.start()
  }

  function left(): void {
    realtime.stop()
    me.value = undefined
    known.value = true
  }

  /** Asks the server who we are. Throws when it cannot be reached. */
  async function refresh(): Promise<void> {
    try {
      entered((await identity.getMe({})).me)
    } catch (error) {
      const refused = toRefused(error)
      if (refused.code !== 'unauthenticated') throw refused
      left()
    }
  }

  async function signOut(): Promise<void> {
    await identity.signOut({})
    left()
  }

  return {
    me, known, memberships, classes, classId, rolesHere, userId,
    isOffice, canManage, isTrainee, isInstructor, isAssistant, isStaff,
    choose, entered, left, refresh, signOut,
  }
})
