/** `20.6 s` of ms. */
export const seconds = (ms: number): string => `${Number((ms / 1000).toFixed(1))} s`
