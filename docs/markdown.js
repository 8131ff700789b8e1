export const cell = text => String(text).replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('\n', ' ')
export const code = text => `\`${text}\``
export const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map(row => `| ${row.join(' | ')} |`).join('\n')
export const made = 'This page is made from the definitions themselves by `npm run docs`.'
