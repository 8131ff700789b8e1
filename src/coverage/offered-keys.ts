/** What a prompt asks for. */
export interface Offer {
  readonly keys: readonly OfferedKey[]
  /** It asks for several digits, or for any: "enter your 4-digit PIN", "press any key". */
  readonly digits: boolean
}

export interface OfferedKey {
  readonly key: string
  /** What the key is for, as the prompt says it: `for sales`, `to hear this again`. */
  readonly what?: string
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '))

/** "Press", in the languages in which prompts are most often written. */
const presses = words(
  'press dial push hit enter type select choose key input oprima pulse presione marque digite ingrese introduzca teclee \
elija appuyez tapez composez saisissez faites drücken druecken wählen waehlen tippen pressione tecle disque aperte premere prema \
premi digitare druk toets kies',
)

/** Those of them that ask for a number where no key is named. */
const enters = words(
  'enter dial type key input marque digite ingrese introduzca teclee tapez composez saisissez geben tecle digitare disque toets',
)

/** What may stand between "press" and its key. */
const fillers = words(
  'the in key keys number digit button option on either please now la el las los le les die der das den de het o a os sur tecla \
número numero opción opcion touche bouton taste tecla sie bitte nu por favor il lo tasto usted op',
)

const reasons = words('for to if para pour für fuer per se si wenn um voor om')
const joins = words('or and o u y e ou et oder und of en')
const nots = words("not don't dont don’t never no nicht ne non niet")
const counted = words(
  'digit digits number numbers character characters times seconds second minutes dígitos digitos \
chiffres stellige stelligen ziffern cifras cifre cijfers',
)
const any = words('any a an your cualquier une eine beliebige qualquer')

const named: ReadonlyMap<string, string> = new Map(
  Object.entries({
    0: 'zero cero zéro null nul',
    1: 'one uno eins een',
    2: 'two dos deux zwei dois duas due twee',
    3: 'three tres trois drei três tre drie',
    4: 'four cuatro quatre vier quatro quattro',
    5: 'five cinco cinq fünf fuenf cinque vijf',
    6: 'six seis sechs sei zes',
    7: 'seven siete sept sieben sete sette zeven',
    8: 'eight ocho huit acht oito otto',
    9: 'nine nueve neuf neun nove negen',
    '*': 'star asterisk asterisco estrella étoile etoile stern sterntaste estrela ster',
    '#': 'pound hash numeral gato almohadilla dièse diese raute rautetaste jogo cancelletto hekje',
  }).flatMap(([key, names]) => names.split(' ').map(name => [name, key] as const)),
)

/** Longer texts than Speak takes are not read to their end. */
const longest = 3000
const mostWords = 8

/**
 * The keys that a prompt offers, in their order, each once. It reads words, and understands nothing: what it does not
 * recognise it leaves out, and it would rather miss a key than make one up.
 */
export function offeredKeys(prompt: string): Offer {
  const tokens = tokensOf(prompt)
  const found = new Map<string, OfferedKey>()
  let digits = false
  let asked = false
  const offer = (key: string, what: string) => {
    if (!found.get(key)?.what) found.set(key, what ? { key, what } : { key })
  }
  for (let at = 0; at < tokens.length; at++) {
    if (isCount(tokens, at)) digits = true
    if (isVerb(tokens, at) && !nots.has(tokens[at - 1] ?? '')) {
      const { keys, end } = keysAfter(tokens, at + 1)
      asked ||= keys.length > 0
      const what = whatAfter(tokens, end) || whatBefore(tokens, at)
      for (const key of keys) offer(key, keys.length === 1 ? what : '')
      if (keys.length === 0 && asksForDigits(tokens, at)) digits = true
      at = Math.max(at, end - 1)
    } else if (begins(tokens, at)) {
      const key = keyAt(tokens, at)
      const reason = tokens[at + 1] ?? ''
      // "open from 9 to 5" and "delivery takes 1 to 2 days" offer nothing; nor does "one for all".
      const certain = asked || (/^[\d*#]$/.test(tokens[at] ?? '') && reason !== 'to')
      if (key && certain && reasons.has(reason) && !/^\d/.test(tokens[at + 2] ?? ''))
        offer(key, whatAfter(tokens, at + 1))
    }
  }
  return { keys: [...found.values()], digits }
}

const tokensOf = (text: string): string[] =>
  text
    .slice(0, longest)
    .toLowerCase()
    .match(/[\p{L}\p{M}]+(?:['’]\p{L}+)?|\d+|[*#]|[.,;:!?-]/gu) ?? []

/** "Key in your PIN" is a request, "the pound key" is a key. */
const isVerb = (tokens: readonly string[], at: number): boolean =>
  presses.has(tokens[at] ?? '') && (tokens[at] !== 'key' || tokens[at + 1] === 'in')

const isStop = (token: string | undefined): boolean => token === undefined || /^[.,;:!?]$/.test(token)

/** The key that stands there, if it stands there alone: not the 4 of "4-digit", nor the one of "one of the following". */
function keyAt(tokens: readonly string[], at: number): string | undefined {
  const token = tokens[at] ?? ''
  const key = /^[\d*#]$/.test(token) ? token : named.get(token)
  const next = tokens[at + 1] ?? ''
  if (key === undefined || counted.has(next) || (next === '-' && counted.has(tokens[at + 2] ?? ''))) return undefined
  return next === 'of' && !/^[\d*#]$/.test(token) ? undefined : key
}

/** The keys after "press", `1, 2 or 3`, and where the text goes on. */
function keysAfter(tokens: readonly string[], from: number): { keys: string[]; end: number } {
  let at = from
  while (at < from + 4 && fillers.has(tokens[at] ?? '') && !keyAt(tokens, at)) at++
  const keys: string[] = []
  for (let key = keyAt(tokens, at); key !== undefined; key = keyAt(tokens, at)) {
    // "1, 2 for support": the second key is another offer.
    if (keys.length > 0 && reasons.has(tokens[at + 1] ?? '')) break
    keys.push(key)
    let next = at + 1
    while (isComma(tokens[next]) || joins.has(tokens[next] ?? '') || /^(?:the|key)$/.test(tokens[next] ?? '')) next++
    if (!keyAt(tokens, next) || reasons.has(tokens[next + 1] ?? '')) return { keys, end: at + 1 }
    at = next
  }
  return { keys, end: keys.length > 0 ? at : from }
}

const isComma = (token: string | undefined): boolean => token === ','

/** A key that stands where a clause begins: `…, 2 for support`. */
const begins = (tokens: readonly string[], at: number): boolean =>
  isStop(tokens[at - 1]) || joins.has(tokens[at - 1] ?? '')

/** `for sales` of "press 1 for sales, 2 for support". */
function whatAfter(tokens: readonly string[], from: number): string {
  let at = from
  while (at < from + 3 && fillers.has(tokens[at] ?? '') && !reasons.has(tokens[at] ?? '')) at++
  if (!reasons.has(tokens[at] ?? '')) return ''
  let end = at
  while (!isStop(tokens[end]) && !(joins.has(tokens[end] ?? '') && keyAt(tokens, end + 1))) end++
  return phrase(tokens.slice(at, end))
}

/** `for sales` of "For sales, press 1". */
function whatBefore(tokens: readonly string[], verb: number): string {
  const end = isComma(tokens[verb - 1]) ? verb - 1 : verb
  let at = end
  while (at > 0 && !isStop(tokens[at - 1])) at--
  while (at < end && joins.has(tokens[at] ?? '')) at++
  return reasons.has(tokens[at] ?? '') ? phrase(tokens.slice(at, end)) : ''
}

const phrase = (tokens: readonly string[]): string =>
  `${tokens.slice(0, mostWords).join(' ').replace(/ - /g, '-')}${tokens.length > mostWords ? ' …' : ''}`

/** "your 4-digit PIN", "the six digits of". */
const isCount = (tokens: readonly string[], at: number): boolean =>
  /^\d+$|^\p{L}/u.test(tokens[at] ?? '') &&
  (/^\d+$/.test(tokens[at] ?? '') || named.has(tokens[at] ?? '')) &&
  /^(?:digits?|numbers|dígitos|digitos|chiffres|stellige|stelligen|ziffern|cifras|cifre|cijfers)$/.test(
    (tokens[at + 1] === '-' ? tokens[at + 2] : tokens[at + 1]) ?? '',
  )

/** "Enter your PIN", "press any key"; but not "to enter the raffle". */
function asksForDigits(tokens: readonly string[], at: number): boolean {
  if (tokens[at - 1] === 'to') return false
  if (enters.has(tokens[at] ?? '')) return !isStop(tokens[at + 1])
  return any.has(tokens[at + 1] ?? '') && /^(?:key|keys|digit|number|tecla|touche|taste)$/.test(tokens[at + 2] ?? '')
}
