import { create } from '@bufbuild/protobuf'
import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'

import { classroom } from '@/api/client'
import { realtime } from '@/api/fast'
import type { Event } from '@/generated/kaibo/event/v1/event_pb'
import { ClassClockSchema, type ClassInfo, type CourseRules, type Member } from '@/generated/kaibo/classroom/v1/classroom_pb'

import { useSession } from './session'

/** The present class: its name, its clock, its people. Follows the class's events by itself. */
export const useClassroom = defineStore('classroom', () => {
  const session = useSession()
  const info = shallowRef<ClassInfo>()
  /** Numbers and words of the course, for advice while a person is typing; absent until they are known. */
  const rules = shallowRef<CourseRules>()
  const members = shallowRef<Member[]>([])
  const names = computed(() => new Map(members.value.map((member) => [member.userId, member.name])))
  const avatars = computed(() => new Map(members.value.map((member) => [member.userId, member.avatar])))
  let stop: (() => void) | undefined

  function nameOf(userId: bigint): string {
    return names.value.get(userId) ?? ''
  }

  function avatarOf(userId: bigint): string {
    return avatars.value.get(userId) ?? ''
  }

  async function loadInfo(): Promise<void> {
    const id = session.classId
    const reply = await classroom.getClass({ classId: id })
    if (id !== session.classId) return
    info.value = reply.classInfo
    rules.value = reply.rules
  }

  async function loadMembers(): Promise<void> {
    const id = session.classId
    const reply = await classroom.listMembers({ classId: id })
    if (id === session.classId) members.value = reply.members
  }

  function hear(event: Event): void {
    if (event.body.case === 'memberAdded') void loadMembers().catch(() => {})
    if (event.body.case === 'classClockSet' && info.value) {
      const { speedPercent, paused, realAt, classAt } = event.body.value
      info.value = { ...info.value, clock: create(ClassClockSchema, { speedPercent, paused, realAt, classAt }) }
    }
  }

  watch(
    () => [session.classId, session.me?.mustChangePassword === false] as const,
    ([id, ready]) => {
      stop?.()
      stop = undefined
      info.value = undefined
      rules.value = undefined
      members.value = []
      if (id === 0n || !ready) return
      // Pages work without these two; they are asked for again when the connection is back.
      void loadInfo().catch(() => {})
      void loadMembers().catch(() => {})
      if (session.rolesHere.length > 0) stop = realtime.subscribe(id, 'class', -1n, { event: hear })
    },
    { immediate: true },
  )

  realtime.onWelcome = () => {
    if (session.classId === 0n || session.me?.mustChangePassword !== false) return
    if (!info.value) void loadInfo().catch(() => {})
    if (members.value.length === 0) void loadMembers().catch(() => {})
  }

  return { info, rules, members, names, nameOf, avatarOf, loadInfo, loadMembers }
})
