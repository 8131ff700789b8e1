import type { Paint, Style } from '../layout.js'
import { columns, glyphs } from '../printable.js'

/** A line of a terminal that is written to at any column; what is written later covers what was there. */
export class CharacterLine {
  readonly #cells: { text: string; style: Style }[] = []

  put(column: number, text: string, style: Style): void {
    let at = column
    for (const glyph of glyphs(text)) {
      const taken = columns(glyph)
      if (taken === 0) {
        const before = this.#cells[at - 1]
        if (before) before.text += glyph
        continue
      }
      while (this.#cells.length < at) this.#cells.push({ text: ' ', style: 'plain' })
      if (this.#cells[at]?.text === '') this.#clear(at - 1)
      this.#cells[at] = { text: glyph, style }
      // A wide character takes its neighbour's cell, too.
      if (taken === 2) this.#cells[at + 1] = { text: '', style }
      at += taken
      if (this.#cells[at]?.text === '') this.#clear(at)
    }
  }

  /** Half of a wide character that was covered: nothing is left of it. */
  #clear(at: number): void {
    this.#cells[at] = { text: ' ', style: 'plain' }
  }

  painted(colours: Paint): string {
    const cells = this.#cells.slice(0, this.#cells.findLastIndex(({ text }) => text.trim() !== '') + 1)
    let line = ''
    for (let from = 0; from < cells.length; ) {
      const { style } = cells[from] as { style: Style }
      let text = ''
      for (; from < cells.length && cells[from]?.style === style; from++) text += cells[from]?.text
      line += text.trim() === '' ? text : colours[style](text)
    }
    return line
  }
}

/** At most so many columns of a text; an ellipsis says that there is more. */
export function clipped(text: string, room: number): string {
  if (columns(text) <= room) return text
  let kept = ''
  let left = room - 1
  for (const glyph of glyphs(text)) {
    left -= columns(glyph)
    if (left < 0) break
    kept += glyph
  }
  return `${kept}…`
}
