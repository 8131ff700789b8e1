import { describe, expect, test } from 'vitest'
import { offeredKeys } from '../../src/coverage/offered-keys.js'

const digits = 'digits'

/** What a prompt offers: keys, with what they are for where the prompt says it, and `digits`. */
const cases: readonly (readonly [prompt: string, ...offer: readonly (string | readonly [string, string])[]])[] = [
  ['Press 1 for sales.', ['1', 'for sales']],
  [
    'For our opening hours, press 1. To ask about an order, press 2.',
    ['1', 'for our opening hours'],
    ['2', 'to ask about an order'],
  ],
  [
    'Press 1 for sales, 2 for support, or 3 to hear this again.',
    ['1', 'for sales'],
    ['2', 'for support'],
    ['3', 'to hear this again'],
  ],
  ['1 for sales, 2 for support', ['1', 'for sales'], ['2', 'for support']],
  ['Press one for yes or two for no.', ['1', 'for yes'], ['2', 'for no']],
  ['Press 1, 2 or 3.', '1', '2', '3'],
  ['Press 1 or 2 now', '1', '2'],
  ['To return to the main menu, dial star.', ['*', 'to return to the main menu']],
  ['Press the pound key to repeat.', ['#', 'to repeat']],
  ['press the hash key', '#'],
  ['Please press the star key', '*'],
  ['Press * to go back', ['*', 'to go back']],
  ['Select option 4 for billing', ['4', 'for billing']],
  ['Say yes or press 1.', '1'],
  ['Press 1 now to call back, or 2 to decline.', ['1', 'to call back'], ['2', 'to decline']],
  ['If you want to leave a message press 9', ['9', 'if you want to leave a message']],
  ['Press zero for the operator', ['0', 'for the operator']],
  ['PRESS 5!', '5'],
  // Digits.
  ['Enter your 4-digit PIN.', digits],
  ['Please enter your pin, then press the hash key.', '#', digits],
  ['Enter the extension, or press 0 for the operator.', ['0', 'for the operator'], digits],
  ['Dial the extension of the person you want', digits],
  ['Press any key to begin.', digits],
  ['Type the six digits of your code', digits],
  ['Enter 4 digits', digits],
  ['Key in your account number now', digits],
  // Spanish, French, German, Portuguese, Italian.
  ['Para ventas, oprima 1. Para soporte, oprima 2.', ['1', 'para ventas'], ['2', 'para soporte']],
  ['Para ventas, oprima la tecla uno', ['1', 'para ventas']],
  ['Marque el 3 para facturación', ['3', 'para facturación']],
  ['Pour les ventes, appuyez sur le 1.', ['1', 'pour les ventes']],
  ['Appuyez sur étoile pour revenir', ['*', 'pour revenir']],
  ['Für den Vertrieb drücken Sie die 1, für den Service die 2.', ['1', 'für den vertrieb']],
  ['Drücken Sie bitte die Rautetaste', '#'],
  ['Para vendas, pressione 2', ['2', 'para vendas']],
  ['Per le vendite, prema il tasto 1', ['1', 'per le vendite']],
  ['Ingrese su número de cuenta', digits],
  // Nothing.
  ['Welcome to Blue Door Books.'],
  ['We are open from 9 to 5, Monday to Friday.'],
  ['We are open Monday to Friday, 9 to 5.'],
  ['Delivery takes, 1 to 2 days.'],
  ['Do not press 5.'],
  ['Never press 1 for fun'],
  ['Choose one of the following options.'],
  ['To enter the raffle, stay on the line.'],
  ['Call 911 in an emergency.'],
  ['One for all, all for one.'],
  ['The press conference is at 5.'],
  [''],
]

describe('the keys that a prompt offers', () => {
  test.each(cases.map(([prompt, ...offer]) => ({ prompt, offer })))('"$prompt"', ({ prompt, offer }) => {
    const keys = offer.flatMap(one => {
      if (one === digits) return []
      return typeof one === 'string' ? [{ key: one }] : [{ key: one[0], what: one[1] }]
    })
    expect(offeredKeys(prompt)).toEqual({ keys, digits: offer.some(one => one === digits) })
  })
})
