import { useNow } from '@vueuse/core'
import { computed, type ComputedRef } from 'vue'

import { realtime } from '@/api/fast'
import type { ClassClock } from '@/generated/kaibo/classroom/v1/classroom_pb'
import { locale, t } from '@/i18n'

/** Days and deadlines are those of the class, wherever the browser is. */
const timeZone = 'Asia/Shanghai'

function format(ms: number, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(locale.value, { timeZone, hourCycle: 'h23', ...options }).format(ms)
}

/** Class time of a moment of server time. */
export function classTime(clock: ClassClock, serverNow: number): number {
  const classAt = Number(clock.classAt)
  if (clock.paused) return classAt
  return classAt + ((serverNow - Number(clock.realAt)) * clock.speedPercent) / 100
}

export function serverNow(): number {
  return Date.now() + realtime.clockOffset.value
}

/** A server clock that ticks, for texts like "3 minutes ago". */
export function useServerNow(interval = 1000): ComputedRef<number> {
  const now = useNow({ interval })
  return computed(() => now.value.getTime() + realtime.clockOffset.value)
}

export function useClassTime(clock: () => ClassClock | undefined): ComputedRef<number | undefined> {
  const now = useServerNow()
  return computed(() => {
    const present = clock()
    return present && classTime(present, now.value)
  })
}

/** 11-21 15:04 */
export function dateTime(ms: bigint | number): string {
  return format(Number(ms), { month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' })
}

/** 15:04:05 */
export function timeOfDay(ms: bigint | number): string {
  return format(Number(ms), { hour: '2-digit', minute: '2-digit', second: '2-digit' })
}

/** 15:04 */
export function hourMinute(ms: bigint | number): string {
  return format(Number(ms), { hour: '2-digit', minute: '2-digit' })
}

/** "just now", "3 minutes ago" */
export function ago(ms: bigint | number, now: number): string {
  const minutes = Math.floor((now - Number(ms)) / 60_000)
  if (minutes < 1) return t('time.justNow')
  if (minutes < 60) return t('time.minutesAgo', { n: minutes }, minutes)
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return t('time.hoursAgo', { n: hours }, hours)
  return dateTime(ms)
}

/** 83 → "01:23", 3723 → "1:02:03" */
export function clockText(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  const two = (n: number) => n.toString().padStart(2, '0')
  const hours = Math.floor(whole / 3600)
  const rest = `${two(Math.floor((whole % 3600) / 60))}:${two(whole % 60)}`
  return hours > 0 ? `${hours}:${rest}` : rest
}

const daySeconds = 86_400

/** "1 d 02:03:04", "03:04" */
export function spanText(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds))
  const days = Math.floor(whole / daySeconds)
  const rest = clockText(whole % daySeconds)
  return days > 0 ? t('prepare.days', { n: days, time: rest }) : rest
}

/** Value of an <input type="datetime-local"> in the class's time zone (UTC+8 all year) ↔ ms. */
export function toLocalInput(ms: bigint): string {
  return ms === 0n ? '' : new Date(Number(ms) + 8 * 3_600_000).toISOString().slice(0, 16)
}

export function fromLocalInput(value: string): bigint {
  return value ? BigInt(Date.parse(`${value}:00+08:00`)) : 0n
}
