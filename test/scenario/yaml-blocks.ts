/** The YAML examples of a page. */
export const yamlBlocks = (page: string): string[] =>
  [...page.matchAll(/^```ya?ml\n([\s\S]*?)^```/gm)].map(([, text = '']) => text)
