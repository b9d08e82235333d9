/** Those of the course's banned words (绝对化用语 and the like) that stand in the text. */
export function bannedIn(text: string, words: readonly string[]): string[] {
  return words.filter((word) => text.includes(word))
}

/** The text cut into pieces, those among them that are banned words marked. */
export function marked(text: string, words: readonly string[]): { text: string; banned: boolean }[] {
  if (words.length === 0) return [{ text, banned: false }]
  const escaped = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return text
    .split(new RegExp(`(${escaped.join('|')})`))
    .filter((piece) => piece !== '')
    .map((piece) => ({ text: piece, banned: words.includes(piece) }))
}
