import { statSync } from 'node:fs'

/** `offhook http://…` and `offhook answer.xml`: what was probably meant, or nothing if a command is there. */
export function forgottenCommand([first = '']: readonly string[], commands: ReadonlySet<string>): string | undefined {
  if (first === '' || first.startsWith('-') || commands.has(first)) return undefined
  const command = commandFor(first)
  return command && `a command is missing; did you mean "offhook ${command} ${first}"?`
}

function commandFor(first: string): string | undefined {
  if (/^https?:\/\//i.test(first) || /^[\w.-]+:\d+(\/|$)/.test(first)) return 'call'
  if (/\.ya?ml$/i.test(first)) return 'test'
  if (/\.xml$/i.test(first)) return 'check'
  if (!statSync(first, { throwIfNoEntry: false })?.isDirectory()) return undefined
  return statSync(`${first}/app.yaml`, { throwIfNoEntry: false }) ? 'call' : 'test'
}
