import { hideUrlCredentials } from '../../trace/credentials.js'
import { isTag, type Place, type Tag, type Text } from '../document.js'
import type { BodyKind, UrlValue } from '../element-shape.js'
import { problem } from '../problem.js'
import { excerpt, type Row } from './row.js'
import { absolute, fault, nearestUrl, urlValue } from './url.js'

export interface UrlBodyRow extends Row {
  /** Whether its fragment configures the webhook; audio has a fixed policy of its own. */
  readonly callbackConfig: boolean | 'audio'
  /**
   * What a URL that cannot be used leads to: the call ends with 7024 (Redirect), or the element takes no time
   * (the default of audio).
   */
  readonly whenInvalid?: 'hang up' | 'skip'
  /** `http` and `https` unless said otherwise. */
  readonly schemes?: readonly string[]
}

/** An absolute URL as an element's content. What is given is kept, also when it cannot be used. */
export const urlBody = (target: UrlBodyRow): BodyKind<UrlValue> => {
  const { schemes = ['http', 'https'], callbackConfig, meaning, provenance = 'documented' } = target
  const allowed = absolute(schemes)
  const skips = (target.whenInvalid ?? (callbackConfig === 'audio' ? 'skip' : 'hang up')) === 'skip'
  const consequence = skips
    ? 'the element takes no time'
    : 'the call ends with 7024 (Invalid Redirect URL) when it is used'
  return {
    allowed,
    meaning,
    provenance,
    callbackConfig,
    read: tag => {
      const { text: given, place } = contentOf(tag)
      if (given === '') {
        const message = `<${tag.name}> has no URL: ${consequence}.`
        return {
          value: { given, configurable: callbackConfig },
          problems: [problem('body-missing', message, { place, allowed })],
        }
      }
      const value = urlValue(given, callbackConfig, schemes)
      if (value.href !== undefined) return { value }
      const message = `${excerpt(hideUrlCredentials(given))} in <${tag.name}> ${fault(given, schemes)}: ${consequence}.`
      const nearest = nearestUrl(given, schemes)
      return {
        value,
        problems: [problem('url-invalid', message, { place, allowed, ...(nearest !== undefined && { nearest }) })],
      }
    },
  }
}

export interface TextBodyRow extends Row {
  /** What is allowed, in words. */
  readonly allowed?: string
}

/** Text as an element's content, without the white space around it. Tags inside are no part of it. */
export const textBody = (content: TextBodyRow): BodyKind<string> => {
  const { allowed = 'text', meaning, provenance = 'documented', required } = content
  return {
    allowed,
    meaning,
    provenance,
    read: tag => {
      const { text: value, place } = contentOf(tag)
      if (value !== '' || !required) return { value }
      const message = `<${tag.name}> is empty: it needs ${allowed}.`
      return { value, problems: [problem('body-missing', message, { place, allowed })] }
    },
  }
}

/** All text that stands directly in a tag, trimmed, and where it begins (at the tag when there is none). */
const contentOf = ({ children, place }: Tag): { text: string; place: Place } => {
  const texts = children.filter((child): child is Text => !isTag(child))
  const first = texts.find(({ text }) => text.trim() !== '')
  return {
    text: texts
      .map(({ text }) => text)
      .join('')
      .trim(),
    place: first?.place ?? place,
  }
}
