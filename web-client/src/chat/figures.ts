/** 12_340n → "12.3" */
export function seconds(ms: bigint): string {
  return (Math.round(Number(ms) / 100) / 10).toString()
}

/** 3 of 4 → "75%"; undefined where there is nothing to share. */
export function percent(part: number, whole: number): string | undefined {
  return whole === 0 ? undefined : `${(Math.round((part * 1000) / whole) / 10).toString()}%`
}

/** Hundredths of stars: 467 → "4.67" */
export function stars(hundredths: number): string {
  return (hundredths / 100).toFixed(2)
}
